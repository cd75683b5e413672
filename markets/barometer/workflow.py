"""An edition is prepared by one person and reviewed by another; once published it only receives errata."""

from django.utils.translation import gettext_lazy as _

from foundation.workflow import Step, Workflow
from markets.barometer.choices import EditionStatus as S

WORKFLOW = Workflow(
    Step("review", {S.DRAFT}, S.REVIEWED, _("Approve the figures")),
    Step("reopen", {S.REVIEWED}, S.DRAFT, _("Send back to draft")),
    Step("publish", {S.REVIEWED}, S.PUBLISHED, _("Publish")),
    initial={S.DRAFT},
)
