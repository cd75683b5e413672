"""Changes with control: asked by one person, decided by another, applied whole or not at all."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.audit.models import Event
from accounts.outbox.models import Message
from artisans.changes import actions
from artisans.changes.choices import ChangeKind
from artisans.changes.models import ChangeRequest
from artisans.parties import actions as register
from artisans.parties.actions import NeedsApproval, NumberTaken
from artisans.parties.models import BankAccount, Identifier
from foundation.errors import ChangedMeanwhile, DomainError, InvalidValue, NotPermitted, StepNotAllowed
from foundation.time import clock_at, now
from programs.grants.queries import account_problems
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.artisans import IdentifierFactory, MandateFactory, PartyFactory, system_user
from tests.programs.portal.stage import load_letters

pytestmark = pytest.mark.django_db

RIB, OTHER_RIB = "011780000012345678901296", "007810000123450000007856"


@pytest.fixture(autouse=True)
def letters(db):
    load_letters()


@pytest.fixture
def officer():
    return StaffFactory()


@pytest.fixture
def colleague():
    return StaffFactory()


def verified_party(**facts):
    party = PartyFactory(name_fr="Fatima Benali", phone="+212661001122", **facts)
    IdentifierFactory(party=party, value="EE123456", verified_at=now(), verified_by=system_user())
    return party


def ask(party, by, kind=ChangeKind.NAME, after=None, **more):
    after = after or {"name_fr": "Fatima El Amrani", "name_ar": "فاطمة العمراني"}
    return actions.request_change(party=party, kind=kind, after=after, reason="nouvelle carte", by=by, **more)


def test_a_verified_name_changes_by_request_only(officer, colleague):
    party = verified_party()
    with pytest.raises(NeedsApproval):
        register.update_party(party=party, version=party.version, by=officer, name_fr="Fatima El Amrani")
    with pytest.raises(NeedsApproval):
        register.add_identifier(party=party, number=("cnie", "EE654321"), by=officer, replace=True)
    request = ask(party, officer)
    party.refresh_from_db()
    assert party.name_fr == "Fatima Benali"

    actions.approve_change(request=request, by=colleague)

    party.refresh_from_db()
    request.refresh_from_db()
    assert (party.name_fr, party.name_ar) == ("Fatima El Amrani", "فاطمة العمراني")
    assert (request.status, request.decided_by) == ("approved", colleague)
    assert list(Event.objects.about(request).order_by("id").values_list("action", flat=True)) == [
        "change.requested",
        "change.approved",
    ]


def test_nobody_decides_their_own_request_not_even_in_the_database(officer):
    request = ask(verified_party(), officer)

    with pytest.raises(NotPermitted):
        actions.approve_change(request=request, by=officer)
    with pytest.raises(NotPermitted):
        actions.refuse_change(request=request, by=officer, reason="non")
    with pytest.raises(IntegrityError, match="changerequest_two_people"), transaction.atomic():
        ChangeRequest.objects.filter(pk=request.pk).update(status="approved", decided_by=officer, decided_at=now())


def test_nobody_approves_for_somebody_elses_area_or_about_themselves(officer):
    party = verified_party()
    request = ask(party, officer)
    elsewhere, herself = StaffFactory(area="01"), StaffFactory()
    MandateFactory(user=herself, party=party)

    for stranger in (elsewhere, herself, StaffFactory(role="auditor"), StaffFactory(role="administrator")):
        with pytest.raises(NotPermitted):
            actions.approve_change(request=request, by=stranger)


def test_before_after_and_why_are_ciphertext_and_the_event_keeps_them_under_the_partys_key(officer, column_bytes):
    request = ask(verified_party(), officer, "phone", {"phone": "0671112233"})

    stored = column_bytes("artisans_changerequest")

    assert b"661001122" not in stored
    assert b"671112233" not in stored
    assert request.before_masked == "••••122"
    assert request.after_masked == "••••233"


def test_the_old_phone_hears_of_the_new_one(officer, colleague):
    request = ask(verified_party(), officer, "phone", {"phone": "0671112233"})
    assert [m.address for m in Message.objects.filter(template__code="change_requested")] == ["+212661001122"]

    actions.approve_change(request=request, by=colleague)

    told = Message.objects.filter(template__code="change_approved")
    assert {message.address for message in told} == {"+212661001122", "+212671112233"}
    assert [m.user for m in Message.objects.filter(template__code="change_decided")] == [officer]


def test_an_approved_account_takes_the_verified_ones_place_and_rests(officer, colleague):
    party = verified_party()
    first = register.add_bank_account(party=party, rib=RIB, holder="Fatima Benali", by=officer)
    first = register.verify_bank_account(account=first, by=colleague)

    with clock_at(now() + timedelta(days=30)):
        assert not account_problems([first])
        request = ask(party, officer, "account", {"rib": OTHER_RIB, "holder": "Fatima Benali"})
        actions.approve_change(request=request, by=colleague)
        second = BankAccount.objects.get(party=party, status="verified")
        refused = account_problems([second])

    first.refresh_from_db()
    assert first.status == "retired"
    assert (second.rib, second.recorded_by, second.verified_by) == (OTHER_RIB, officer, colleague)
    assert set(refused) == {second.pk}
    with clock_at(now() + timedelta(days=40)):
        assert not account_problems([second])


def test_an_account_of_another_name_needs_a_reason_and_changes_nothing_without(officer, colleague):
    party = verified_party()
    request = ask(party, officer, "account", {"rib": OTHER_RIB, "holder": "Said Oukacha"})

    with pytest.raises(DomainError):
        actions.approve_change(request=request, by=colleague)

    request.refresh_from_db()
    assert request.status == "requested"
    assert not party.bank_accounts.exists()
    actions.approve_change(request=request, by=colleague, reason="compte de son mari, procuration jointe")
    assert party.bank_accounts.get().status == "verified"


def test_a_number_taken_meanwhile_refuses_the_approval_whole(officer, colleague):
    party = verified_party()
    request = ask(party, officer, "identifier", {"kind": "cnie", "number": "ee 654321"})
    IdentifierFactory(value="EE654321")

    with pytest.raises(NumberTaken):
        actions.approve_change(request=request, by=colleague)

    request.refresh_from_db()
    assert request.status == "requested"
    assert party.identifiers.get(is_current=True).value == "EE123456"


def test_an_approved_number_is_verified_by_the_approver(officer, colleague):
    party = verified_party()
    request = ask(party, officer, "identifier", {"kind": "cnie", "number": "EE654321"})

    actions.approve_change(request=request, by=colleague)

    number = Identifier.objects.get(party=party, is_current=True)
    assert (number.value, number.verified_by) == ("EE654321", colleague)


def test_a_request_about_a_record_that_changed_is_not_applied(officer, colleague):
    party = verified_party()
    request = ask(party, officer)
    register.update_party(party=party, version=party.version, by=officer, approved=True, name_fr="F. Benali")

    with pytest.raises(ChangedMeanwhile):
        actions.approve_change(request=request, by=colleague)


def test_one_open_request_per_value_and_only_for_something_new(officer):
    party = verified_party()
    ask(party, officer)

    with pytest.raises(actions.AlreadyAsked):
        ask(party, officer)
    with pytest.raises(InvalidValue):
        ask(party, officer, "phone", {"phone": "06 61 00 11 22"})


def test_an_applicant_asks_for_themselves_only(colleague):
    user, party = UserFactory(), verified_party()
    with pytest.raises(NotPermitted):
        ask(party, user)
    MandateFactory(user=user, party=party)

    request = ask(party, user, channel="portal")

    actions.refuse_change(request=request, by=colleague, reason="pièce illisible")
    with pytest.raises(StepNotAllowed):
        actions.withdraw_change(request=request, by=user)
    assert ChangeRequest.objects.for_user(user).get() == request
    assert not ChangeRequest.objects.for_user(UserFactory()).exists()


def test_a_request_nobody_decided_expires(officer):
    request = ask(verified_party(), officer)
    assert actions.expire_changes() == 0

    with clock_at(now() + timedelta(days=61)):
        assert actions.expire_changes() == 1

    request.refresh_from_db()
    assert request.status == "expired"


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_apply_it_once(at_once):
    load_letters()
    request = ask(verified_party(), StaffFactory())
    first, second = StaffFactory(), StaffFactory()

    outcomes = at_once(
        lambda: actions.approve_change(request=request, by=first),
        lambda: actions.approve_change(request=request, by=second),
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ChangeRequest", "StepNotAllowed"]
    assert Event.objects.filter(action="change.approved").count() == 1
    assert Event.objects.filter(action="party.changed").count() == 1
