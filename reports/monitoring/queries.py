"""How things stand: plan, actual, forecast and the light that follows from them; what the data still lack."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.people.models import User
from artisans.parties.choices import Sex
from artisans.reference.choices import CommuneKind
from artisans.reference.models import Branch, Region
from foundation.time import today
from foundation.words import localized
from reports.monitoring.choices import Dimension, Direction, Light, MeasurementStatus, Unit
from reports.monitoring.models import Indicator, Measurement, ReportingPeriod, Target

SMALL_GROUP = 5  # no published breakdown tells of fewer people
_ADDS_UP = frozenset({Unit.PEOPLE, Unit.ORGANISATIONS, Unit.FILES, Unit.COUNT, Unit.MAD})
_JUMP = 3  # a value more than so many times the one before is looked at again


@dataclass(frozen=True)
class Verdict:
    """A light and the sentence that explains it with the numbers it was computed from."""

    light: Light
    achieved: Decimal | None  # percent of the plan to date
    reason: str


@dataclass(frozen=True)
class Standing:
    """One indicator in one period on one day."""

    indicator: Indicator
    target: Decimal | None
    planned: Decimal | None  # the target to date: its share of the period that has passed
    measurement: Measurement | None
    before: Decimal | None  # the value of the period before
    forecast: Decimal | None  # where the period ends if it goes on like this
    verdict: Verdict
    flags: list[str] = field(default_factory=list)

    @property
    def actual(self) -> Decimal | None:
        return self.measurement.value if self.measurement else None

    @property
    def is_provisional(self) -> bool:
        return self.measurement is not None and self.measurement.status != MeasurementStatus.APPROVED


def standings(
    indicators: Iterable[Indicator],
    period: ReportingPeriod,
    *,
    on: date | None = None,
    known_at: datetime | None = None,
    approved_only: bool = False,
) -> list[Standing]:
    """Each indicator in the period as it stood on a day, from what was recorded up to `known_at`. Three queries."""
    day = on or today()
    found = list(indicators)
    ids = [indicator.pk for indicator in found]
    targets = {row.indicator_id: row.value for row in _known(Target, known_at, "set_at").filter(period=period)}
    now_values = _values(ids, Q(period=period), known_at, approved_only)
    before = _values(ids, Q(period__ends_on__lt=period.starts_on), known_at, approved_only=True)
    share = elapsed(period, day)
    made = []
    for indicator in found:
        last = now_values.get(indicator.pk)
        target = targets.get(indicator.pk)
        earlier = before.get(indicator.pk)
        start = _start(indicator, earlier)
        planned = plan_to_date(indicator, target, start, share)
        actual = last.value if last else None
        verdict = verdict_of(indicator, actual=actual, planned=planned)
        forecast = forecast_of(indicator, actual, start, share)
        made.append(
            Standing(
                indicator, target, planned, last, earlier.value if earlier else None, forecast, verdict,
                _flags(indicator, target, last, earlier),
            )
        )  # fmt: skip
    return made


def verdict_of(indicator: Indicator, *, actual: Decimal | None, planned: Decimal | None) -> Verdict:
    """The light by the indicator's own thresholds. Never chosen by hand.

    Achieved is actual ÷ plan where higher is better, plan ÷ actual where lower is better, in percent.
    """
    if actual is None:
        return Verdict(Light.PLAIN, None, _("No value yet."))
    if planned is None:
        return Verdict(Light.PLAIN, None, _("No target was set."))
    achieved = _achieved(indicator.direction, actual, planned)
    light = (
        Light.GOOD if achieved >= indicator.green_from
        else Light.WAIT if achieved >= indicator.amber_from
        else Light.BAD
    )  # fmt: skip
    reason = _("%(achieved)s %% of the plan to date; on plan from %(green)s %%, behind from %(amber)s %%.") % {
        "achieved": achieved, "green": indicator.green_from, "amber": indicator.amber_from,
    }  # fmt: skip
    return Verdict(light, achieved, reason)


def _achieved(direction: str, actual: Decimal, planned: Decimal) -> Decimal:
    """Whole percent, capped at 999 so that a plan of almost nothing does not shout."""
    if direction == Direction.DOWN:
        ratio = Decimal(1) if actual <= planned else planned / actual
    elif planned == 0:
        ratio = Decimal(1)
    else:
        ratio = actual / planned
    return min((ratio * 100).quantize(Decimal(1), ROUND_HALF_UP), Decimal(999))


def elapsed(period: ReportingPeriod, day: date) -> Decimal:
    """The share of the period that has passed at the end of a day, 0 to 1."""
    whole = (period.ends_on - period.starts_on).days + 1
    passed = (min(day, period.ends_on) - period.starts_on).days + 1
    return Decimal(max(passed, 0)) / Decimal(whole)


def plan_to_date(indicator: Indicator, target: Decimal | None, start: Decimal, share: Decimal) -> Decimal | None:
    """What should be reached by now: for what adds up, the target's share of the time; a rate or a delay at once."""
    if target is None:
        return None
    if indicator.unit not in _ADDS_UP or indicator.direction == Direction.DOWN:
        return target
    return _round(start + (target - start) * share)


def forecast_of(indicator: Indicator, actual: Decimal | None, start: Decimal, share: Decimal) -> Decimal | None:
    """Straight on from the start of the period; only once a quarter of it has passed. A rate stays what it is."""
    if actual is None:
        return None
    if indicator.unit not in _ADDS_UP or share >= 1:
        return actual
    return _round(start + (actual - start) / share) if share >= Decimal("0.25") else None


def _round(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1), ROUND_HALF_UP)


def _start(indicator: Indicator, earlier: Measurement | None) -> Decimal:
    """Where the period began: zero, unless the series is counted since the programme began."""
    if not indicator.is_cumulative:
        return Decimal(0)
    return earlier.value if earlier else indicator.baseline or Decimal(0)


def _known(model: type, known_at: datetime | None, column: str):
    rows = model.objects.all()
    return rows.filter(**{f"{column}__lte": known_at}) if known_at else rows


def _values(ids: list[int], when: Q, known_at: datetime | None, approved_only: bool) -> dict[int, Measurement]:
    """The last word on each indicator, of the latest period that the condition holds."""
    rows = _known(Measurement, known_at, "recorded_at").filter(when, indicator__in=ids).select_related("period")
    if approved_only:
        approved = Q(approved_at__lte=known_at) if known_at else Q(approved_at__isnull=False)
        rows = rows.filter(approved)
    # Period by period, and within one the row that corrects after the row it corrects.
    return {row.indicator_id: row for row in rows.order_by("period__ends_on", "id")}


def _flags(
    indicator: Indicator, target: Decimal | None, last: Measurement | None, earlier: Measurement | None
) -> list[str]:
    """What somebody should look at before this is shown to a board."""
    flags = []
    if target is None:
        flags.append(_("No target"))
    if last is None:
        flags.append(_("No value"))
        return flags
    if last.status == MeasurementStatus.RETURNED:
        flags.append(_("Sent back"))
    if earlier is not None and earlier.value and last.value > earlier.value * _JUMP and not indicator.is_cumulative:
        flags.append(_("More than three times the period before"))
    if last.restates_id:
        flags.append(_("Corrected"))
    return flags


# --- breakdowns


@dataclass(frozen=True)
class Part:
    """A group of a breakdown; `member` empty: the small groups merged."""

    member: str
    value: Decimal


def parts_of(measurement: Measurement) -> dict[str, list[Part]]:
    """Its breakdowns, the largest group first; groups of fewer than five people merged so that nobody is found."""
    groups: dict[str, list[Part]] = defaultdict(list)
    for row in measurement.shares.all():
        groups[row.dimension].append(Part(row.member, row.value))
    return {dimension: merge_small_parts(groups[dimension]) for dimension in Dimension.values if groups.get(dimension)}


def merge_small_parts(parts: list[Part]) -> list[Part]:
    """Small groups become one; if that one is still small it takes in the smallest shown group."""
    shown = sorted((part for part in parts if part.value >= SMALL_GROUP), key=lambda part: (-part.value, part.member))
    small = [part for part in parts if 0 < part.value < SMALL_GROUP]
    if not small:
        return shown
    while shown and sum(part.value for part in small) < SMALL_GROUP:
        small.append(shown.pop())
    return [*shown, Part("", sum((part.value for part in small), Decimal(0)))]


def member_names(dimension: str) -> dict[str, str]:
    """The groups of a breakdown in the reader's language."""
    if dimension == Dimension.REGION:
        return {row.code: localized(row, "name") for row in Region.objects.all()}
    if dimension == Dimension.BRANCH:
        return {row.code: localized(row, "name") for row in Branch.objects.all()}
    if dimension == Dimension.SEX:
        return {value: str(label) for value, label in Sex.choices}
    if dimension == Dimension.AGE:
        return {"under_35": _("Under 35"), "35_59": _("35 to 59"), "60_more": _("60 and more")}
    return {CommuneKind.RURAL: _("Rural communes"), CommuneKind.URBAN: _("Urban communes")}


# --- one indicator


def series_of(indicator: Indicator) -> list[tuple[ReportingPeriod, Measurement | None, Decimal | None]]:
    """Every period with its last value and its target, oldest first."""
    targets = {row.period_id: row.value for row in indicator.targets.all()}
    values = {row.period_id: row for row in indicator.measurements.filter(restated_by=None)}
    periods = ReportingPeriod.objects.order_by("ends_on", "starts_on")
    return [(period, values.get(period.pk), targets.get(period.pk)) for period in periods]


def waiting_for(user: User) -> int:
    """Values this person could approve now."""
    rows = Measurement.objects.for_user(user).filter(status=MeasurementStatus.SUBMITTED)
    return rows.exclude(submitted_by=user).count()


def current_period(day: date | None = None) -> ReportingPeriod | None:
    """The period that holds the day, the shortest if several do; else the last that began."""
    on = day or today()
    holding = (
        ReportingPeriod.objects.filter(starts_on__lte=on, ends_on__gte=on).order_by("-starts_on", "ends_on").first()
    )
    return holding or ReportingPeriod.objects.filter(starts_on__lte=on).order_by("-ends_on").first()
