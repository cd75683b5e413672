"""Requests with a clock, own data as a file, the access log, retention."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.audit.models import Access, Event
from artisans.parties.actions import record_export, show_phone
from artisans.privacy import actions
from artisans.privacy.models import DataRequest
from artisans.privacy.queries import outdated
from artisans.privacy.retention import apply_retention
from foundation.errors import InvalidValue, NotPermitted
from foundation.time import clock_at, now, today
from tests.factories.accounts import AccessFactory, MessageFactory, StaffFactory, UserFactory
from tests.factories.artisans import (
    BankAccountFactory,
    DataRequestFactory,
    IdentifierFactory,
    MandateFactory,
    PartyFactory,
)
from tests.programs.portal.stage import load_letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def party(db):
    load_letters()
    return PartyFactory(name_fr="Fatima Benali", phone="+212661001122")


def page(name, *args):
    return reverse(f"admin:artisans_{name}", args=args)


def test_a_request_has_a_day_for_its_answer_and_shows_when_it_is_late(party):
    officer, colleague = StaffFactory(), StaffFactory()
    request = actions.ask_about_data(party=party, kind="rectification", text="un s de trop", by=officer)
    assert request.due_on == today() + timedelta(days=10)
    assert not request.is_overdue

    with clock_at(now() + timedelta(days=11)):
        assert request.is_overdue
        assert list(DataRequest.objects.overdue()) == [request]
        with pytest.raises(InvalidValue):
            actions.grant_request(request=request, answer=" ", by=colleague)
        done = actions.grant_request(request=request, answer="Corrigé.", by=colleague)

    assert (done.status, done.answer, done.is_overdue) == ("done", "Corrigé.", False)
    assert list(Event.objects.about(request).order_by("id").values_list("action", flat=True)) == [
        "datarequest.received",
        "datarequest.answered",
    ]


def test_a_stranger_may_neither_ask_nor_answer(party):
    with pytest.raises(NotPermitted):
        actions.ask_about_data(party=party, kind="objection", text="non", by=UserFactory())
    request = DataRequestFactory(party=party)
    for stranger in (StaffFactory(area="01"), StaffFactory(role="auditor"), StaffFactory(role="preparer")):
        with pytest.raises(NotPermitted):
            actions.grant_request(request=request, answer="oui", by=stranger)


def test_own_data_as_a_file_is_whole_for_machines_and_people_and_on_record(client, party):
    IdentifierFactory(party=party, value="EE654321")
    BankAccountFactory(party=party)
    officer = StaffFactory()
    client.force_login(officer)

    response = client.post(page("take_data", party.reference))

    archive = zipfile.ZipFile(io.BytesIO(response.content))
    data = json.loads(archive.read("data.json"))
    assert data["chapters"]["identity"][0]["name_fr"] == "Fatima Benali"
    assert data["chapters"]["numbers"][0]["number"] == "EE654321"
    assert data["chapters"]["accounts"][0]["rib"] == "011780000012345678901296"
    assert "EE654321" in archive.read("data.html").decode()
    assert Access.objects.get(what="data").party_id == party.pk
    client.force_login(StaffFactory(role="auditor"))
    assert client.post(page("take_data", party.reference)).status_code == 403


def test_a_page_is_noted_once_an_hour_and_costs_one_insert(client, party):
    client.force_login(StaffFactory())
    address = page("party", party.reference)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)

    assert Access.objects.filter(party_id=party.pk, what="page").count() == 1
    assert sum("accounts_access" in query["sql"] for query in queries) == 1
    with clock_at(now() + timedelta(hours=1)):
        client.get(address)
    assert Access.objects.filter(party_id=party.pk, what="page").count() == 2


def test_shown_numbers_and_lists_taken_away_stand_in_the_log(party):
    officer = StaffFactory()
    show_phone(party=party, by=officer)
    show_phone(party=party, by=officer)
    record_export(by=officer, file_format="csv", filters={"kind": "person"}, rows=7)

    assert sorted(Access.objects.values_list("what", "party_id", "rows")) == [
        ("export", -1, 7), ("number", party.pk, 1), ("number", party.pk, 1),
    ]  # fmt: skip


def test_the_log_is_for_the_auditor_and_the_contact_and_asks_the_same_few_questions(client, party):
    officer = StaffFactory(full_name="Salma Berrada")
    AccessFactory(actor=officer, target_id=party.pk)
    client.force_login(StaffFactory(role="auditor"))
    address = page("access_log")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        shown = client.get(address).content.decode()
    AccessFactory.create_batch(20, actor=officer)
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert "Salma Berrada" in shown
    assert "Fatima Benali" in shown
    assert len(many) == len(few)
    assert "Salma Berrada" in client.get(page("party", party.reference)).content.decode()
    client.force_login(officer)
    assert client.get(address).status_code == 403


def test_retention_takes_what_is_past_its_time_and_the_trial_takes_nothing(client):
    load_letters()
    with clock_at(now() - timedelta(days=365 * 6)):
        old = MessageFactory(body="Bonjour Fatima", address="fatima@canari.example")
        AccessFactory()
    fresh, recent = MessageFactory(), AccessFactory()
    client.force_login(StaffFactory(role="privacy"))
    assert client.get(page("retention")).status_code == 200
    old.refresh_from_db()
    assert old.body == "Bonjour Fatima"
    assert {row.label: row.count for row in outdated() if row.count} == {"accounts.Message": 1, "accounts.Access": 1}

    done = apply_retention()

    old.refresh_from_db()
    fresh.refresh_from_db()
    assert done == {"accounts.Message": 1, "accounts.Access": 1}
    assert (old.body, old.address) == ("", "")
    assert fresh.body == "Bonjour."
    assert list(Access.objects.filter(what="page", actor=recent.actor)) == [recent]
    assert Event.objects.filter(action="retention.applied").count() == 1
    assert apply_retention() == {}


def test_the_person_reads_and_asks_on_the_portal(client, party):
    user = UserFactory()
    MandateFactory(user=user, party=party)
    client.force_login(user)

    shown = client.get("/fr/me/").content.decode()
    archive = client.post(f"/fr/me/{party.reference}/data.zip")
    asked = client.post(f"/fr/me/{party.reference}/ask/", {"kind": "rectification", "text": "mon nom"})
    changed = client.post(f"/fr/me/{party.reference}/change/phone/", {"phone": "0671112233", "reason": "perdu"})

    assert "Fatima Benali" in shown
    assert archive.status_code == 200
    assert (asked.status_code, changed.status_code) == (302, 302)
    assert DataRequest.objects.get().channel == "portal"
    assert party.change_requests.get().channel == "portal"
    party.refresh_from_db()
    assert party.phone == "+212661001122"
    client.force_login(UserFactory())
    for path in ("data.zip", "ask/", "change/phone/"):
        assert client.post(f"/fr/me/{party.reference}/{path}").status_code == 404
