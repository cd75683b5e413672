"""The life of a message."""

from django.utils.translation import gettext_lazy as _

from accounts.outbox.choices import MessageStatus as S
from foundation.workflow import Step, Workflow

WORKFLOW = Workflow(
    Step("release", {S.DRAFT}, S.QUEUED, _("Release")),
    Step("deliver", {S.QUEUED}, S.SENT),
    Step("give_up", {S.QUEUED}, S.FAILED),
    Step("resend", {S.FAILED, S.SENT}, S.QUEUED, _("Send again")),
    Step("supersede", {S.DRAFT, S.QUEUED, S.FAILED}, S.SUPERSEDED, _("Withdraw")),
    initial={S.DRAFT, S.QUEUED},
)
