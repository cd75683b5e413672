"""A snapshot says what was known on its day: nothing later moves it, nobody is named in it."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pgtrigger
import pytest
from django.db import connection

from foundation.time import clock_at
from programs.applications.models import Application
from programs.budget.actions import allocate
from programs.enrolments.models import Enrolment, SupportItem
from programs.grants.models import Tranche
from reports.board.actions import follow_up_resolution, record_progress
from reports.board.models import ActionLine, Resolution
from reports.documents.models import Snapshot
from reports.figures.base import Reading
from reports.figures.collect import collect, digest, find_code, read
from tests.factories.markets import TradePointFactory
from tests.factories.reports import BoardMeetingFactory, ReportFactory
from tests.reports.story import IGNORED, PLANTED, at

KNOWN = datetime(2023, 12, 27, 18, tzinfo=UTC)


def reading(meeting, known_at=KNOWN) -> Reading:
    return Reading(meeting=meeting, period_start=date(2023, 7, 19), as_of=meeting.held_on, known_at=known_at)


def test_what_happens_after_the_day_does_not_move_the_snapshot(meetings, december, secretary):
    told = meetings[1]
    before = read(reading(december))

    after = date(2024, 1, 10)
    later = at(after)
    with pgtrigger.ignore(*IGNORED):
        source = told.applications[0]
        Application.objects.create(
            call=source.call, party=told.parties[-1], program=source.program, area=source.area, form=source.form,
            applicant=told.officer, status="withdrawn", submitted_at=later, submitted_by=told.officer,
        )  # fmt: skip
        Enrolment.objects.filter(ended_on=None).update(status="completed", ended_on=after)
        SupportItem.objects.create(
            enrolment=told.enrolments[0], kind="fair", title_fr="Foire", status="delivered", planned_on=after,
            delivered_on=after, delivered_by=told.officer, value=999, recorded_at=later,
        )  # fmt: skip
        Tranche.objects.filter(paid_on=None).update(status="paid", paid_on=after)
    with clock_at(later):
        allocate(line=told.lines[0], amount=Decimal(777), by=told.officer, key="later")
        for resolution in Resolution.objects.filter(meeting__held_on=date(2023, 7, 18), status__in=["open", "late"]):
            follow_up_resolution(resolution=resolution, status="done", on=after, by=secretary)
        record_progress(action=ActionLine.objects.first(), on=after, done=Decimal(1), spent=Decimal(5), by=secretary)
    TradePointFactory(period_end=date(2023, 12, 31), value_mdh="1111", published_on=date(2024, 1, 20))

    assert read(reading(december)) == before


def test_what_was_recorded_after_the_moment_is_not_known(meetings, december):
    told = meetings[1]
    known_at = at(date(2023, 12, 27), 12)
    before = read(reading(december, known_at))

    written = known_at + timedelta(hours=1)
    with clock_at(written):
        allocate(line=told.lines[0], amount=Decimal(777), by=told.officer, key="same day", booked_on=date(2023, 12, 20))
    with pgtrigger.ignore(*IGNORED):
        SupportItem.objects.create(
            enrolment=told.enrolments[0], kind="fair", title_fr="Foire", status="delivered", planned_on=date(2023, 12, 1),
            delivered_on=date(2023, 12, 1), delivered_by=told.officer, value=999, recorded_at=written,
        )  # fmt: skip
    TradePointFactory(
        period_end=date(2023, 11, 30), value_mdh="2222", published_on=date(2023, 12, 20), recorded_at=written
    )

    assert read(reading(december, known_at)) == before
    assert digest(read(reading(december, written + timedelta(hours=1)))) != digest(before)


def test_the_snapshot_names_nobody(meetings, december):
    told = json.dumps(read(reading(december)), ensure_ascii=False)

    assert [planted for planted in PLANTED if planted in told] == []


def test_figures_of_money_are_those_of_the_ledger(meetings, december):
    data = read(reading(december))
    money = {
        name: Decimal(figure["value"]) for name, figure in data["money"]["figures"].items() if figure["unit"] == "MAD"
    }

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(allocated), sum(reserved), sum(committed), sum(paid), sum(available) FROM ("
            " SELECT DISTINCT ON (line_id) * FROM programs_ledgerentry ORDER BY line_id, seq DESC) last"
        )
        ledger = cursor.fetchone()

    assert tuple(money[name] for name in ("allocated", "reserved", "committed", "paid", "available")) == ledger
    assert money["allocated"] > 0


def test_every_code_is_given_once_and_found_with_its_rows(meetings, december):
    data = read(reading(december))
    codes = [entry["code"] for entry in data["codes"]]

    assert len(codes) == len(set(codes))
    assert find_code(data, "T.01")["value"] == str(len(find_code(data, "T.01")["rows"]["ids"]))
    assert find_code(data, "Z.99") is None


def test_the_hash_survives_the_database(meetings, december, secretary):
    data = read(reading(december))
    kept = Snapshot.objects.create(
        report=ReportFactory(meeting=december), data=data, sha256=digest(data), known_at=KNOWN, collected_by=secretary
    )

    assert digest(Snapshot.objects.get(pk=kept.pk).data) == kept.sha256


def test_collecting_costs_the_same_for_more_files(meetings, december, django_assert_max_num_queries):
    with django_assert_max_num_queries(110):
        read(reading(december))


@pytest.mark.django_db
def test_collect_refuses_to_read_inside_another_transaction():
    with pytest.raises(RuntimeError):
        collect(reading(BoardMeetingFactory()))


@pytest.mark.django_db
def test_a_house_without_anything_is_read_too():
    data = read(reading(BoardMeetingFactory(held_on=date(2023, 12, 27))))

    assert (data["programs"], data["barometer"]["figures"], data["emergency"]["figures"]) == ([], {}, {})
