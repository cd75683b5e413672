"""The life of a damage assessment."""

from django.utils.translation import gettext_lazy as _

from foundation.workflow import Step, Workflow
from programs.emergency.choices import AssessmentStatus as S

WORKFLOW = Workflow(
    Step("submit", {S.DRAFT}, S.SUBMITTED, _("Submit the assessment")),
    Step("countersign", {S.SUBMITTED}, S.COUNTERSIGNED, _("Countersign")),
    Step("contest", {S.COUNTERSIGNED}, S.CONTESTED, _("Contest")),
    Step("finalise", {S.COUNTERSIGNED, S.CONTESTED}, S.FINAL, _("Make final")),
    initial={S.DRAFT},
)
