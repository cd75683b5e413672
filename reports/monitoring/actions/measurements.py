"""Plans and values: what monitoring officers say, and what somebody else approves."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.formats import format_number
from foundation.time import now, today
from reports.monitoring.choices import MeasurementStatus, Origin, PeriodStatus, Unit
from reports.monitoring.computing import COMPUTATIONS, Counted, break_down, period_span
from reports.monitoring.models import Indicator, Measurement, MeasurementShare, ReportingPeriod, Target
from reports.monitoring.workflow import EDITABLE, MEASUREMENT

Shares = Mapping[str, Mapping[str, Decimal | int]]
_WHOLE = frozenset({Unit.PEOPLE, Unit.ORGANISATIONS, Unit.FILES, Unit.COUNT})


class PeriodIsClosed(DomainError):
    """Nothing in a closed period changes; a correction is a restatement."""

    code = "period_closed"


class SeriesFalls(DomainError):
    """A cumulative series was lower than before."""

    code = "series_falls"


@transaction.atomic
def set_target(*, indicator: Indicator, period: ReportingPeriod, value: Decimal, by: User, source: str = "") -> Target:
    """Plan an indicator for a period; a new value replaces the plan while the period is open."""
    _open(period)
    if value < 0:
        raise InvalidValue(_("A target cannot be negative."))
    before = Target.objects.filter(indicator=indicator, period=period).first()
    target, _made = Target.objects.update_or_create(
        indicator=indicator, period=period, defaults={"value": value, "source": source, "set_at": now(), "set_by": by}
    )
    record(
        "target.set", target=target, by=by, program=_program(indicator),
        before={"value": str(before.value)} if before else None,
        after={"indicator": indicator.code, "period": period.code, "value": str(value)},
    )  # fmt: skip
    return target


@transaction.atomic
def enter_measurement(
    *,
    indicator: Indicator,
    period: ReportingPeriod,
    value: Decimal,
    by: User,
    note: str = "",
    shares: Shares | None = None,
) -> Measurement:
    """Say the value of a reported indicator; the draft may be changed until it is submitted."""
    if indicator.origin == Origin.COMPUTED:
        raise DomainError(_("This indicator is counted from the files; ask for it to be computed."))
    return _keep(indicator, period, value, by, note=note, shares=shares or {})


def compute(indicator: Indicator, period: ReportingPeriod, until: date | None = None) -> Counted:
    """What the files say of a computed indicator up to a day (today, at most the period's end). Writes nothing."""
    day = min(until or today(), period.ends_on)
    span = period_span(indicator.program, period.starts_on, day, now(), whole=indicator.is_cumulative)
    return COMPUTATIONS[indicator.computation](span)


@transaction.atomic
def compute_measurement(*, indicator: Indicator, period: ReportingPeriod, by: User) -> Measurement | None:
    """Count a computed indicator from the files into its draft; None when there is nothing to count yet."""
    if indicator.origin != Origin.COMPUTED:
        raise DomainError(_("This indicator is reported by an officer; it cannot be computed."))
    counted = compute(indicator, period)
    if counted.value is None:
        return None
    shares = break_down(counted.parties, indicator.dimensions, min(today(), period.ends_on)) if counted.parties else {}
    behind = {"model": counted.model, "ids": sorted(counted.ids)}
    return _keep(indicator, period, counted.value, by, shares=shares, behind=behind)


@transaction.atomic
def submit_measurement(*, measurement: Measurement, by: User) -> Measurement:
    """Hand a value to the head of programme. A cumulative series that falls is refused unless the note says why."""
    measurement = _locked(measurement)
    _not_closed(measurement)
    _check_series(measurement)
    measurement.submitted_at, measurement.submitted_by = now(), by
    return _move(measurement, "submit", by, ["submitted_at", "submitted_by"])


@transaction.atomic
def return_measurement(*, measurement: Measurement, by: User, reason: str) -> Measurement:
    """Send a value back with what is to be looked at."""
    if not reason.strip():
        raise InvalidValue(_("Say what should be looked at."))
    measurement = _locked(measurement)
    _not_closed(measurement)
    return _move(measurement, "return", by, [], reason=reason)


@transaction.atomic
def approve_measurement(*, measurement: Measurement, by: User) -> Measurement:
    """Stand for a value that somebody else submitted; from here on it is only ever restated."""
    measurement = _locked(measurement)
    _not_closed(measurement)
    if measurement.submitted_by_id == by.pk:
        raise NotPermitted(_("A measurement is approved by somebody else than the person who submitted it."))
    measurement.approved_at, measurement.approved_by = now(), by
    return _move(measurement, "approve", by, ["approved_at", "approved_by"])


@transaction.atomic
def restate_measurement(
    *, measurement: Measurement, value: Decimal, reason: str, by: User, shares: Shares | None = None
) -> Measurement:
    """Correct an approved value by a new row beside it, which somebody else approves in turn.

    The old value stays as it was said; the next report prints both and the reason.
    """
    measurement = _locked(measurement)
    if measurement.status != MeasurementStatus.APPROVED:
        raise DomainError(_("Only an approved value is restated; a draft is simply changed."))
    if Measurement.objects.filter(restates=measurement).exists():
        raise DomainError(_("This value was corrected already; correct the newest one."))
    if not reason.strip():
        raise InvalidValue(_("Say why the value is corrected."))
    _check_value(measurement.indicator, value)
    if value == measurement.value:
        raise InvalidValue(_("The corrected value is the same as before."))
    made = Measurement.objects.create(
        indicator=measurement.indicator, period=measurement.period, value=value, reason=reason, restates=measurement,
        recorded_at=now(), recorded_by=by, is_demonstration=measurement.is_demonstration,
    )  # fmt: skip
    _keep_shares(made, shares or {})
    record(
        "measurement.restated", target=made, by=by, program=_program(measurement.indicator), reason=reason,
        before={"value": str(measurement.value)}, after={"value": str(value)},
    )  # fmt: skip
    made.submitted_at, made.submitted_by = now(), by
    return _move(made, "submit", by, ["submitted_at", "submitted_by"])


def _open(period: ReportingPeriod) -> None:
    """Hold the period as it is while a value is written into it."""
    if ReportingPeriod.objects.select_for_update().get(pk=period.pk).status == PeriodStatus.CLOSED:
        raise PeriodIsClosed(_("This period is closed: correct an approved value by a restatement."))


def _not_closed(measurement: Measurement) -> None:
    """A restatement walks through a closed period; nothing else does."""
    if measurement.restates_id is None:
        _open(measurement.period)


def _keep(
    indicator: Indicator,
    period: ReportingPeriod,
    value: Decimal,
    by: User,
    *,
    note: str = "",
    shares: Shares,
    behind: dict | None = None,
) -> Measurement:
    _open(period)
    _check_value(indicator, value)
    found = Measurement.objects.select_for_update().filter(indicator=indicator, period=period, restates=None).first()
    if found is not None and found.status not in EDITABLE:
        raise DomainError(_("This value is submitted or approved; it can no longer be changed here."))
    before = {"value": str(found.value)} if found else None
    measurement = found or Measurement(indicator=indicator, period=period, is_demonstration=period.is_demonstration)
    measurement.value, measurement.note, measurement.behind = value, note, behind or {}
    measurement.recorded_at, measurement.recorded_by = now(), by
    measurement.save()
    _keep_shares(measurement, shares)
    record(
        "measurement.entered", target=measurement, by=by, program=_program(indicator), before=before,
        after={"indicator": indicator.code, "period": period.code, "value": str(value)},
    )  # fmt: skip
    return measurement


def _check_value(indicator: Indicator, value: Decimal) -> None:
    if value < 0:
        raise InvalidValue(_("The value cannot be negative."))
    if indicator.unit == Unit.PERCENT and value > 100:
        raise InvalidValue(_("A percentage is between 0 and 100."))
    if indicator.unit in _WHOLE and value != value.to_integral_value():
        raise InvalidValue(_("This indicator counts whole units: enter a number without decimals."))


def _keep_shares(measurement: Measurement, shares: Shares) -> None:
    measurement.shares.all().delete()
    unknown = set(shares) - set(measurement.indicator.dimensions)
    if unknown:
        raise InvalidValue(_("This indicator is not broken down that way."))
    for _dimension, members in shares.items():
        if sum(Decimal(value) for value in members.values()) > measurement.value:
            raise InvalidValue(_("The parts of a breakdown add up to more than the value."))
    MeasurementShare.objects.bulk_create(
        MeasurementShare(measurement=measurement, dimension=dimension, member=member, value=value)
        for dimension, members in shares.items()
        for member, value in members.items()
    )


def _check_series(measurement: Measurement) -> None:
    """Invariant: a cumulative series never falls without a reason beside it."""
    if not measurement.indicator.is_cumulative:
        return
    before = (
        Measurement.objects.current()
        .filter(
            indicator=measurement.indicator,
            period__ends_on__lt=measurement.period.ends_on,
            status=MeasurementStatus.APPROVED,
        )
        .order_by("-period__ends_on")
        .first()
    )
    if before is not None and measurement.value < before.value:
        raise SeriesFalls(
            _(
                "This series is cumulative and cannot fall: it stood at %(before)s in %(period)s. Restate that value first."
            )
            % {"before": format_number(before.value), "period": before.period.code}
        )


def _locked(measurement: Measurement) -> Measurement:
    return (
        Measurement.objects.select_for_update(of=("self",)).select_related("indicator", "period").get(pk=measurement.pk)
    )


def _move(measurement: Measurement, step: str, by: User, fields: list[str], reason: str = "") -> Measurement:
    before = measurement.status
    MEASUREMENT.take(measurement, step)
    measurement.save(update_fields=["status", *fields])
    record(
        f"measurement.{step}", target=measurement, by=by, program=_program(measurement.indicator), reason=reason,
        before={"status": before}, after={"status": measurement.status},
    )  # fmt: skip
    return measurement


def _program(indicator: Indicator) -> str:
    return indicator.program.code if indicator.program_id else ""
