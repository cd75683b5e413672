"""Balances at any day, as they were known at any moment."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.people.models import User
from foundation.time import clock_at
from programs.budget import actions
from programs.budget.models import BudgetLine, LedgerEntry
from programs.budget.queries import Balances, balances, balances_of, execution, total
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.programs_calls import BudgetLineFactory, ProgramFactory

pytestmark = pytest.mark.django_db


def at(month: int, day: int) -> dt.datetime:
    return dt.datetime(2023, month, day, 10, tzinfo=dt.UTC)


def test_balances_tell_the_day_from_the_moment_it_was_known():
    by = User.objects.system()
    with clock_at(at(1, 10)):
        line = BudgetLineFactory(allocated="1000")
    with clock_at(at(3, 1)):
        actions.reserve(line=line, amount=Decimal(400), source="a", by=by, key="1")
    with clock_at(at(6, 1)):  # recorded late, with the business date of March
        actions.reserve(line=line, amount=Decimal(100), source="b", by=by, key="2", booked_on=dt.date(2023, 3, 15))

    assert balances(line, as_of=dt.date(2023, 2, 1)).reserved == 0
    assert balances(line, as_of=dt.date(2023, 4, 1)).reserved == 500
    assert balances(line, as_of=dt.date(2023, 4, 1), known_at=at(4, 1)).reserved == 400
    assert balances(line, as_of=dt.date(2022, 12, 31)) == Balances()


def test_execution_shows_initial_money_transfers_and_rates():
    by = User.objects.system()
    line, other = BudgetLineFactory(allocated="1000"), BudgetLineFactory(allocated="500", heading="services")
    actions.transfer(source=other, target=line, amount=Decimal(200), note="x", by=by, key="t")
    actions.reserve(line=line, amount=Decimal(600), source="a", by=by, key="1")
    actions.commit(line=line, amount=Decimal(600), source="a", by=by, key="2")
    actions.pay(line=line, amount=Decimal(300), source="a", by=by, key="3")

    rows = {row.line.pk: row for row in execution(year=2023)}

    row = rows[line.pk]
    assert (row.initial, row.transfers, row.balances.available) == (1000, 200, 600)
    assert (row.committed_rate, row.paid_rate) == (Decimal("50.0"), Decimal("25.0"))
    assert (total(rows.values()).allocated, total(rows.values()).paid) == (1500, 300)


@pytest.mark.parametrize("count", [1, 3])
def test_execution_asks_as_many_questions_for_one_line_as_for_three(count, django_assert_num_queries):
    for _ in range(count):
        BudgetLineFactory(allocated="100")

    with django_assert_num_queries(3):
        rows = execution()

    assert len(rows) == count


def test_lines_and_entries_show_only_to_those_who_follow_the_money():
    mine, other = BudgetLineFactory(allocated="1"), BudgetLineFactory(allocated="1")
    reader = StaffFactory(role="approver", program=mine.program.code)

    assert list(BudgetLine.objects.for_user(reader)) == [mine]
    assert list(LedgerEntry.objects.for_user(reader).values_list("line", flat=True)) == [mine.pk]
    assert set(BudgetLine.objects.for_user(StaffFactory(role="approver"))) == {mine, other}
    assert not BudgetLine.objects.for_user(UserFactory()).exists()
    assert not LedgerEntry.objects.for_user(StaffFactory(role="reviewer")).exists()


def test_a_line_without_entries_is_all_zero():
    line = BudgetLineFactory(program=ProgramFactory())

    assert balances_of([line]) == {line.pk: Balances()}
