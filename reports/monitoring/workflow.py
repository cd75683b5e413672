"""Lives of reporting periods, measurements and site visits."""

from django.utils.translation import gettext_lazy as _

from foundation.workflow import Step, Workflow
from reports.monitoring.choices import MeasurementStatus as M
from reports.monitoring.choices import PeriodStatus as P
from reports.monitoring.choices import VisitStatus as V

PERIOD = Workflow(
    Step("begin_closing", {P.OPEN}, P.CLOSING, _("Begin the closing")),
    Step("reopen", {P.CLOSING}, P.OPEN, _("Open again")),
    Step("close", {P.CLOSING}, P.CLOSED, _("Close for good")),
    initial={P.OPEN},
)
EDITABLE = frozenset({M.DRAFT, M.RETURNED})
MEASUREMENT = Workflow(
    Step("submit", EDITABLE, M.SUBMITTED, _("Submit")),
    Step("return", {M.SUBMITTED}, M.RETURNED, _("Send back")),
    Step("approve", {M.SUBMITTED}, M.APPROVED, _("Approve")),
    initial={M.DRAFT},
)
VISIT = Workflow(
    Step("record", {V.PLANNED}, V.DONE, _("Record the visit")),
    Step("validate", {V.DONE}, V.VALIDATED, _("Validate")),
    Step("redo", {V.DONE}, V.PLANNED, _("Ask for another visit")),
    Step("cancel", {V.PLANNED}, V.CANCELLED, _("Cancel")),
    initial={V.PLANNED},
)
