"""The life of a report; its build is a job and no state of it."""

from django.utils.translation import gettext_lazy as _

from foundation.workflow import Step, Workflow
from reports.documents.choices import ReportStatus as S

FROZEN = frozenset({S.FROZEN, S.PRESENTED, S.ADOPTED})
WORKFLOW = Workflow(
    Step("send_to_review", {S.DRAFT}, S.REVIEW, _("Send the report to review")),
    Step("return", {S.REVIEW}, S.DRAFT, _("Send back")),
    Step("freeze", {S.REVIEW}, S.FROZEN, _("Freeze")),
    Step("present", {S.FROZEN}, S.PRESENTED, _("Record the presentation")),
    Step("adopt", {S.PRESENTED}, S.ADOPTED, _("Record the adoption")),
    initial={S.DRAFT},
)
