"""The life of a complaint: answered by a person it is not about, reopened once."""

from django.utils.translation import gettext_lazy as _

from foundation.workflow import Step, Workflow
from programs.complaints.choices import ComplaintStatus as S

OPEN = frozenset({S.NEW, S.ASSIGNED, S.IN_PROGRESS, S.WAITING, S.REOPENED})
RUNNING = OPEN - {S.WAITING}

COMPLAINT = Workflow(
    Step("assign", {S.NEW, S.REOPENED}, S.ASSIGNED, _("Give to somebody")),
    Step("begin", {S.ASSIGNED}, S.IN_PROGRESS, _("Begin to examine")),
    Step("ask", {S.IN_PROGRESS}, S.WAITING, _("Ask the person")),
    Step("resume", {S.WAITING}, S.IN_PROGRESS),
    Step("answer", {S.ASSIGNED, S.IN_PROGRESS, S.WAITING}, S.RESOLVED, _("Answer")),
    Step("reopen", {S.RESOLVED}, S.REOPENED, _("I do not agree with the answer")),
    Step("withdraw", OPEN, S.CLOSED, _("Withdraw my complaint")),
    Step("close", {S.RESOLVED}, S.CLOSED, _("Close")),
    initial={S.NEW},
)
