"""The life of what a device sent: entered at once, or kept with its reason until an officer takes it up."""

from foundation.workflow import Step, Workflow
from programs.field.choices import SubmissionStatus as S

OPEN = frozenset({S.RECEIVED, S.ATTENTION})

WORKFLOW = Workflow(
    Step("apply", OPEN, S.APPLIED),
    Step("hold", {S.RECEIVED}, S.ATTENTION),
    Step("set_aside", OPEN, S.SET_ASIDE),
    Step("reopen", {S.SET_ASIDE}, S.ATTENTION),
    initial={S.RECEIVED},
)
