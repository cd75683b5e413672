"""Commitments, equipment, and what exporters prove."""

import datetime as dt
from pathlib import Path

import pytest

from accounts.audit.models import Event
from accounts.outbox.actions import load_templates
from accounts.outbox.models import Message
from artisans.networks import actions
from artisans.networks.queries import paper_fact
from artisans.parties.actions import confirm_turnover
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import today
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import (
    CountryFactory,
    DocumentFactory,
    ExporterProfileFactory,
    ExporterTurnoverFactory,
    PartyFactory,
)
from tests.factories.networks import (
    CentreEquipmentFactory,
    NetworkFactory,
    PartyPaperFactory,
)

LETTERS = Path(__file__).resolve().parents[3] / "artisans" / "data" / "messages_networks.json"


MARCH, MAY, JULY = dt.date(2023, 3, 1), dt.date(2023, 5, 1), dt.date(2023, 7, 1)


@pytest.fixture(autouse=True)
def letters(db):
    load_templates(LETTERS)


def test_a_commitment_not_met_may_still_be_met_later_each_with_what_was_seen():
    network, by = NetworkFactory(), StaffFactory()
    row = actions.record_commitment(
        network=network, side="aggregator", kind="payment", text="Pays in 30 days", from_on=MARCH, due_on=MAY, by=by
    )

    with pytest.raises(InvalidValue):
        actions.judge_commitment(commitment=row, step="miss", note=" ", by=by)
    actions.judge_commitment(commitment=row, step="miss", note="Two months late", by=by)
    row = actions.judge_commitment(commitment=row, step="meet", note="Paid in July", by=by)

    assert (row.status, row.judged_by) == ("met", by)
    assert list(
        Event.objects.filter(action__startswith="commitment.").order_by("id").values_list("action", flat=True)
    ) == [
        "commitment.recorded",
        "commitment.missed",
        "commitment.met",
    ]


def test_broken_equipment_needs_a_word_and_its_condition_has_a_day():
    equipment, by = CentreEquipmentFactory(), StaffFactory()

    with pytest.raises(InvalidValue):
        actions.check_equipment(equipment=equipment, condition="broken", by=by)
    equipment = actions.check_equipment(equipment=equipment, condition="broken", note="Door", on=JULY, by=by)

    assert (equipment.condition, equipment.checked_on, equipment.checked_by) == ("broken", JULY, by)


def test_a_market_told_again_replaces_the_answer_and_keeps_the_former_in_the_events():
    exporter, country, by = ExporterProfileFactory(), CountryFactory(), StaffFactory()

    for stance in ("interested", "exporting", "exporting"):
        actions.set_market(exporter=exporter, country=country, stance=stance, by=by)

    assert exporter.destinations.get().stance == "exporting"
    assert [
        event.before.get("stance") for event in Event.objects.filter(action="exporter.market_set").order_by("id")
    ] == [
        None,
        "interested",
    ]


def test_a_turnover_is_confirmed_by_another_person_who_has_its_proof():
    first, second = StaffFactory(), StaffFactory()
    turnover = ExporterTurnoverFactory(declared_by=first)
    for by in (first, second):
        with pytest.raises(DomainError):
            confirm_turnover(turnover=turnover, by=by)
    turnover.proof = DocumentFactory()
    turnover.save()

    assert confirm_turnover(turnover=turnover, by=second).confirmed_by == second


def test_a_renewed_paper_replaces_the_former_and_eligibility_reads_the_present_one():
    party, by = PartyFactory(organisation_kind=True), StaffFactory()
    old = actions.keep_paper(party=party, kind="cnss", issued_on=MARCH, expires_on=MAY, by=by)
    assert [paper_fact(party, "cnss", MAY), paper_fact(party, "cnss", JULY), paper_fact(party, "lease")] == [
        "valid",
        "expired",
        "missing",
    ]

    new = actions.keep_paper(party=party, kind="cnss", issued_on=MAY, expires_on=dt.date(2024, 5, 1), by=by)

    old.refresh_from_db()
    assert (old.replaced_by, old.is_current, paper_fact(party, "cnss", JULY)) == (new, False, "valid")
    with pytest.raises(NotPermitted):
        actions.verify_paper(paper=new, by=by)


def test_each_paper_is_remembered_once():
    by = StaffFactory()
    soon = PartyPaperFactory(party__phone="+212661234567", expires_on=today() + dt.timedelta(days=20))
    PartyPaperFactory(kind="lease", expires_on=today() + dt.timedelta(days=90))
    PartyPaperFactory(kind="label", expires_on=today() - dt.timedelta(days=1))

    assert [actions.remind_of_papers(by=by), actions.remind_of_papers(by=by)] == [1, 0]
    assert Message.objects.get(template__code="paper_expires").about_id == soon.pk
