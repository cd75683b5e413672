"""Numbers: one holder each, one current of a kind, shown on record."""

import pytest
from django.db import connection

from accounts.audit.models import Event
from artisans.parties import actions
from artisans.parties.models import Identifier
from foundation.errors import DomainError, NotPermitted
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import CommuneFactory, IdentifierFactory, PartyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return StaffFactory(role="officer")


def person(by, **facts):
    defaults = {"name_fr": "Fatima El Amrani", "name_ar": "فاطمة العمراني", "commune": CommuneFactory()}
    return actions.register_person(by=by, **defaults | facts)


def test_a_number_taken_is_named_to_those_who_may_see_its_holder(officer):
    holder = person(officer, identifiers=[("cnie", "EE123456")])

    with pytest.raises(actions.NumberTaken) as refusal:
        person(officer, name_fr="Zineb Alaoui", identifiers=[("cnie", "ee-123456")])

    assert holder.reference in refusal.value.message


def test_a_number_taken_elsewhere_reveals_nobody(officer):
    holder = person(officer, identifiers=[("cnie", "EE123456")])
    elsewhere = StaffFactory(role="officer", area="01")

    with pytest.raises(actions.NumberTaken) as refusal:
        person(elsewhere, commune=CommuneFactory(code="01.511.01.05"), identifiers=[("cnie", "EE123456")])

    assert holder.reference not in refusal.value.message
    assert "Amrani" not in refusal.value.message


def test_the_same_number_twice_for_one_party_is_one_row(officer):
    party = person(officer, identifiers=[("cnie", "EE123456")])

    again = actions.add_identifier(party=party, number=("cnie", "ee 123456"), by=officer)

    assert (party.identifiers.count(), again.tail) == (1, "••••456")


def test_a_second_number_of_a_kind_must_replace_the_first(officer):
    party = person(officer, identifiers=[("cnie", "EE123456")])

    with pytest.raises(DomainError):
        actions.add_identifier(party=party, number=("cnie", "EE123457"), by=officer)
    actions.add_identifier(party=party, number=("cnie", "EE123457"), by=officer, replace=True)

    assert sorted(party.identifiers.values_list("tail", "is_current")) == [("••••456", False), ("••••457", True)]


@pytest.mark.django_db(transaction=True)
def test_two_parties_cannot_take_one_number_in_the_same_moment(at_once):
    officer = StaffFactory(role="officer")
    parties = [PartyFactory(), PartyFactory()]

    outcomes = at_once(
        *(
            lambda party=party: actions.add_identifier(party=party, number=("cnie", "EE123456"), by=officer)
            for party in parties
        )
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Identifier", "NumberTaken"]
    assert Identifier.objects.filter(is_current=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_constraint_two_parties_would_take_one_number(at_once):
    officer = StaffFactory(role="officer")
    parties = [PartyFactory(), PartyFactory()]
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX identifier_unique")

    at_once(
        *(
            lambda party=party: actions.add_identifier(party=party, number=("cnie", "EE123456"), by=officer)
            for party in parties
        )
    )

    assert Identifier.objects.filter(is_current=True).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_numbers_of_one_kind_in_the_same_moment_leave_one_current(at_once):
    officer, party = StaffFactory(role="officer"), PartyFactory()

    outcomes = at_once(
        lambda: actions.add_identifier(party=party, number=("cnie", "EE123456"), by=officer),
        lambda: actions.add_identifier(party=party, number=("cnie", "EE123457"), by=officer),
    )

    assert sorted(isinstance(outcome, Identifier) for outcome in outcomes) == [False, True]
    assert party.identifiers.filter(is_current=True).count() == 1


def test_showing_a_number_is_recorded_with_who_and_never_the_number(officer):
    identifier = IdentifierFactory(value="EE654321")

    assert actions.show_identifier(identifier=identifier, by=officer, reason="appel") == "EE654321"

    event = Event.objects.get(action="identifier.shown")
    assert (event.actor, event.party_id, event.reason) == (officer, identifier.party_id, "appel")
    assert "654321" not in str(event.after)


@pytest.mark.parametrize("role", ["preparer", "approver", "monitoring", "secretary", "auditor", "board"])
def test_other_roles_may_not_read_a_number(role):
    identifier = IdentifierFactory()

    with pytest.raises(NotPermitted):
        actions.show_identifier(identifier=identifier, by=StaffFactory(role=role))

    assert not Event.objects.filter(action="identifier.shown").exists()


def test_an_officer_of_another_region_may_not_read_a_number():
    with pytest.raises(NotPermitted):
        actions.show_identifier(identifier=IdentifierFactory(), by=StaffFactory(role="officer", area="01"))
