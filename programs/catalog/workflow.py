"""The life of a programme."""

from django.utils.translation import gettext_lazy as _

from foundation.workflow import Step, Workflow
from programs.catalog.choices import ProgramStatus as S

WORKFLOW = Workflow(
    Step("activate", {S.DRAFT, S.SUSPENDED}, S.ACTIVE, _("Activate")),
    Step("suspend", {S.ACTIVE}, S.SUSPENDED, _("Suspend")),
    Step("close", {S.ACTIVE, S.SUSPENDED}, S.CLOSED, _("Close")),
    initial={S.DRAFT},
)
