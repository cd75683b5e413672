"""Signals are published once. An export result counts when the beneficiary has confirmed it."""

from django.utils.translation import gettext_lazy as _

from foundation.workflow import Step, Workflow
from markets.intelligence.choices import ResultStatus as R
from markets.intelligence.choices import SignalStatus as S

SIGNAL = Workflow(Step("publish", {S.DRAFT}, S.PUBLISHED, _("Publish")), initial={S.DRAFT})

RESULT = Workflow(
    Step("send", {R.DECLARED}, R.SENT, _("Send to the beneficiary")),
    Step("confirm", {R.SENT, R.NO_REPLY}, R.CONFIRMED, _("Confirm")),
    Step("dispute", {R.SENT, R.NO_REPLY}, R.DISPUTED, _("Dispute")),
    Step("give_up", {R.SENT}, R.NO_REPLY, _("No reply received")),
    Step("amend", {R.DISPUTED}, R.DECLARED, _("Correct and declare again")),
    initial={R.DECLARED},
)
