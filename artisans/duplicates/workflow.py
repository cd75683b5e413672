"""The life of a case: two records that may be one person."""

from django.utils.translation import gettext_lazy as _

from artisans.duplicates.choices import CaseStatus as S
from foundation.workflow import Step, Workflow

UNDECIDED = frozenset({S.OPEN, S.DEFERRED})

CASE = Workflow(
    Step("merge", UNDECIDED | {S.DIFFERENT}, S.SAME, _("Same person: merge")),
    Step("differ", {S.OPEN, S.DEFERRED}, S.DIFFERENT, _("Different people")),
    Step("defer", {S.OPEN}, S.DEFERRED, _("Decide later")),
    # Put off until a day that came; decided otherwise by a colleague; a stronger cause; the merge undone.
    Step("reopen", {S.DEFERRED, S.DIFFERENT, S.CLOSED, S.SAME}, S.OPEN, _("Open again")),
    # What made them alike is gone, or one of the two records is.
    Step("close", UNDECIDED, S.CLOSED),
    initial={S.OPEN},
)
