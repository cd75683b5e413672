"""One table of steps, from draft to decision and on to enrolment."""

from django.utils.translation import gettext_lazy as _

from foundation.workflow import Step, Workflow
from programs.applications.choices import ApplicationStatus as S

EDITABLE = frozenset({S.DRAFT, S.CHANGES_REQUESTED})
UNDECIDED = frozenset({S.DRAFT, S.SUBMITTED, S.SCREENING, S.CHANGES_REQUESTED, S.IN_REVIEW, S.READY})
DECIDED = frozenset({S.APPROVED, S.RESERVE, S.REFUSED, S.INELIGIBLE})
# A decision that is not published is shown to the applicant as the state before it.
CLOSED = frozenset({S.REFUSED, S.INELIGIBLE, S.WITHDRAWN, S.LAPSED, S.RENOUNCED})
LIVE = frozenset(S.values) - CLOSED

WORKFLOW = Workflow(
    Step("submit", {S.DRAFT}, S.SUBMITTED, _("Submit")),
    Step("screen", {S.SUBMITTED}, S.SCREENING, _("Take the file")),
    Step("request_changes", {S.SCREENING}, S.CHANGES_REQUESTED, _("Request corrections")),
    Step("resubmit", {S.CHANGES_REQUESTED}, S.SCREENING, _("Send the corrections")),
    Step("lapse", {S.CHANGES_REQUESTED}, S.LAPSED),
    Step("declare_ineligible", {S.SCREENING}, S.INELIGIBLE, _("Declare not eligible")),
    Step("open_review", {S.SCREENING}, S.IN_REVIEW, _("Send to review")),
    Step("complete_review", {S.IN_REVIEW}, S.READY),
    Step("approve", {S.READY, S.RESERVE}, S.APPROVED),
    Step("put_on_reserve", {S.READY}, S.RESERVE),
    Step("refuse", {S.READY}, S.REFUSED),
    Step("enrol", {S.APPROVED}, S.ENROLLED, _("Enrol")),
    Step("renounce", {S.APPROVED}, S.RENOUNCED, _("Renounce")),
    Step("reopen", {S.INELIGIBLE}, S.SCREENING),
    Step("reconsider", {S.REFUSED}, S.READY),
    Step("withdraw", UNDECIDED, S.WITHDRAWN, _("Withdraw")),
    initial={S.DRAFT},
)
