"""The life of an import: received, checked, accepted, in the register. A stopped writing goes back to be decided."""

from django.utils.translation import gettext_lazy as _

from artisans.imports.choices import ImportStatus as S
from foundation.workflow import Step, Workflow

WORKFLOW = Workflow(
    Step("check", {S.RECEIVED}, S.CHECKED),
    Step("remap", {S.CHECKED}, S.RECEIVED, _("Map the columns again")),
    Step("refuse", {S.RECEIVED}, S.REFUSED),
    Step("accept", {S.CHECKED}, S.ACCEPTED, _("Accept")),
    Step("stop", {S.ACCEPTED}, S.CHECKED, _("Stop")),
    Step("finish", {S.ACCEPTED}, S.DONE),
    Step("close", {S.CHECKED}, S.DONE, _("Close without the rest")),
    Step("cancel", {S.RECEIVED, S.CHECKED}, S.CANCELLED, _("Throw away")),
    initial={S.RECEIVED},
)
