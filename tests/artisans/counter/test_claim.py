"""Taking over one's file: a proved phone, one thing only the person holds, once, and a safe way out when the phone is gone."""

import threading

import pytest
from django.db.models import QuerySet
from django.urls import reverse

from accounts.audit.models import Event
from artisans.changes.actions import approve_change, request_change
from artisans.counter import actions
from artisans.counter.actions import ClaimRefused, claim_party
from artisans.counter.choices import TRIES_A_DAY
from artisans.counter.queries import claimable
from artisans.parties.actions import grant_mandate, verify_bank_account
from artisans.parties.models import Mandate, Party
from foundation.errors import DomainError
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.artisans import BankAccountFactory, IdentifierFactory, PartyFactory
from tests.harness.sign_in import open_with

pytestmark = pytest.mark.django_db

PHONE = "+212661223344"
MINE = "/fr/claim/mine/"


def events(action: str) -> int:
    return Event.objects.filter(action=action).count()


@pytest.fixture
def person():
    return UserFactory(phone=PHONE)


@pytest.fixture
def party():
    return PartyFactory(name_fr="Rkia Aït Ouahmane", phone=PHONE)


def test_the_person_takes_the_file_over_with_the_number_of_the_paper(client, person, party):
    open_with(client, person, "code")

    waiting = client.get(MINE).content.decode()
    answer = client.post(MINE, {"proof": party.reference.lower()})

    assert "Rkia" not in waiting and "R•••" in waiting
    assert answer["Location"] == reverse("portal:my_data")
    assert Mandate.objects.get(party=party).user == person
    assert events("claim.accepted") == 1
    assert "Rkia" in client.get(reverse("portal:my_data")).content.decode()


def test_the_card_proves_as_well_and_a_second_time_changes_nothing(person, party):
    card = IdentifierFactory(party=party)

    claim_party(party=party, proof=card.value.lower(), by=person)
    claim_party(party=party, proof=card.value, by=person)

    assert party.mandates.count() == 1
    assert events("claim.accepted") == 1


def test_known_and_unknown_phones_meet_the_same_pages(client, party):
    """The first page asks nobody; behind the code a phone without a file reads that none waits, and may not guess."""
    assert client.get("/fr/claim/").status_code == 200
    first = client.get("/fr/claim/").content
    assert (
        client.get(f"/fr/claim/?number={party.reference}").content.replace(b"\n", b"")[:200]
        == first.replace(b"\n", b"")[:200]
    )
    open_with(client, UserFactory(phone="+212661000000"), "code")

    assert client.get(MINE).status_code == 200
    assert client.post(MINE, {"proof": party.reference}).status_code == 404
    assert not Mandate.objects.exists()


@pytest.mark.parametrize("case", ["wrong", "other phone", "unproved", "taken", "erased"])
def test_every_refusal_says_the_same_sentence_and_is_recorded(person, party, case):
    proof = party.reference
    if case == "wrong":
        proof = PartyFactory().reference
    if case == "other phone":
        party.set_phone("+212661000009")
        party.save()
    if case == "unproved":
        person.phone_verified = False
    if case == "taken":
        grant_mandate(user=UserFactory(), party=party, role="self", by=person)
    if case == "erased":
        Party.objects.filter(pk=party.pk).update(status="erased")

    with pytest.raises(ClaimRefused) as refusal:
        claim_party(party=party, proof=proof, by=person)

    assert refusal.value.message == ClaimRefused(str(refusal.value)).message
    assert "signe" in refusal.value.message or "sign" in refusal.value.message
    assert events("claim.refused") == 1
    assert not Mandate.objects.filter(user=person).exists()


def test_guessing_ends_after_a_few_tries_even_with_the_right_number(person, party):
    for _ in range(TRIES_A_DAY):
        with pytest.raises(ClaimRefused):
            claim_party(party=party, proof="AB123456", by=person)

    with pytest.raises(ClaimRefused):
        claim_party(party=party, proof=party.reference, by=person)
    assert not Mandate.objects.exists()
    assert events("claim.refused") == TRIES_A_DAY


def test_a_shared_phone_asks_for_whom_and_each_number_opens_its_own_file_only(client, person, party):
    sister = PartyFactory(name_fr="Ijja Aït Ouahmane", phone=PHONE)
    open_with(client, person, "code")
    order = [row.pk for row in claimable(person)]

    unsaid = client.post(MINE, {"proof": party.reference})
    crossed = client.post(MINE, {"who": order.index(sister.pk), "proof": party.reference})
    right = client.post(MINE, {"who": order.index(party.pk), "proof": party.reference})

    assert (unsaid.status_code, crossed.status_code, right.status_code) == (422, 422, 302)
    assert [row.party for row in Mandate.objects.all()] == [party]
    assert claimable(person) == [sister]


def test_a_lost_phone_is_changed_by_two_people_its_access_ends_and_accounts_wait(party, person, letters):
    claim_party(party=party, proof=party.reference, by=person)
    clerk, officer = StaffFactory(role="clerk", area="07"), StaffFactory(role="officer", area="07")
    wanted = request_change(
        party=party, kind="phone", after={"phone": "0661 99 88 77"}, reason="Perdu", by=clerk, channel="counter"
    )
    with pytest.raises(DomainError):
        approve_change(request=wanted, by=clerk)
    approve_change(request=wanted, by=officer)

    party.refresh_from_db()
    assert party.phone == "+212661998877"
    assert Mandate.objects.get(user=person).until is not None
    account = BankAccountFactory(party=party, recorded_by=clerk)
    with pytest.raises(DomainError) as wait:
        verify_bank_account(account=account, by=officer)
    assert "7" not in wait.value.code and ("téléphone" in wait.value.message or "phone" in wait.value.message)
    new = UserFactory(phone="+212661998877")
    assert claim_party(party=party, proof=party.reference, by=new) == party
    with pytest.raises(ClaimRefused):
        claim_party(party=party, proof=party.reference, by=person)


def test_the_counter_asks_for_a_proof_of_a_lost_phone(client, party):
    client.force_login(StaffFactory(role="clerk", area="07"))
    page = reverse("admin:artisans_counter_phone", args=[party.reference])

    assert client.get(page).status_code == 200
    assert client.post(page, {"why": "lost", "phone": "0661998877"}).status_code == 422
    client.force_login(StaffFactory(role="clerk", area="01"))
    assert client.get(page).status_code == 404


def without_locks(monkeypatch) -> None:
    """For the negative controls: every lock of a row is open."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_how: self)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_give_one_access(at_once, monkeypatch):
    """With the locks the second press finds what the first one did; without them both believe to be the first."""
    party, person = PartyFactory(phone=PHONE), UserFactory(phone=PHONE)
    outcomes = at_once(*(lambda: claim_party(party=party, proof=party.reference, by=person) for _ in range(2)))

    assert outcomes == [party, party]
    assert party.mandates.count() == 1
    assert Event.objects.filter(action="claim.accepted", party_id=party.pk).count() == 1

    other, both = PartyFactory(phone=PHONE), threading.Barrier(2, timeout=10)
    without_locks(monkeypatch)
    monkeypatch.setattr(actions, "proves", lambda *_what: both.wait() >= 0)
    unlocked = at_once(*(lambda: claim_party(party=other, proof=other.reference, by=person) for _ in range(2)))

    twice = Event.objects.filter(action="claim.accepted", party_id=other.pk).count() == 2
    assert twice or any(isinstance(outcome, Exception) for outcome in unlocked)


@pytest.mark.django_db(transaction=True)
def test_guesses_at_once_are_counted_one_by_one(at_once, monkeypatch):
    """A hundred guesses in the same moment are a hundred guesses; without the lock they would all be the first."""
    party, person, other = PartyFactory(phone=PHONE), UserFactory(phone=PHONE), UserFactory(phone="+212661223355")
    many = TRIES_A_DAY + 3

    at_once(*(lambda: claim_party(party=party, proof="AB123456", by=person) for _ in range(many)))
    assert Event.objects.filter(action="claim.refused", actor=person).count() == TRIES_A_DAY

    counted, all_of_them = actions.refused_today, threading.Barrier(many, timeout=10)

    def counted_together(user):
        number = counted(user)
        all_of_them.wait()
        return number

    without_locks(monkeypatch)
    monkeypatch.setattr(actions, "refused_today", counted_together)
    at_once(*(lambda: claim_party(party=party, proof="AB123456", by=other) for _ in range(many)))
    assert Event.objects.filter(action="claim.refused", actor=other).count() == many
