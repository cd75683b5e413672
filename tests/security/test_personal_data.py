"""Personal values: none in clear in the database, in logs, letters, work for the broker, cache keys or addresses."""

import logging

import pytest
from django.core.cache import caches
from django.db import connection
from django.urls import reverse

from accounts.jobs.models import Job
from accounts.outbox.models import Message
from artisans.changes.actions import approve_change, request_change
from artisans.parties import actions as register
from artisans.parties.models import Party
from artisans.privacy.actions import ask_about_data
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.artisans import (
    ArtisanProfileFactory,
    CommuneFactory,
    DocumentFactory,
    IdentifierFactory,
    MandateFactory,
    PartyFactory,
)
from tests.programs.portal.stage import load_letters, open_call, sent

pytestmark = pytest.mark.django_db

CNIE, OTHER_CNIE = "EE737373", "EE747474"
RIB = "011780000012345678901296"
PHONE, OTHER_PHONE = "+212673737373", "+212674747474"
SECRETS = ("737373", "747474", "0000123456789012", "73737", "47474")
DESK = "admin:artisans_"


@pytest.fixture
def officer(db):
    load_letters()
    return StaffFactory()


@pytest.fixture
def life(officer, client, caplog):
    """What may happen to one person in an officer's morning."""
    caplog.set_level(logging.INFO)
    party = register.register_person(
        by=officer, name_fr="Zoubida Canari", commune=CommuneFactory(), phone=PHONE, identifiers=[("cnie", CNIE)]
    )
    ArtisanProfileFactory(party=party)
    user = UserFactory(phone=PHONE)
    MandateFactory(user=user, party=party)
    sent(user, party, open_call())
    account = register.add_bank_account(party=party, rib=RIB, holder="Zoubida Canari", by=officer)
    colleague = StaffFactory()
    register.verify_bank_account(account=account, by=colleague)
    ask_about_data(party=party, kind="rectification", text=f"mon numéro est {OTHER_CNIE}", by=officer)
    for kind, after in (("phone", {"phone": OTHER_PHONE}), ("identifier", {"kind": "cnie", "number": OTHER_CNIE})):
        request = request_change(party=party, kind=kind, after=after, reason="perdu", by=officer)
        approve_change(request=request, by=colleague)
    client.force_login(officer)
    for query in (CNIE, PHONE, "06 73 73 73 73"):
        client.get("/admin/parties/", {"q": query})
        client.get("/admin/search/", {"q": query})
    number = party.identifiers.filter(is_current=True).get()
    client.post(reverse(f"{DESK}party_show", args=[party.reference, "identifier", number.pk]))
    client.get(reverse(f"{DESK}party", args=[party.reference]))
    return party


def test_a_dump_shows_no_number_in_clear(life):
    """Names stay readable for search; numbers, accounts and phones are ciphertext, in the history of rows too."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
    with connection.cursor() as cursor:
        for table in tables:
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                text = b"".join(bytes(piece) for piece in copy).decode()
            found += [
                (table, secret)
                for secret in (CNIE, OTHER_CNIE, RIB[6:22], PHONE[4:], OTHER_PHONE[4:])
                if secret in text
            ]

    assert found == []


def test_logs_letters_work_and_cache_keys_name_no_number(life, caplog):
    logs = "\n".join(
        f"{record.getMessage()} {record.args} {record.__dict__.get('msg')}"
        for record in caplog.records
        if record.name != "django.db.backends"
    )
    letters = "\n".join(f"{row.subject} {row.body} {row.address_masked}" for row in Message.objects.all())
    work = "\n".join(str(payload) for payload in Job.objects.values_list("payload", flat=True))
    keys = "\n".join(str(key) for cache in caches.all() for key in getattr(cache, "_cache", {}))

    assert Message.objects.count() > 4
    for where, text in (("logs", logs), ("letters", letters), ("work", work), ("cache", keys)):
        assert [secret for secret in SECRETS if secret in text] == [], where


# --- ids of others, fields nobody offered


def test_a_number_under_another_persons_address_is_not_found(client, officer):
    mine, other = PartyFactory(), PartyFactory()
    identifier = IdentifierFactory(party=other)
    account = register.add_bank_account(
        party=other, rib=RIB, holder="Fatima Benali", proof=DocumentFactory(), by=officer
    )
    client.force_login(officer)

    shown = [
        client.post(reverse(f"{DESK}party_show", args=[mine.reference, what, number]))
        for what, number in (("identifier", identifier.pk), ("account", account.pk))
    ]
    document = client.get(reverse(f"{DESK}party_document", args=[mine.reference, account.proof_id]))
    step = client.get(reverse(f"{DESK}party_step_on", args=[mine.reference, "verify-account", account.pk]))

    assert [response.status_code for response in (*shown, document, step)] == [404, 404, 404, 404]


def test_requests_of_another_region_or_person_do_not_exist(client, officer):
    party = PartyFactory()
    change = request_change(
        party=party, kind="name", after={"name_fr": "Autre"}, reason="x", by=officer, proof=DocumentFactory()
    )
    asked = ask_about_data(party=party, kind="objection", text="non", by=officer)
    client.force_login(StaffFactory(area="01"))

    answers = [
        client.get(reverse(f"{DESK}change", args=[change.reference])),
        client.get(reverse(f"{DESK}change_proof", args=[change.reference])),
        client.post(reverse(f"{DESK}change_decide", args=[change.reference, "approve"])),
        client.get(reverse(f"{DESK}data_request", args=[asked.reference])),
        client.post(reverse(f"{DESK}data_request_answer", args=[asked.reference, "grant"]), {"answer": "oui"}),
        client.post(reverse(f"{DESK}take_data", args=[party.reference])),
    ]

    assert {response.status_code for response in answers} == {404}
    assert change.reference not in client.get(reverse(f"{DESK}changes")).content.decode()
    assert asked.reference not in client.get(reverse(f"{DESK}data_requests")).content.decode()


def test_fields_nobody_offered_are_ignored(client, officer):
    party = PartyFactory(name_fr="Fatima Benali")
    before = Party.objects.values().get(pk=party.pk)
    client.force_login(officer)
    extra = {
        "status": "erased", "reference": "B-000000-0", "kind": "organisation", "is_demonstration": "on", "merged_into": "1",
        "recorded_by": "1", "area": "01", "phone_lookup": "x", "approved": "on", "sort_fr": "zzz",
    }  # fmt: skip

    response = client.post(
        reverse(f"{DESK}party_edit", args=[party.reference]),
        {"name_fr": "Fatima Benali", "name_ar": party.name_ar, "sex": "F", "birth_date": "1985-04-12", "commune": party.commune_id,
         "language": "fr", "registered_on": "2023-03-01", "version": party.version, **extra},
    )  # fmt: skip

    assert response.status_code == 302
    after = Party.objects.values().get(pk=party.pk)
    assert {name for name in before if before[name] != after[name]} <= {"version"}
    user = UserFactory()
    MandateFactory(user=user, party=party)
    client.force_login(user)
    client.post(
        f"/fr/me/{party.reference}/change/phone/",
        {
            "phone": "0671112233",
            "reason": "x",
            "status": "approved",
            "decided_by": user.pk,
            "channel": "desk",
            "requested_by": "1",
        },
    )
    request = party.change_requests.get()
    assert (request.status, request.decided_by, request.channel, request.requested_by) == (
        "requested",
        None,
        "portal",
        user,
    )


# --- telling known from unknown


def test_the_door_says_the_same_to_known_and_unknown_numbers(client):
    load_letters()
    UserFactory(phone="+212661112233", phone_verified=True)
    texts = []
    for number in ("0661112233", "0661112244"):
        client.logout()
        answer = client.post("/accounts/login/code/", {"login": number}, follow=True)
        texts.append(
            (answer.status_code, answer.redirect_chain, answer.content.decode().replace(number, "").replace("csrf", ""))
        )

    assert texts[0][:2] == texts[1][:2]


def test_a_receipt_number_proves_nothing_alone(client, officer):
    user, party = UserFactory(), PartyFactory()
    MandateFactory(user=user, party=party)
    file = sent(user, party, open_call())

    known = client.post("/fr/follow/", {"reference": file.reference})
    unknown = client.post("/fr/follow/", {"reference": "ESS-000000-0"})

    assert known.status_code == unknown.status_code
    assert str(party) not in known.content.decode()
