"""Bank accounts: two people, one verified."""

import pytest
from django.db import IntegrityError, transaction

from accounts.audit.models import Event
from artisans.parties import actions
from artisans.parties.choices import BankAccountStatus
from artisans.parties.models import BankAccount
from foundation.errors import DomainError, InvalidValue, NotPermitted, StepNotAllowed
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import BankAccountFactory, PartyFactory

pytestmark = pytest.mark.django_db


RIB, OTHER_RIB = "011780000012345678901296", "007810000123450000007856"


@pytest.fixture
def officer():
    return StaffFactory(role="officer")


def test_an_account_is_verified_by_another_person_only(officer):
    account = actions.add_bank_account(party=PartyFactory(), rib=RIB, holder="Fatima Benali", by=officer)

    with pytest.raises(NotPermitted):
        actions.verify_bank_account(account=account, by=officer)
    actions.verify_bank_account(account=account, by=StaffFactory(role="head"), reason="guichet")

    assert BankAccount.objects.get().status == BankAccountStatus.VERIFIED


def test_the_database_itself_wants_two_people(officer):
    account = BankAccountFactory(recorded_by=officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        BankAccount.objects.filter(pk=account.pk).update(
            status="verified", verified_by=officer, verified_at=account.recorded_at
        )


def test_an_unlike_holder_needs_a_reason(officer):
    party = PartyFactory(name_fr="Fatima Benali", name_ar="فاطمة بنعلي")
    account = actions.add_bank_account(party=party, rib=RIB, holder="Said Oukacha", by=officer)
    head = StaffFactory(role="head")

    with pytest.raises(actions.AccountNotOurs):
        actions.verify_bank_account(account=account, by=head)
    actions.verify_bank_account(account=account, by=head, reason="Époux, procuration du 3 mars")

    event = Event.objects.get(action="bankaccount.verified")
    assert event.after["likeness"] < 84
    assert event.reason.startswith("Époux")


def test_a_like_holder_in_the_other_script_needs_none(officer):
    party = PartyFactory(name_fr="Fatima El Amrani", name_ar="")
    account = actions.add_bank_account(party=party, rib=RIB, holder="فاطمة العمراني", by=officer)

    actions.verify_bank_account(account=account, by=StaffFactory(role="head"))

    assert BankAccount.objects.get().status == BankAccountStatus.VERIFIED


def test_only_one_account_is_verified_at_a_time(officer):
    party, head = PartyFactory(), StaffFactory(role="head")
    first = actions.add_bank_account(party=party, rib=RIB, holder="Fatima Benali", by=officer)
    second = actions.add_bank_account(party=party, rib=OTHER_RIB, holder="Fatima Benali", by=officer)
    actions.verify_bank_account(account=first, by=head, reason="x")

    with pytest.raises(DomainError):
        actions.verify_bank_account(account=second, by=head, reason="x")
    actions.retire_bank_account(account=first, by=officer, reason="fermé")
    actions.verify_bank_account(account=second, by=head, reason="x")

    assert dict(party.bank_accounts.values_list("rib_tail", "status")) == {"1296": "retired", "7856": "verified"}


@pytest.mark.django_db(transaction=True)
def test_two_accounts_verified_in_the_same_moment_leave_one_verified(at_once):
    party, heads = PartyFactory(), [StaffFactory(role="head"), StaffFactory(role="head")]
    accounts = [
        BankAccountFactory(party=party),
        BankAccountFactory(party=party, rib=OTHER_RIB),
    ]

    outcomes = at_once(
        *(
            lambda account=account, head=head: actions.verify_bank_account(account=account, by=head, reason="x")
            for account, head in zip(accounts, heads, strict=True)
        )
    )

    assert sorted(isinstance(outcome, BankAccount) for outcome in outcomes) == [False, True]
    assert party.bank_accounts.filter(status="verified").count() == 1


def test_a_retired_account_never_comes_back(officer):
    account = actions.add_bank_account(party=PartyFactory(), rib=RIB, holder="Fatima Benali", by=officer)
    actions.retire_bank_account(account=account, by=officer, reason="erreur")

    with pytest.raises(StepNotAllowed):
        actions.verify_bank_account(account=account, by=StaffFactory(role="head"), reason="x")


def test_an_iban_is_read_as_its_rib_and_the_same_account_is_not_kept_twice(officer):
    party = PartyFactory()
    first = actions.add_bank_account(party=party, rib=RIB, holder="Fatima Benali", by=officer)

    again = actions.add_bank_account(party=party, rib=f"MA64 {RIB}", holder="F. Benali", by=officer)

    assert (again.pk, party.bank_accounts.count()) == (first.pk, 1)


def test_a_wrong_rib_is_refused(officer):
    with pytest.raises(InvalidValue):
        actions.add_bank_account(party=PartyFactory(), rib=RIB[:-1] + "7", holder="Fatima Benali", by=officer)
