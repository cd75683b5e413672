"""Orders and what each member makes of them."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.outbox.actions import load_templates
from artisans.networks import actions
from artisans.networks.actions import Part, SharesExceedOrder, SharesFallShort
from artisans.networks.models import OrderShare
from artisans.networks.queries import figures_of, late_shares
from foundation.errors import DomainError
from tests.factories.accounts import StaffFactory
from tests.factories.networks import (
    NetworkMemberFactory,
    OrderFactory,
    OrderShareFactory,
)

LETTERS = Path(__file__).resolve().parents[3] / "artisans" / "data" / "messages_networks.json"


MARCH, MAY, JULY = dt.date(2023, 3, 1), dt.date(2023, 5, 1), dt.date(2023, 7, 1)


@pytest.fixture(autouse=True)
def letters(db):
    load_templates(LETTERS)


def part(member, quantity=1, price=1000, due=JULY) -> Part:
    return Part(member, Decimal(quantity), Decimal(price), due)


def taken(amount=1000, **fields):
    order = OrderFactory(ordered_on=MAY, amount=amount, **fields)
    return order, NetworkMemberFactory(network=order.network, from_on=MARCH)


def test_a_divided_order_adds_up_to_the_centime():
    order, member = taken()

    actions.divide_order(order=order, parts=[part(member, 3, "300.00")], own_amount=Decimal(100), by=StaffFactory())

    order.refresh_from_db()
    share = order.shares.get()
    assert (order.status, share.amount, share.due_on) == ("divided", Decimal(900), JULY)


@pytest.mark.parametrize(("own", "refusal"), [("99.99", SharesFallShort), ("100.01", SharesExceedOrder)])
def test_one_centime_more_or_less_is_refused_and_leaves_nothing(own, refusal):
    order, member = taken()

    with pytest.raises(refusal):
        actions.divide_order(order=order, parts=[part(member, 3, 300)], own_amount=Decimal(own), by=StaffFactory())

    order.refresh_from_db()
    assert (order.status, OrderShare.objects.count()) == ("draft", 0)


def test_the_database_refuses_a_divided_order_whose_parts_are_touched():
    order, member = taken()
    actions.divide_order(order=order, parts=[part(member)], by=StaffFactory())

    for spoil in (
        lambda: order.shares.all().delete(),
        lambda: order.shares.update(quantity=2, amount=2000),
        lambda: type(order).objects.filter(pk=order.pk).update(amount=1001),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            spoil()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_amount_that_is_not_quantity_times_price_cannot_be_kept():
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderShareFactory(quantity=2, unit_price=50, amount=101)


def test_a_part_is_of_a_member_of_that_day_and_that_network():
    order, _member = taken()
    strangers = [NetworkMemberFactory(), NetworkMemberFactory(network=order.network, from_on=JULY)]

    for member in strangers:
        with pytest.raises(DomainError):
            actions.divide_order(order=order, parts=[part(member)], by=StaffFactory())


def test_paid_after_the_agreed_day_is_late_and_the_last_payment_settles():
    order, member = taken()
    other = NetworkMemberFactory(network=order.network, from_on=MARCH)
    by = StaffFactory()
    order = actions.divide_order(order=order, parts=[part(member, 1, 400), part(other, 1, 600)], by=by)
    order = actions.deliver_order(order=order, on=dt.date(2023, 6, 1), by=by)
    first, second = order.shares.order_by("amount")

    actions.pay_share(share=first, on=JULY, by=by)
    actions.pay_share(share=second, on=JULY + dt.timedelta(days=1), by=by)

    order.refresh_from_db()
    assert (order.status, list(late_shares().values_list("pk", flat=True))) == ("settled", [second.pk])
    assert figures_of(order.network).paid == 1000
    with pytest.raises(DomainError):
        actions.cancel_order(order=order, reason="x", by=by)


@pytest.mark.django_db(transaction=True)
def test_two_divisions_in_the_same_moment_leave_one_that_adds_up(at_once):
    order, by = OrderFactory(ordered_on=MAY, amount=1000), StaffFactory()
    members = [NetworkMemberFactory(network=order.network, from_on=MARCH) for _n in range(2)]

    outcomes = at_once(
        *(lambda member=member: actions.divide_order(order=order, parts=[part(member)], by=by) for member in members)
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["DomainError", "Order"]
    assert sum(order.shares.values_list("amount", flat=True)) == 1000
