"""Values said by one person and approved by another; corrections beside them; periods that close for good."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from accounts.audit.models import Event
from foundation.errors import DomainError, InvalidValue, NotPermitted, StepNotAllowed
from foundation.time import clock_at
from reports.monitoring.actions import measurements as actions
from reports.monitoring.actions import periods
from reports.monitoring.choices import MeasurementStatus as M
from reports.monitoring.models import Measurement, MeasurementShare
from reports.monitoring.workflow import MEASUREMENT, PERIOD, VISIT
from tests.factories.accounts import UserFactory
from tests.factories.reports import (
    IndicatorFactory,
    MeasurementFactory,
    MeasurementShareFactory,
    ReportingPeriodFactory,
    SiteVisitFactory,
)
from tests.reports.monitoring.days import AFTER, WITHIN

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day():
    with clock_at(WITHIN):
        yield


@pytest.fixture
def officer():
    return UserFactory()


@pytest.fixture
def head():
    return UserFactory()


@pytest.fixture
def period():
    return ReportingPeriodFactory()


def approved(officer, head, value=40, **kwargs) -> Measurement:
    measurement = MeasurementFactory(value=value, **kwargs)
    actions.submit_measurement(measurement=measurement, by=officer)
    return actions.approve_measurement(measurement=measurement, by=head)


@pytest.mark.parametrize(
    "workflow, factory",
    [(PERIOD, ReportingPeriodFactory), (MEASUREMENT, MeasurementFactory), (VISIT, SiteVisitFactory)],
)
def test_the_database_refuses_every_step_the_table_does_not_know(workflow, factory):
    row = factory()
    refused = [
        target for target in sorted(workflow.states() - {row.status}) if (row.status, target) not in workflow.pairs()
    ]
    assert refused
    for target in refused:
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(status=target)


def test_a_value_goes_from_draft_to_approved_by_two_people(officer, head, period):
    indicator = IndicatorFactory(dimensions=["region"])

    draft = actions.enter_measurement(
        indicator=indicator, period=period, value=Decimal(12), by=officer, shares={"region": {"07": 8, "03": 4}}
    )
    actions.submit_measurement(measurement=draft, by=officer)
    done = actions.approve_measurement(measurement=draft, by=head)

    assert (done.status, done.approved_by, done.submitted_by) == (M.APPROVED, head, officer)
    acts = list(Event.objects.filter(target_type="reports.measurement").order_by("id").values_list("action", flat=True))
    assert acts == ["measurement.entered", "measurement.submit", "measurement.approve"]


def test_nobody_approves_what_they_submitted_not_even_in_the_database(officer):
    measurement = MeasurementFactory()
    actions.submit_measurement(measurement=measurement, by=officer)

    with pytest.raises(NotPermitted):
        actions.approve_measurement(measurement=measurement, by=officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        Measurement.objects.filter(pk=measurement.pk).update(status=M.APPROVED, approved_by=officer, approved_at=WITHIN)


def test_an_approved_value_never_changes_nor_its_parts(officer, head):
    measurement = approved(officer, head)

    for change in ({"value": 41}, {"status": M.DRAFT}, {"approved_at": None, "approved_by": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Measurement.objects.filter(pk=measurement.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        MeasurementShareFactory(measurement=measurement)
    with pytest.raises(DomainError):
        actions.enter_measurement(
            indicator=measurement.indicator, period=measurement.period, value=Decimal(1), by=officer
        )


@pytest.mark.parametrize("unit, value", [("count", "1.5"), ("count", "-1"), ("percent", "100.1"), ("people", "2.01")])
def test_a_value_that_its_unit_cannot_have_is_refused(unit, value, officer, period):
    with pytest.raises(InvalidValue):
        actions.enter_measurement(
            indicator=IndicatorFactory(unit=unit), period=period, value=Decimal(value), by=officer
        )
    assert not Measurement.objects.exists()


@pytest.mark.parametrize("shares", [{"sex": {"F": 3}}, {"region": {"07": 8, "03": 5}}])
def test_parts_stay_within_the_value_and_its_breakdowns(shares, officer, period):
    with pytest.raises(InvalidValue):
        actions.enter_measurement(
            indicator=IndicatorFactory(dimensions=["region"]),
            period=period,
            value=Decimal(12),
            by=officer,
            shares=shares,
        )
    assert not MeasurementShare.objects.exists()


def test_a_cumulative_series_never_falls(officer, head):
    indicator = IndicatorFactory(is_cumulative=True)
    first = ReportingPeriodFactory(code="2023-S1", starts_on=date(2023, 1, 1), ends_on=date(2023, 6, 30))
    approved(officer, head, value=50, indicator=indicator, period=first)
    lower = MeasurementFactory(indicator=indicator, period=ReportingPeriodFactory(), value=49)

    with pytest.raises(actions.SeriesFalls, match="50"):
        actions.submit_measurement(measurement=lower, by=officer)

    lower.refresh_from_db()
    assert lower.status == M.DRAFT


def test_a_correction_is_another_row_with_a_reason(officer, head):
    first = approved(officer, head)

    with pytest.raises(InvalidValue):
        actions.restate_measurement(measurement=first, value=Decimal(38), reason=" ", by=officer)
    second = actions.restate_measurement(
        measurement=first, value=Decimal(38), reason="Deux fiches comptées deux fois.", by=officer
    )
    actions.approve_measurement(measurement=second, by=head)

    first.refresh_from_db()
    assert (first.value, first.status) == (40, M.APPROVED)
    assert Measurement.objects.current().get() == second
    with pytest.raises(DomainError):
        actions.restate_measurement(measurement=first, value=Decimal(37), reason="Encore.", by=officer)


def test_a_closed_period_takes_nothing_but_restatements(officer, head, period):
    measurement = approved(officer, head, period=period)
    other = IndicatorFactory()
    with clock_at(AFTER):
        periods.begin_closing(period=period, by=officer)
        with pytest.raises(InvalidValue):
            periods.close_period(period=period, by=head)  # one indicator has no value
        periods.close_period(period=period, by=head, reason="Enquête reportée.")

        with pytest.raises(actions.PeriodIsClosed):
            actions.enter_measurement(indicator=other, period=period, value=Decimal(1), by=officer)
        with pytest.raises(actions.PeriodIsClosed):
            actions.set_target(indicator=other, period=period, value=Decimal(1), by=head)
        with pytest.raises(DatabaseError), transaction.atomic():
            MeasurementFactory(indicator=other, period=period)
        with pytest.raises(StepNotAllowed):
            periods.reopen_period(period=period, by=head, reason="Oubli.")

        corrected = actions.restate_measurement(
            measurement=measurement, value=Decimal(39), reason="Doublon.", by=officer
        )
        assert actions.approve_measurement(measurement=corrected, by=head).status == M.APPROVED


def test_a_period_closes_only_after_its_end_with_every_value_approved(officer, head, period):
    MeasurementFactory(period=period)

    with pytest.raises(DomainError):
        periods.begin_closing(period=period, by=officer)
    with clock_at(AFTER):
        periods.begin_closing(period=period, by=officer)
        with pytest.raises(DomainError):
            periods.close_period(period=period, by=head, reason="Tant pis.")

    period.refresh_from_db()
    assert period.status == "closing"
