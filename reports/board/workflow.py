"""Lives of meetings and resolutions."""

from django.utils.translation import gettext_lazy as _

from foundation.workflow import Step, Workflow
from reports.board.choices import MeetingStatus as M
from reports.board.choices import ResolutionStatus as R

MEETING = Workflow(
    Step("convene", {M.PLANNED}, M.CONVENED, _("Send the convocation")),
    Step("hold", {M.PLANNED, M.CONVENED}, M.HELD, _("Record that it was held")),
    initial={M.PLANNED},
)
OUTSTANDING = frozenset({R.OPEN, R.LATE})
RESOLUTION = Workflow(
    Step("adopt", {R.PROPOSED}, R.OPEN, _("Record the adoption")),
    Step("fall_behind", {R.OPEN}, R.LATE, _("Mark as late")),
    Step("complete", OUTSTANDING, R.DONE, _("Mark as done")),
    Step("drop", {R.PROPOSED} | OUTSTANDING, R.DROPPED, _("Drop")),
    initial={R.PROPOSED},
)
