"""Several rows at once: what will happen is told, one refusal stops no other, a second click does nothing."""

import re

import pytest
from django.urls import reverse

from accounts.audit.models import Event
from accounts.outbox.actions import queue_message, release_message
from accounts.outbox.models import Message
from foundation.errors import DomainError
from programs.applications.models import Note
from tests.factories.accounts import StaffFactory
from tests.factories.programs_calls import ApplicationFactory
from tests.programs.portal.stage import load_letters


@pytest.fixture(autouse=True)
def _letters(db):
    load_letters()


def _go(client, name, act, picks, **data):
    """The preview, then its button; gives both pages and the address with what was posted."""
    url = reverse("admin:lists_bulk", args=[name, act])
    preview = client.post(url, {"pick": picks})
    token = re.search(r'name="token" value="([^"]+)"', preview.content.decode())[1]
    posted = {"pick": picks, "token": token, **data}
    return preview, client.post(url, posted), (url, posted)


def test_files_are_taken_in_bulk_row_by_row_and_once(client):
    officer = StaffFactory()
    client.force_login(officer)
    free, done = ApplicationFactory(status="submitted"), ApplicationFactory(status="ready")

    preview, answer, again = _go(client, "files", "take", [free.pk, done.pk])

    assert [bool(why) for _row, _title, why in preview.context["rows"]] == [False, True]
    assert [outcome.is_done for outcome in answer.context["outcomes"]] == [True, False]
    free.refresh_from_db()
    assert (free.status, free.officer) == ("screening", officer)
    events = Event.objects.count()
    repeated = client.post(*again)
    assert [outcome.is_done for outcome in repeated.context["outcomes"]] == [True, False]
    assert Event.objects.count() == events


def test_a_note_is_written_once_however_often_the_button_is_pressed(client):
    client.force_login(StaffFactory())
    files = [ApplicationFactory(status="screening") for _number in range(2)]

    _preview, _answer, again = _go(client, "files", "note", [file.pk for file in files], text="Voir la chambre.")
    client.post(*again)

    assert Note.objects.count() == 2
    stranger = StaffFactory(role="reviewer")
    client.force_login(stranger)
    assert client.post(again[0], again[1]).status_code == 403


def test_messages_are_resent_in_bulk_and_a_decision_never_leaves_before_its_publication(client):
    officer = StaffFactory()
    client.force_login(officer)
    file = ApplicationFactory(status="ready")
    words = {"reference": file.reference, "call": "X", "amount": "1", "rank": "", "reason": "", "days": "15"}
    letter = queue_message(
        "decision_approved", party=file.party, about=file, context=words, address="a@x.example", hold=True
    )
    note = queue_message(
        "application_note", about=file, context={"reference": file.reference}, address="a@x.example", hold=True
    )

    _preview, answer, _again = _go(client, "messages", "release", [letter.pk, note.pk])

    assert {outcome.number: outcome.is_done for outcome in answer.context["outcomes"]} == {
        letter.pk: False,
        note.pk: True,
    }
    assert set(Message.objects.values_list("pk", "status")) == {(letter.pk, "draft"), (note.pk, "queued")}
    page = client.get(reverse("admin:accounts_message_page", args=[letter.pk])).content.decode()
    assert reverse("admin:accounts_message_release", args=[letter.pk]) not in page
    with pytest.raises(DomainError):
        release_message(message=letter, by=officer)
