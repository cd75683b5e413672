"""Networks: members in time, shares within the order."""

import datetime as dt
from decimal import Decimal

import pytest

from artisans.networks.actions import (
    SharesExceedOrder,
    add_member,
    add_share,
    leave_network,
    open_network,
    record_order,
)
from artisans.networks.models import Network, NetworkMember, Order, OrderShare
from foundation.errors import DomainError, InvalidValue
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import (
    AggregatorProfileFactory,
    NetworkFactory,
    NetworkMemberFactory,
    OrderFactory,
    PartyFactory,
)

pytestmark = pytest.mark.django_db

MARCH, MAY, JULY = dt.date(2023, 3, 1), dt.date(2023, 5, 1), dt.date(2023, 7, 1)


def test_an_aggregator_has_one_network():
    aggregator, by = AggregatorProfileFactory(), StaffFactory()

    assert open_network(aggregator=aggregator, by=by) == open_network(aggregator=aggregator, by=by)
    assert Network.objects.get().name_fr == aggregator.party.name_fr


def test_a_member_added_twice_is_one_row():
    network, party, by = NetworkFactory(), PartyFactory(), StaffFactory()

    add_member(network=network, party=party, by=by, from_on=MARCH)
    add_member(network=network, party=party, by=by, from_on=MAY)

    assert list(NetworkMember.objects.values_list("from_on", flat=True)) == [MARCH]


def test_a_member_may_leave_and_come_back_but_not_overlap():
    network, party, by = NetworkFactory(), PartyFactory(), StaffFactory()
    member = add_member(network=network, party=party, by=by, from_on=MARCH)
    leave_network(member=member, by=by, on=MAY)

    with pytest.raises(DomainError):
        leave_network(member=member, by=by)
    with pytest.raises(DomainError):
        add_member(network=network, party=party, by=by, from_on=dt.date(2023, 4, 1))
    add_member(network=network, party=party, by=by, from_on=JULY)

    assert sorted(NetworkMember.objects.values_list("status", flat=True)) == ["active", "left"]


def test_nobody_leaves_before_they_came():
    with pytest.raises(InvalidValue):
        leave_network(member=NetworkMemberFactory(from_on=MAY), by=StaffFactory(), on=MARCH)


def test_an_aggregator_is_not_its_own_member():
    network = NetworkFactory()

    with pytest.raises(DomainError):
        add_member(network=network, party=network.aggregator.party, by=StaffFactory())


def test_an_order_with_its_shares():
    member = NetworkMemberFactory(from_on=MARCH)

    order = record_order(
        network=member.network,
        buyer="Galerie Nord",
        amount=Decimal(1000),
        ordered_on=MAY,
        by=StaffFactory(),
        shares={member: Decimal(1000)},
    )

    assert order.shares.get().amount == 1000


def test_an_order_whose_shares_exceed_it_leaves_nothing():
    member = NetworkMemberFactory(from_on=MARCH)

    with pytest.raises(SharesExceedOrder):
        record_order(
            network=member.network,
            buyer="Galerie Nord",
            amount=Decimal(1000),
            ordered_on=MAY,
            by=StaffFactory(),
            shares={member: Decimal("1000.01")},
        )

    assert (Order.objects.count(), OrderShare.objects.count()) == (0, 0)


def test_a_share_is_of_a_member_of_that_day_and_that_network():
    order = OrderFactory(ordered_on=MAY)
    stranger = NetworkMemberFactory(network=NetworkFactory())
    late = NetworkMemberFactory(network=order.network, from_on=JULY)

    for member in (stranger, late):
        with pytest.raises(DomainError):
            add_share(order=order, member=member, amount=Decimal(1), by=StaffFactory())


@pytest.mark.django_db(transaction=True)
def test_two_shares_in_the_same_moment_never_pass_the_order_together(at_once):
    order, by = OrderFactory(ordered_on=MAY, amount=1000), StaffFactory()
    members = [NetworkMemberFactory(network=order.network, from_on=MARCH) for _n in range(2)]

    outcomes = at_once(
        *(lambda member=member: add_share(order=order, member=member, amount=Decimal(600), by=by) for member in members)
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["OrderShare", "SharesExceedOrder"]
