"""A request about one's data: answered by one person; an erasure is approved by another than who entered it."""

from django.utils.translation import gettext_lazy as _

from artisans.privacy.choices import RequestStatus as S
from foundation.workflow import Step, Workflow

DATA_REQUEST = Workflow(
    Step("approve", {S.RECEIVED}, S.APPROVED, _("Approve the erasure")),
    Step("grant", {S.RECEIVED, S.APPROVED}, S.DONE, _("Granted and done")),
    Step("refuse", {S.RECEIVED}, S.REFUSED, _("Refuse")),
    Step("withdraw", {S.RECEIVED}, S.WITHDRAWN, _("Withdraw")),
    initial={S.RECEIVED},
)
