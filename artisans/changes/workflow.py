"""A request is decided once, or ends by itself."""

from django.utils.translation import gettext_lazy as _

from artisans.changes.choices import ChangeStatus as S
from foundation.workflow import Step, Workflow

CHANGE = Workflow(
    Step("approve", {S.REQUESTED}, S.APPROVED, _("Approve and apply")),
    Step("refuse", {S.REQUESTED}, S.REFUSED, _("Refuse")),
    Step("withdraw", {S.REQUESTED}, S.WITHDRAWN, _("Withdraw")),
    Step("expire", {S.REQUESTED}, S.EXPIRED),
    initial={S.REQUESTED},
)
