"""Reporting periods on the desk: what each still lacks, and its closing."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from programs.budget.desk import act, enter, page, typed
from reports.monitoring.actions import periods as actions
from reports.monitoring.choices import PeriodStatus
from reports.monitoring.forms import OptionalReasonForm, PeriodForm, ReasonForm
from reports.monitoring.models import ReportingPeriod
from reports.monitoring.permissions import PERIOD_STEPS
from reports.monitoring.workflow import PERIOD

_DONE = {
    "begin_closing": gettext_lazy("The closing has begun: the last values are awaited."),
    "reopen": gettext_lazy("The period is open again."),
    "close": gettext_lazy("The period is closed. A correction is a restatement from now on."),
}


@require_safe
def periods(request: HttpRequest) -> HttpResponse:
    """Every period with its state; for those not closed, what stands in the way."""
    enter(request, "reports.view_reportingperiod")
    context = {
        "title": _("Reporting periods"),
        "rows": [_row(request, period) for period in ReportingPeriod.objects.select_related("closed_by")],
        "form": PeriodForm() if request.user.has_perm("reports.begin_closing") else None,
        "reason_form": ReasonForm(auto_id="id_reopen_%s"),
        "close_form": OptionalReasonForm(auto_id="id_close_%s"),
    }
    return page(request, "reports/monitoring/periods.html", context)


def _row(request: HttpRequest, period: ReportingPeriod) -> dict[str, Any]:
    user = request.user
    return {
        "period": period,
        "missing": actions.missing_in(period) if period.status != PeriodStatus.CLOSED else None,
        "steps": [
            name
            for name, permissions in PERIOD_STEPS.items()
            if PERIOD.allows(period, name) and any(user.has_perm(permission) for permission in permissions)
        ],
    }


@require_POST
def open_period(request: HttpRequest) -> HttpResponse:
    enter(request, "reports.begin_closing")

    def run() -> None:
        actions.open_period(by=request.user, **typed(PeriodForm, request))

    return act(request, run, _("The period is open."), "admin:reports_periods")


@require_POST
def step(request: HttpRequest, code: str, name: str) -> HttpResponse:
    if name not in PERIOD_STEPS:
        raise Http404
    enter(request, *PERIOD_STEPS[name])
    period = get_object_or_404(ReportingPeriod, code=code)
    run: dict[str, Callable[[], Any]] = {
        "begin_closing": lambda: actions.begin_closing(period=period, by=request.user),
        "reopen": lambda: actions.reopen_period(period=period, by=request.user, **typed(ReasonForm, request)),
        "close": lambda: actions.close_period(period=period, by=request.user, **typed(OptionalReasonForm, request)),
    }
    return act(request, run[name], _DONE[name], "admin:reports_periods")
