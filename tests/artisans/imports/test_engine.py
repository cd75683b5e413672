"""From the file to the register: what each row becomes, and that nothing is done twice."""

import pytest

from accounts.audit.models import Event
from artisans.imports.actions import AlreadyImported, decide_suspect, receive_file
from artisans.imports.choices import ImportStatus
from artisans.imports.models import PartySource, StagedNumber, StagedRow
from artisans.parties.actions.registration import CONTROLLED
from artisans.parties.keys import KEY_COLUMNS, keys_of
from artisans.parties.models import ArtisanProfile, Identifier, Party
from foundation.errors import DomainError
from tests.artisans.imports.lists import csv_file, row

pytestmark = pytest.mark.django_db

FATIMA = row(
    "Fatima El Amrani", "فاطمة العمراني", "F", "12/04/1985", "EE123456", "0661234567", "Asni", "Poterie utilitaire"
)
HASSAN = row("Hassan Ouali", "حسن والي", "H", "01/01/1970", "EE123457", "0661234568")


def test_a_row_becomes_a_party_with_keys_numbers_history_and_source(check, accept, officer):
    batch = accept(check(csv_file(FATIMA, HASSAN)))

    party = Party.objects.get(name_fr="Fatima El Amrani")
    written = {name: getattr(party, name) for name in KEY_COLUMNS}
    keys_of(party)
    assert written == {name: getattr(party, name) for name in KEY_COLUMNS}
    assert (party.phone, party.artisan.trade_id, party.area, party.recorded_by) == (
        "+212661234567",
        "POT-01",
        "07.041.05.05",
        officer,
    )
    assert Identifier.objects.get(party=party).value == "EE123456"
    assert party.events.count() == 1
    assert (party.sources.get().batch, party.sources.get().row) == (batch, 2)
    assert (batch.status, batch.written) == (ImportStatus.DONE, {"new": 2})
    assert not batch.file
    assert (StagedRow.objects.count(), StagedNumber.objects.count()) == (0, 0)
    assert set(Event.objects.filter(target_id=batch.pk).values_list("action", flat=True)) >= {
        "import.received", "import.checked", "import.accepted", "import.written",
    }  # fmt: skip


def test_waiting_rows_are_no_parties(check):
    batch = check(csv_file(FATIMA))

    assert batch.counts == {"new": 1, "rows": 1}
    assert Party.objects.count() == 0


def test_the_same_people_again_change_nothing(check, accept, officer):
    nobody = row("Brahim Aït Taleb", birth="03/03/1960", phone="0661234569")
    accept(check(csv_file(FATIMA, HASSAN, nobody)))

    batch = accept(check(csv_file(HASSAN, nobody, FATIMA)))

    assert batch.written == {"same": 3}
    assert (Party.objects.count(), PartySource.objects.count()) == (3, 6)
    assert set(Party.objects.values_list("version", flat=True)) == {1}


def test_the_very_same_file_is_not_taken_twice(check, officer):
    first = check(csv_file(FATIMA))

    with pytest.raises(AlreadyImported) as refusal:
        receive_file(
            kind="register.persons", file=csv_file(FATIMA), name="copie.csv", source="x", reason="y", by=officer
        )

    assert refusal.value.batch == first


def test_a_known_number_with_other_facts_is_a_change_written_only_if_accepted(check, accept):
    accept(check(csv_file(HASSAN)))
    moved = row("Hassan Ouali", "حسن والي", "H", "01/01/1970", "EE123457", "0661234599")

    seen = check(csv_file(moved))
    assert StagedRow.objects.get(batch=seen).differences == ["phone"]
    accept(seen, with_changes=True)

    party = Party.objects.get()
    assert (party.phone, party.version, party.phone_tail) == ("+212661234599", 2, "4599")
    assert party.events.count() == 2
    assert party.sources.order_by("-id").first().outcome == "changed"


def test_a_known_number_under_another_name_waits_for_a_decision(check, accept):
    accept(check(csv_file(HASSAN)))
    other = row("Zineb Benchekroun", cin="EE123457", birth="01/01/1970")

    batch = check(csv_file(other, FATIMA))
    accept(batch)
    batch.refresh_from_db()

    assert batch.status == ImportStatus.CHECKED
    assert batch.written == {"new": 1}
    with pytest.raises(DomainError):
        decide_suspect(batch=batch, row=2, decision="different", by=batch.recorded_by)
    decide_suspect(batch=batch, row=2, decision="skip", by=batch.recorded_by)
    accept(batch)
    assert (batch.status, Party.objects.count()) == (ImportStatus.DONE, 2)


def test_twins_in_the_file_are_held_back_and_a_decision_lets_them_in(check, accept):
    once, again = row("Mohamed Benslimane", birth="05/06/1980"), row("Mohammed Ben Slimane", birth="05/06/1980")

    batch = accept(check(csv_file(once, again)))

    waiting = StagedRow.objects.get(batch=batch)
    assert (waiting.row, waiting.outcome, waiting.twin_row) == (3, "suspect", 2)
    decide_suspect(batch=batch, row=3, decision="same", by=batch.recorded_by)
    accept(batch)
    assert Party.objects.get().sources.count() == 2


def test_a_number_told_twice_in_a_file_is_one_person(check, accept):
    accept(check(csv_file(HASSAN, HASSAN)))

    party = Party.objects.get()
    assert sorted(party.sources.values_list("row", "outcome")) == [(2, "new"), (3, "same")]


def test_rows_with_errors_are_told_apart_and_never_written(check, accept):
    batch = check(csv_file(FATIMA, row("", cin="12"), row("Ali Baba", birth="31/12/2999", commune="Nulle part")))

    assert batch.counts == {"new": 1, "error": 2, "rows": 3}
    assert list(StagedRow.objects.filter(outcome="error").order_by("row").values_list("error_columns", flat=True)) == [
        ["cnie", "name_fr"], ["birth_date", "commune"],
    ]  # fmt: skip
    accept(batch)
    assert (batch.status, Party.objects.count()) == (ImportStatus.DONE, 1)


def test_an_officer_of_one_region_cannot_write_in_another(check, accept):
    from tests.factories.accounts import StaffFactory
    from tests.factories.artisans import CommuneFactory

    CommuneFactory(code="04.421.01.00", name_fr="Ailleurs")
    regional = StaffFactory(role="officer", area="07")

    batch = check(csv_file(FATIMA, row("Ali Alaoui", commune="Ailleurs")), by=regional)

    assert StagedRow.objects.get(batch=batch, outcome="error").error_columns == ["commune"]
    accept(batch)
    assert Party.objects.get().name_fr == "Fatima El Amrani"


def test_a_verified_value_changes_by_request_only(check, accept, officer):
    accept(check(csv_file(HASSAN)))
    Identifier.objects.update(verified_by=officer, verified_at="2023-05-01T10:00:00Z")

    batch = check(csv_file(row("Hassan Ouali", "حسن والي", "H", "02/02/1970", "EE123457", "0661234568")))

    assert StagedRow.objects.get(batch=batch).error_codes == ["needs_request"]


def test_a_value_verified_since_the_check_is_not_overwritten(check, accept, officer):
    accept(check(csv_file(HASSAN)))
    batch = check(csv_file(row("Hassan Ouali", "حسن والي", "H", "02/02/1970", "EE123457", "0661234568")))
    assert StagedRow.objects.get(batch=batch).outcome == "changed"

    Identifier.objects.update(verified_by=officer, verified_at="2023-05-01T10:00:00Z")
    before = Party.objects.values("birth_date", "phone_tail", "version").get()
    accept(batch, with_changes=True)

    staged = StagedRow.objects.get(batch=batch)
    assert Party.objects.values("birth_date", "phone_tail", "version").get() == before
    assert (staged.outcome, staged.error_codes) == ("error", ["needs_request"])
    assert set(staged.error_columns) <= CONTROLLED and "birth_date" in staged.error_columns


def test_history_written_set_by_set_is_what_the_triggers_write(check, accept, officer):
    batch = accept(check(csv_file(FATIMA)))

    for model in (Party, Identifier, ArtisanProfile):
        (told,) = model.pgh_event_model.objects.all()
        row = model.objects.get()
        columns = [f.attname for f in told._meta.concrete_fields if not f.name.startswith("pgh_")]
        assert {name: getattr(told, name) for name in columns} == {name: getattr(row, name) for name in columns}
        assert (told.pgh_label, told.pgh_obj_id) == ("insert", row.pk)
        assert told.pgh_context.metadata == {"user": officer.pk, "job": "imports.write", "list": batch.reference}

    # Afterwards the triggers work as ever, and tell no cause that is over.
    Party.objects.update(douar="Imlil")
    assert list(Party.pgh_event_model.objects.order_by("pgh_id").values_list("pgh_label", "pgh_context__metadata__list")) == [
        ("insert", batch.reference), ("update", None),
    ]  # fmt: skip
