"""Two half-years of the demonstration: invented targets, values counted from the files, approved by a second person."""

from datetime import date, datetime, time
from decimal import Decimal

from accounts.people.models import User
from foundation.time import CASABLANCA, clock_at
from reports.monitoring.actions.measurements import (
    approve_measurement,
    compute_measurement,
    enter_measurement,
    set_target,
    submit_measurement,
)
from reports.monitoring.actions.periods import begin_closing, close_period
from reports.monitoring.choices import Origin
from reports.monitoring.models import Indicator, Measurement, ReportingPeriod

FIRST, SECOND = ("2023-S1", date(2023, 1, 1), date(2023, 6, 30)), ("2023-S2", date(2023, 7, 1), date(2023, 12, 31))
# What nobody can count in the files, by period.
_REPORTED = {
    "AGR-08": (14, 23), "CEX-08": (6, 13), "HAO-08": (None, 4), "MDA-02": (3, 5),
}  # fmt: skip
# A plan as a share of what came out: a demonstration shows every light.
_PLANNED = (Decimal("1.05"), Decimal("0.95"), Decimal("1.20"), Decimal("1.00"), Decimal("1.60"), Decimal("1.10"))
_LEFT_OPEN = 3  # values of the running period that wait for an approval


def seed_monitoring(*, monitoring: User, head: User) -> None:
    """The first half of 2023 measured and closed, the second measured a week before the board; again changes nothing."""
    if ReportingPeriod.objects.exists():
        return
    source = "Cible de démonstration, sans valeur officielle"
    for place, (code, starts_on, ends_on) in enumerate((FIRST, SECOND)):
        period = ReportingPeriod.objects.create(code=code, starts_on=starts_on, ends_on=ends_on, is_demonstration=True)
        day = date(2023, 7, 6) if place == 0 else date(2023, 12, 20)
        with clock_at(datetime.combine(day, time(9), tzinfo=CASABLANCA)):
            entered = [_enter(row, period, place, monitoring) for row in Indicator.objects.filter(is_active=True)]
            values = [row for row in entered if row is not None]
            for number, row in enumerate(values):
                if row.value:  # nothing was planned where nothing was open
                    set_target(indicator=row.indicator, period=period, value=_plan(row, number), by=head, source=source)
                submit_measurement(measurement=row, by=monitoring)
            waiting = _LEFT_OPEN if place else 0
            for row in values[: len(values) - waiting]:
                approve_measurement(measurement=row, by=head)
            if place == 0:
                begin_closing(period=period, by=monitoring)
                close_period(period=period, by=head, reason="Programmes non encore lancés sur la période.")


def _enter(indicator: Indicator, period: ReportingPeriod, place: int, by: User) -> Measurement | None:
    if indicator.origin == Origin.COMPUTED:
        return compute_measurement(indicator=indicator, period=period, by=by)
    value = _REPORTED.get(indicator.code, (None, None))[place]
    if value is None:
        return None
    return enter_measurement(
        indicator=indicator, period=period, value=Decimal(value), by=by, note="Valeur de démonstration."
    )


def _plan(row: Measurement, number: int) -> Decimal:
    if row.indicator.unit == "percent":
        return {0: Decimal(40), 1: Decimal(80)}[number % 2] if row.indicator.direction == "up" else Decimal(50)
    if row.indicator.unit == "days":
        return Decimal(60)
    return max((row.value * _PLANNED[number % len(_PLANNED)]).quantize(Decimal(1)), Decimal(1))
