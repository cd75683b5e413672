"""A correction never changes a frozen report; the next one says what it said, what it reads now, and why."""

from datetime import UTC, date, datetime

import pgtrigger
import pytest

from foundation.errors import DomainError
from programs.enrolments.models import SupportItem
from reports.documents import actions
from reports.documents.models import Report
from reports.documents.queries import earlier_report
from reports.figures.base import Reading
from reports.figures.collect import digest, read
from reports.figures.restatements import Earlier, compare, restatements, why_section
from tests.factories.accounts import StaffFactory
from tests.factories.reports import BoardMeetingFactory, NarrativeFactory, ReportFactory, SnapshotFactory
from tests.reports.story import IGNORED, at

pytestmark = pytest.mark.django_db
KNOWN = datetime(2023, 12, 27, 18, tzinfo=UTC)
LATER = datetime(2024, 7, 10, 9, tzinfo=UTC)


def figure(code: str, value: str | None) -> dict:
    return {"code": code, "label": {"fr": code}, "value": value, "unit": "people", "rows": {"model": "x", "ids": []}}


def test_only_figures_that_differ_are_told():
    then = {"a": {"figures": {"x": figure("P1.01", "10"), "y": figure("P1.02", "4"), "z": figure("P1.03", None)}}}
    now = {"a": {"figures": {"x": figure("P1.01", "10"), "y": figure("P1.02", "5")}}, "new": figure("P9.01", "1")}

    rows = compare(then, now)

    assert [(row["code"], row["before"], row["now"]) for row in rows] == [("P1.02", "4", "5")]
    assert rows[0]["section"] == why_section("P1.02") == "why-p1-02"


def test_what_is_recorded_afterwards_is_a_restatement_of_the_frozen_report(meetings, december):
    told = meetings[1]
    reading = Reading(meeting=december, period_start=date(2023, 7, 19), as_of=december.held_on, known_at=KNOWN)
    frozen = read(reading)
    earlier = Earlier(reading, frozen, "R-AAAAAA-A", 1)
    assert restatements(earlier, read(earlier.today(LATER)))["rows"] == []

    with pgtrigger.ignore(*IGNORED):
        SupportItem.objects.create(
            enrolment=told.enrolments[0], kind="fair", title_fr="Foire oubliée", status="delivered",
            planned_on=date(2023, 11, 2), delivered_on=date(2023, 11, 2), delivered_by=told.officer, value=999,
            recorded_at=at(date(2024, 3, 1)),
        )  # fmt: skip
    found = restatements(earlier, read(earlier.today(LATER)))

    assert found["since"]["reference"] == "R-AAAAAA-A"
    assert found["rows"] and all(row["before"] != row["now"] for row in found["rows"])
    assert read(reading) == frozen


def test_the_report_to_compare_with_is_the_last_frozen_one_of_an_earlier_day():
    head, officer = StaffFactory(role="head"), StaffFactory()
    july, december, next_july = (
        BoardMeetingFactory(held_on=day) for day in (date(2023, 7, 18), date(2023, 12, 27), date(2024, 7, 10))
    )
    for meeting in (july, december):
        report = ReportFactory(meeting=meeting, requested_by=officer)
        data = {"codes": [], "meeting": meeting.code, "narratives": {}}
        SnapshotFactory(report=report, data=data, sha256=digest(data), known_at=KNOWN)
        actions.send_to_review(report=report, by=officer)
        if meeting is july:
            actions.freeze_report(report=report, by=head)
    following = ReportFactory(meeting=next_july, requested_by=officer)

    assert earlier_report(following).data["meeting"] == july.code  # the December one is not frozen yet
    actions.freeze_report(report=Report.objects.get(meeting=december), by=head)
    assert earlier_report(following).data["meeting"] == december.code
    assert earlier_report(Report.objects.get(meeting=july)) is None


def test_a_report_is_not_frozen_while_a_restatement_lacks_its_reason():
    head, officer = StaffFactory(role="head"), StaffFactory()
    report = ReportFactory(requested_by=officer)
    rows = [{"code": "P1.07", "section": "why-p1-07", "label": {"fr": "Bénéficiaires"}, "before": "4", "now": "5"}]
    data = {"codes": [], "narratives": {}, "restatements": {"since": {}, "rows": rows}}
    SnapshotFactory(report=report, data=data, sha256=digest(data), known_at=KNOWN)
    actions.send_to_review(report=report, by=officer)

    with pytest.raises(DomainError) as refusal:
        actions.freeze_report(report=report, by=head)
    assert refusal.value.reasons == ["P1.07"]

    NarrativeFactory(report=report, section="why-p1-07", text_fr="Fiche saisie en retard.", written_at=KNOWN)
    explained = data | {"narratives": {"why-p1-07": {"fr": "Fiche saisie en retard.", "ar": ""}}}
    SnapshotFactory(report=report, data=explained, sha256=digest(explained), known_at=LATER)
    assert actions.freeze_report(report=report, by=head).status == "frozen"
