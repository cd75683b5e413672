"""The record of acts: written once, sealed, and any later change found."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts.audit.actions import forget_party, personal_values, record
from accounts.audit.models import Event, EventSeal, PartyKey
from accounts.audit.sealing import seal_events, verify_chain
from tests.factories.accounts import JobFactory, StaffFactory, UserFactory

COMMITS = pytest.mark.django_db(transaction=True)


def write(count: int = 5) -> list[Event]:
    user = UserFactory()
    return [record("test.happened", target=user, by=user, after={"n": number}) for number in range(count)]


def as_superuser(statement: str, arguments: list | None = None) -> None:
    """What somebody with every right on the database could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, arguments)
        cursor.execute("SET session_replication_role = DEFAULT")


@pytest.mark.django_db
def test_record_takes_reference_party_programme_and_area_from_the_target():
    job, officer = JobFactory(), StaffFactory()
    job.party_id, job.program, job.area = 7, "EXP", "07.041"

    event = record("job.seen", target=job, by=officer, reason="Because", before={"a": 1}, after={"a": officer})

    event.refresh_from_db()
    assert (event.target_type, event.target_id, event.target_reference) == ("accounts.job", job.pk, job.reference)
    assert (event.party_id, event.program, event.area, event.reason) == (7, "EXP", "07.041", "Because")
    assert (event.before, event.after) == ({"a": 1}, {"a": officer.pk})


@pytest.mark.django_db
def test_personal_values_are_readable_until_the_key_is_destroyed_and_the_chain_stays_whole():
    user, job = UserFactory(), JobFactory()
    job.party_id = 99
    event = record("party.changed", target=job, by=user, personal={"cnie": "AB123456"})
    event.refresh_from_db()
    assert b"AB123456" not in bytes(event.personal)
    assert personal_values(event) == {"cnie": "AB123456"}

    assert forget_party(party_id=99) is True

    assert personal_values(event) is None
    assert not PartyKey.objects.filter(party_id=99).exists()


@COMMITS
def test_erasing_a_person_does_not_break_the_chain():
    user, job = UserFactory(), JobFactory()
    job.party_id = 99
    record("party.changed", target=job, by=user, personal={"cnie": "AB123456"})
    assert seal_events() == 1

    forget_party(party_id=99)

    assert verify_chain().is_whole


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_event SET reason = 'other'",
        "DELETE FROM accounts_event",
        "TRUNCATE accounts_event CASCADE",
        "UPDATE accounts_eventseal SET hash = repeat('0', 64)",
        "DELETE FROM accounts_eventseal",
        "TRUNCATE accounts_eventseal",
    ],
)
def test_the_database_refuses_to_rewrite_history(statement):
    event = write(1)[0]
    EventSeal.objects.create(event=event, position=1, previous_hash="0" * 64, hash="1" * 64)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Event.objects.count() == EventSeal.objects.count() == 1


@COMMITS
def test_a_whole_chain_is_whole_and_sealing_again_adds_nothing():
    write(7)

    assert seal_events() == 7
    assert seal_events(full=True) == 0
    verdict = verify_chain()

    assert (verdict.is_whole, verdict.checked) == (True, 7)
    assert list(EventSeal.objects.order_by("position").values_list("event_id", flat=True)) == sorted(
        Event.objects.values_list("id", flat=True)
    )


@COMMITS
@pytest.mark.parametrize(
    "column",
    [
        "reason = 'forged'",
        "actor_id = actor_id + 1",
        "after = '{}'",
        "at = at - interval '1 day'",
        "personal = '\\x00'",
    ],
)
def test_an_edited_event_is_named(column):
    events = write(6)
    seal_events()

    as_superuser(f"UPDATE accounts_event SET {column} WHERE id = %s", [events[3].pk])

    verdict = verify_chain()
    assert (verdict.is_whole, verdict.position, verdict.event_id) == (False, 4, events[3].pk)


@COMMITS
def test_a_deleted_event_is_named_with_and_without_its_seal():
    events = write(6)
    seal_events()
    as_superuser("DELETE FROM accounts_event WHERE id = %s", [events[2].pk])
    assert (verify_chain().position, verify_chain().event_id) == (3, events[2].pk)

    as_superuser("DELETE FROM accounts_eventseal WHERE event_id = %s", [events[2].pk])

    assert (verify_chain().is_whole, verify_chain().position) == (False, 4)


@COMMITS
def test_swapped_seals_are_found():
    events = write(4)
    seal_events()

    as_superuser(
        "UPDATE accounts_eventseal SET position = CASE position WHEN 2 THEN 30 ELSE 2 END WHERE position IN (2, 3)"
    )
    as_superuser("UPDATE accounts_eventseal SET position = 3 WHERE position = 30")

    assert (verify_chain().is_whole, verify_chain().event_id) == (False, events[2].pk)


@COMMITS
def test_verify_audit_names_the_row_and_knows_when_the_end_was_cut_off(capsys):
    write(3)
    call_command("verify_audit")
    anchor = EventSeal.objects.latest("position").hash
    assert "3 events, 0 not sealed yet" in capsys.readouterr().out
    call_command("verify_audit", anchor=anchor)

    last = Event.objects.latest("id")
    as_superuser("DELETE FROM accounts_eventseal WHERE event_id = %s", [last.pk])
    as_superuser("DELETE FROM accounts_event WHERE id = %s", [last.pk])
    with pytest.raises(CommandError, match="cut off"):
        call_command("verify_audit", anchor=anchor)

    as_superuser("UPDATE accounts_event SET reason = 'x' WHERE id = (SELECT min(id) FROM accounts_event)")
    with pytest.raises(CommandError, match="Seal 1, event"):
        call_command("verify_audit")


@COMMITS
def test_events_wait_for_older_transactions_that_are_still_open():
    """A gap must not be sealed over: an older transaction may still put its event there."""
    write(1)
    inside, done = threading.Event(), threading.Event()

    def hold_open():
        with transaction.atomic():
            write(1)
            inside.set()
            done.wait(10)
        connection.close()

    thread = threading.Thread(target=hold_open)
    thread.start()
    inside.wait(10)
    write(2)
    while_open = seal_events()
    done.set()
    thread.join()

    assert while_open == 1
    assert seal_events() == 3
    assert verify_chain().is_whole


@COMMITS
def test_two_sealers_at_once_make_one_chain(at_once):
    write(50)

    at_once(*[seal_events] * 4)
    seal_events()

    assert (verify_chain().is_whole, verify_chain().checked) == (True, 50)


@COMMITS
def test_two_first_acts_on_a_party_share_one_key(at_once):
    user, job = UserFactory(), JobFactory()
    job.party_id = 5

    at_once(*[lambda: record("party.changed", target=job, by=user, personal={"phone": "+212612345678"})] * 4)

    assert PartyKey.objects.filter(party_id=5).count() == 1
    assert [personal_values(event) for event in Event.objects.all()] == [{"phone": "+212612345678"}] * 4
