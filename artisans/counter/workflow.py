"""An entry is registered once, or dropped."""

from django.utils.translation import gettext_lazy as _

from artisans.counter.choices import EntryStatus as S
from foundation.workflow import Step, Workflow

ENTRY = Workflow(
    Step("finish", {S.OPEN}, S.DONE, _("Register")),
    Step("drop", {S.OPEN}, S.DROPPED, _("Drop")),
    initial={S.OPEN},
)
