"""Indicators on the desk: the board of a period, one indicator's page, and the buttons on both."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.audit.models import Event
from accounts.jobs.actions import enqueue
from foundation.errors import DomainError
from foundation.time import today
from programs.budget.desk import act, enter, page, typed
from programs.catalog.models import Program
from reports.monitoring.actions import measurements as actions
from reports.monitoring.choices import Dimension, Light, PeriodStatus
from reports.monitoring.forms import ReasonForm, RestatementForm, TargetForm, ValueForm
from reports.monitoring.models import Indicator, Measurement, ReportingPeriod
from reports.monitoring.permissions import STEPS, covers, is_counted, may_enter, steps_for
from reports.monitoring.queries import Standing, current_period, member_names, parts_of, series_of, standings

_DONE = {
    "submit": gettext_lazy("The value was submitted."),
    "return": gettext_lazy("The value was sent back."),
    "approve": gettext_lazy("The value was approved."),
}


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every indicator of a period with plan, actual, forecast and light; filters live in the address."""
    enter(request, "reports.view_indicator")
    period = _chosen_period(request)
    indicators = Indicator.objects.for_user(request.user).filter(is_active=True).select_related("program")
    programs = list(Program.objects.filter(indicators__in=indicators).distinct().order_by("position", "code"))
    chosen, light = request.GET.get("program", ""), request.GET.get("light", "")
    if chosen == "house":
        indicators = indicators.filter(program=None)
    elif chosen:
        indicators = indicators.filter(program__code=chosen)
    rows = standings(indicators, period) if period else []
    counts = {value: sum(row.verdict.light == value for row in rows) for value in Light.values}
    shown = [row for row in rows if light not in Light.values or row.verdict.light == light]
    context = {
        "title": _("Indicators"),
        "period": period,
        "periods": ReportingPeriod.objects.all(),
        "programs": programs,
        "chosen": chosen,
        "light": light,
        "lights": [(value, label, counts[value]) for value, label in Light.choices],
        "groups": _by_program(shown),
        "today": today(),
        "can_compute": request.user.has_perm("reports.add_measurement")
        and period is not None
        and period.status != PeriodStatus.CLOSED,
    }
    return page(request, "reports/monitoring/board.html", context)


def _by_program(rows: list[Standing]) -> list[tuple[Program | None, list[Standing]]]:
    groups: dict[int | None, list[Standing]] = {}
    for row in rows:
        groups.setdefault(row.indicator.program_id, []).append(row)
    return [(found[0].indicator.program, found) for found in groups.values()]


def _chosen_period(request: HttpRequest) -> ReportingPeriod | None:
    code = request.GET.get("period", "")
    return (ReportingPeriod.objects.filter(code=code).first() if code else None) or current_period()


@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: definition, its series, this period's value with its breakdown, its corrections, its history."""
    enter(request, "reports.view_indicator")
    found = _indicator(request, code)
    period = _chosen_period(request)
    standing = standings([found], period)[0] if period else None
    last = standing.measurement if standing else None
    program = found.program.code if found.program_id else ""
    is_open = period is not None and period.status != PeriodStatus.CLOSED
    context = {
        "title": str(found),
        "indicator": found,
        "period": period,
        "standing": standing,
        "series": series_of(found),
        "parts": [
            (Dimension(name).label, [(_member_name(name, part.member), part.value) for part in parts])
            for name, parts in (parts_of(last) if last else {}).items()
        ],
        "chain": _chain(found, period),
        "steps": steps_for(request.user, last) if last else [],
        "may_enter": may_enter(request.user, found, period, last),
        "is_counted": is_counted(found),
        "may_target": is_open and covers(request.user, "reports.set_target", program),
        "may_restate": last is not None
        and last.status == "approved"
        and covers(request.user, "reports.add_measurement", program),
        "value_form": ValueForm(initial={"value": last.value, "note": last.note} if last else {}),
        "target_form": TargetForm(initial={"value": standing.target} if standing else {}, auto_id="id_target_%s"),
        "restate_form": RestatementForm(auto_id="id_restate_%s"),
        "return_form": ReasonForm(auto_id="id_return_%s"),
        "events": _events(found),
    }
    return page(request, "reports/monitoring/indicator.html", context)


def _indicator(request: HttpRequest, code: str) -> Indicator:
    return get_object_or_404(Indicator.objects.for_user(request.user).select_related("program"), code=code)


def _chain(found: Indicator, period: ReportingPeriod | None) -> list[Measurement]:
    """What was said of this period, in the order it was said."""
    if period is None:
        return []
    rows = found.measurements.filter(period=period).select_related("recorded_by", "submitted_by", "approved_by")
    return list(rows.order_by("id"))


def _events(found: Indicator) -> list[Event]:
    ids = list(found.measurements.values_list("pk", flat=True))
    acts = Event.objects.filter(target_type="reports.measurement", target_id__in=ids)
    return list(acts.select_related("actor").order_by("-id")[:20])


def _member_name(dimension: str, member: str) -> str:
    return member_names(dimension).get(member, member) if member else _("Other groups, merged")


def _back(found: Indicator, period: ReportingPeriod) -> HttpResponse:
    answer = redirect("admin:reports_indicator", found.code)
    answer["Location"] += f"?period={period.code}"
    return answer


def _period(request: HttpRequest) -> ReportingPeriod:
    return get_object_or_404(ReportingPeriod, code=request.POST.get("period", ""))


@require_POST
def enter_value(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the value of the period as a draft: typed, or counted from the files."""
    found, period = _indicator(request, code), _period(request)
    _insist(request, "reports.add_measurement", found)

    def run() -> None:
        if is_counted(found):
            if actions.compute_measurement(indicator=found, period=period, by=request.user) is None:
                raise DomainError(_("There is nothing to count yet."))
        else:
            actions.enter_measurement(indicator=found, period=period, by=request.user, **typed(ValueForm, request))

    act(request, run, _("The value is kept as a draft; submit it when it is right."), "admin:reports_indicator", code)
    return _back(found, period)


@require_POST
def set_target(request: HttpRequest, code: str) -> HttpResponse:
    found, period = _indicator(request, code), _period(request)
    _insist(request, "reports.set_target", found)

    def run() -> None:
        actions.set_target(indicator=found, period=period, by=request.user, **typed(TargetForm, request))

    act(request, run, _("The target is set."), "admin:reports_indicator", code)
    return _back(found, period)


@require_POST
def step(request: HttpRequest, code: str, number: int, name: str) -> HttpResponse:
    """Submit, send back or approve a value."""
    if name not in STEPS:
        raise Http404
    found = _indicator(request, code)
    measurement = get_object_or_404(Measurement.objects.for_user(request.user), pk=number, indicator=found)
    _insist(request, STEPS[name], found)
    run: dict[str, Callable[[], Any]] = {
        "submit": lambda: actions.submit_measurement(measurement=measurement, by=request.user),
        "return": lambda: actions.return_measurement(
            measurement=measurement, by=request.user, **typed(ReasonForm, request)
        ),
        "approve": lambda: actions.approve_measurement(measurement=measurement, by=request.user),
    }
    act(request, run[name], _DONE[name], "admin:reports_indicator", code)
    return _back(found, measurement.period)


@require_POST
def restate(request: HttpRequest, code: str, number: int) -> HttpResponse:
    found = _indicator(request, code)
    measurement = get_object_or_404(Measurement.objects.for_user(request.user), pk=number, indicator=found)
    _insist(request, "reports.add_measurement", found)

    def run() -> None:
        actions.restate_measurement(measurement=measurement, by=request.user, **typed(RestatementForm, request))

    act(request, run, _("The correction waits for an approval."), "admin:reports_indicator", code)
    return _back(found, measurement.period)


@require_POST
def compute_all(request: HttpRequest) -> HttpResponse:
    """Count every computed indicator of the period in the background."""
    enter(request, "reports.add_measurement")
    period = _period(request)
    job = enqueue(
        "monitoring.compute", about=period, by=request.user, payload={"period_id": period.pk},
        title=_("Indicators of %(period)s") % {"period": period.code},
    )  # fmt: skip
    return redirect("accounts:job", job.reference)


def _insist(request: HttpRequest, permission: str, found: Indicator) -> None:
    if not covers(request.user, permission, found.program.code if found.program_id else ""):
        raise PermissionDenied
