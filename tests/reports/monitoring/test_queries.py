"""Plan, forecast and light follow from declared rules; small groups are merged."""

from datetime import date
from decimal import Decimal

import pytest

from foundation.time import clock_at
from reports.monitoring.actions import measurements as actions
from reports.monitoring.choices import Light
from reports.monitoring.models import Indicator
from reports.monitoring.queries import (
    Part,
    elapsed,
    forecast_of,
    merge_small_parts,
    plan_to_date,
    standings,
    verdict_of,
)
from tests.factories.accounts import UserFactory
from tests.factories.reports import IndicatorFactory, MeasurementFactory, ReportingPeriodFactory, TargetFactory
from tests.reports.monitoring.days import AFTER, WITHIN

pytestmark = pytest.mark.django_db
ZERO = Decimal(0)


def indicator(**kwargs) -> Indicator:
    return IndicatorFactory.build(**{"green_from": 90, "amber_from": 70, "direction": "up", **kwargs})


@pytest.mark.parametrize(
    "direction, actual, planned, light, achieved",
    [
        ("up", 90, 100, Light.GOOD, 90),
        ("up", 89, 100, Light.WAIT, 89),
        ("up", 70, 100, Light.WAIT, 70),
        ("up", 69, 100, Light.BAD, 69),
        ("up", 0, 0, Light.GOOD, 100),
        ("up", 5000, 1, Light.GOOD, 999),
        ("down", 60, 60, Light.GOOD, 100),
        ("down", 80, 60, Light.WAIT, 75),
        ("down", 120, 60, Light.BAD, 50),
        ("down", 0, 0, Light.GOOD, 100),
        ("down", 3, 0, Light.BAD, 0),
    ],
)
def test_the_light_follows_the_rule(direction, actual, planned, light, achieved):
    verdict = verdict_of(indicator(direction=direction), actual=Decimal(actual), planned=Decimal(planned))

    assert (verdict.light, verdict.achieved) == (light, achieved)
    assert str(achieved) in verdict.reason


@pytest.mark.parametrize("actual, planned", [(None, Decimal(1)), (Decimal(1), None)])
def test_without_a_value_or_a_plan_there_is_no_light(actual, planned):
    assert verdict_of(indicator(), actual=actual, planned=planned).light == Light.PLAIN


def test_the_share_of_a_period_counts_both_its_days():
    period = ReportingPeriodFactory.build(starts_on=date(2023, 7, 1), ends_on=date(2023, 7, 10))

    assert [elapsed(period, date(2023, 7, day)) for day in (1, 5, 10, 20)] == [
        Decimal("0.1"), Decimal("0.5"), 1, 1,
    ]  # fmt: skip
    assert elapsed(period, date(2023, 6, 30)) == 0


def test_what_adds_up_is_planned_and_forecast_by_the_time_that_passed():
    counted, rate = indicator(unit="people"), indicator(unit="percent")
    half = Decimal("0.5")

    assert plan_to_date(counted, Decimal(100), ZERO, half) == 50
    assert plan_to_date(counted, Decimal(100), Decimal(40), half) == 70  # a cumulative series starts where it stood
    assert plan_to_date(rate, Decimal(40), ZERO, half) == 40
    assert forecast_of(counted, Decimal(30), ZERO, half) == 60
    assert forecast_of(counted, Decimal(30), ZERO, Decimal("0.2")) is None  # too early to tell
    assert forecast_of(rate, Decimal(35), ZERO, half) == 35


def test_standings_cost_the_same_for_one_and_for_many(django_assert_num_queries):
    period = ReportingPeriodFactory()
    for _place in range(3):
        row = MeasurementFactory(period=period)
        TargetFactory(indicator=row.indicator, period=period)

    for many in (1, 3):
        with django_assert_num_queries(1 + 3):  # the indicators themselves, then three
            found = standings(list(Indicator.objects.order_by("pk")[:many]), period, on=date(2023, 12, 31))
        assert [row.actual for row in found] == [40] * many
        assert all(row.is_provisional and row.verdict.light == Light.BAD for row in found)


def test_what_was_recorded_later_is_not_known_earlier():
    officer, head = UserFactory(), UserFactory()
    period = ReportingPeriodFactory()
    with clock_at(WITHIN):
        first = MeasurementFactory(period=period)
        actions.submit_measurement(measurement=first, by=officer)
        actions.approve_measurement(measurement=first, by=head)
    with clock_at(AFTER):
        second = actions.restate_measurement(measurement=first, value=Decimal(38), reason="Doublon.", by=officer)
        actions.approve_measurement(measurement=second, by=head)
    only = [first.indicator]

    then = standings(only, period, on=date(2023, 12, 31), known_at=WITHIN, approved_only=True)[0]
    later = standings(only, period, on=date(2023, 12, 31), known_at=AFTER, approved_only=True)[0]

    assert (then.actual, later.actual) == (40, 38)


def test_small_groups_are_merged_until_nobody_can_be_found():
    parts = [Part("07", Decimal(20)), Part("03", Decimal(6)), Part("01", Decimal(2)), Part("09", Decimal(1))]

    assert merge_small_parts(parts) == [Part("07", Decimal(20)), Part("", Decimal(9))]
    assert merge_small_parts(parts[:2]) == parts[:2]
    assert merge_small_parts(parts[2:]) == [Part("", Decimal(3))]
