"""Money moves through the ledger only, and the ledger never says more than was allocated."""

import threading
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.people.models import User
from programs.budget import actions
from programs.budget.actions import AlreadyBooked, BudgetExhausted, SourceNotCovered
from programs.budget.models import LedgerEntry
from programs.budget.queries import available, balances, held_by
from tests.factories.programs_calls import BudgetLineFactory

pytestmark = pytest.mark.django_db


def system() -> User:
    return User.objects.system()


def test_each_movement_keeps_the_identity_of_the_line():
    line = BudgetLineFactory(allocated="1000")
    by = system()

    actions.reserve(line=line, amount=Decimal(600), source="a", by=by, key="1")
    actions.release(line=line, amount=Decimal(100), source="a", by=by, key="2")
    actions.commit(line=line, amount=Decimal(500), source="a", by=by, key="3")
    actions.pay(line=line, amount=Decimal(300), source="a", by=by, key="4")
    actions.refund(line=line, amount=Decimal(50), source="a", by=by, key="5")
    actions.release(line=line, amount=Decimal(250), source="a", of_commitment=True, by=by, key="6")

    found = balances(line)
    assert (found.allocated, found.reserved, found.committed, found.paid, found.available) == (1000, 0, 0, 250, 750)
    assert list(line.entries.values_list("seq", flat=True)) == [1, 2, 3, 4, 5, 6, 7]
    assert held_by(line, "a").paid == 250


def test_a_line_refuses_more_than_it_holds_and_says_how_much_is_left():
    line = BudgetLineFactory(allocated="1000")

    with pytest.raises(BudgetExhausted) as refusal:
        actions.reserve(line=line, amount=Decimal("1000.01"), source="a", by=system(), key="1")

    assert line.name_fr in refusal.value.message
    assert available(line) == 1000


@pytest.mark.parametrize("movement", [actions.commit, actions.pay, actions.refund, actions.release])
def test_a_source_cannot_use_the_money_of_another(movement):
    line = BudgetLineFactory(allocated="1000")
    by = system()
    actions.reserve(line=line, amount=Decimal(500), source="mine", by=by, key="1")
    actions.commit(line=line, amount=Decimal(200), source="mine", by=by, key="2")
    actions.pay(line=line, amount=Decimal(100), source="mine", by=by, key="3")

    with pytest.raises(SourceNotCovered):
        movement(line=line, amount=Decimal(1), source="other", by=by, key="4")

    assert line.entries.count() == 4


def test_the_same_cause_books_once_and_never_with_another_content():
    line = BudgetLineFactory(allocated="1000")
    first = actions.reserve(line=line, amount=Decimal(10), source="a", by=system(), key="cause")

    again = actions.reserve(line=line, amount=Decimal(10), source="a", by=system(), key="cause")

    assert again.pk == first.pk
    with pytest.raises(AlreadyBooked):
        actions.reserve(line=line, amount=Decimal(11), source="a", by=system(), key="cause")


def test_a_transfer_moves_free_money_only():
    source, target = BudgetLineFactory(allocated="100"), BudgetLineFactory(heading="services")
    by = system()

    actions.transfer(source=source, target=target, amount=Decimal(60), note="Décision du conseil", by=by, key="t")
    with pytest.raises(BudgetExhausted):
        actions.transfer(source=source, target=target, amount=Decimal(41), note="Encore", by=by, key="u")

    assert (available(source), available(target)) == (40, 60)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programs_ledgerentry SET amount = 1",
        "UPDATE programs_ledgerentry SET available = 99999999",
        "DELETE FROM programs_ledgerentry",
        "TRUNCATE programs_ledgerentry CASCADE",
    ],
)
def test_the_ledger_is_written_once_even_by_sql(statement):
    BudgetLineFactory(allocated="1000")

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert LedgerEntry.objects.get().amount == 1000


def test_balances_written_by_hand_are_overwritten_by_the_database():
    line = BudgetLineFactory(allocated="1000")

    entry = LedgerEntry.objects.create(
        line=line, kind="reserve", amount=1, source="a", booked_on="2023-01-01", recorded_by=system(), key="x",
        seq=77, available=10**9, allocated=10**9,
    )  # fmt: skip

    entry.refresh_from_db()
    assert (entry.seq, entry.allocated, entry.available) == (2, 1000, 999)


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["allocate", "reserve", "commit", "pay", "release", "release_commitment", "refund"]),
        st.sampled_from(["a", "b", "c"]),
        st.decimals(min_value="0.01", max_value="500", places=2),
    ),
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_whatever_is_tried_allocated_is_available_reserved_committed_and_paid(moves):
    with transaction.atomic():
        line = BudgetLineFactory(allocated="1000")
        by = system()
        for number, (kind, source, amount) in enumerate(moves):
            options = {"line": line, "amount": amount, "by": by, "key": f"{line.pk}:{number}"}
            if kind != "allocate":
                options["source"] = source
            if kind == "release_commitment":
                kind, options["of_commitment"] = "release", True
            try:
                getattr(actions, kind)(**options)
            except (BudgetExhausted, SourceNotCovered):
                continue
        for entry in line.entries.all():
            assert entry.allocated == entry.available + entry.reserved + entry.committed + entry.paid
            assert min(entry.available, entry.reserved, entry.committed, entry.paid) >= 0
        last = line.entries.order_by("-seq").first()
        found = balances(line)
        assert (found.allocated, found.reserved, found.committed, found.paid) == (
            last.allocated,
            last.reserved,
            last.committed,
            last.paid,
        )
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_fifty_people_at_once_never_overspend(at_once):
    line = BudgetLineFactory(allocated="1000")
    by = system()

    outcomes = at_once(
        *(
            lambda n=n: actions.reserve(line=line, amount=Decimal(60), source=f"file:{n}", by=by, key=f"key:{n}")
            for n in range(50)
        )
    )

    made = [outcome for outcome in outcomes if isinstance(outcome, LedgerEntry)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, BudgetExhausted)]
    assert (len(made), len(refused)) == (16, 34)
    assert balances(line).reserved == 960
    assert sorted(line.entries.values_list("seq", flat=True)) == list(range(1, 18))


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_people_do_overspend(at_once):
    """The negative control: read the sum, compare, insert. The race is real, so the test above proves something."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE spent_without_lock (amount numeric)")
    looked = threading.Barrier(16, timeout=20)

    def spend() -> bool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(sum(amount), 0) FROM spent_without_lock")
            enough = cursor.fetchone()[0] + 60 <= 600
            looked.wait()  # all have read before anyone writes, as happens by chance under load
            if enough:
                cursor.execute("INSERT INTO spent_without_lock VALUES (60)")
            return enough

    at_once(*[spend] * 16)

    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(amount) FROM spent_without_lock")
        assert cursor.fetchone()[0] == 960


@pytest.mark.django_db(transaction=True)
def test_the_same_cause_asked_by_many_at_once_books_once(at_once):
    line = BudgetLineFactory(allocated="1000")
    by = system()

    outcomes = at_once(*[lambda: actions.reserve(line=line, amount=Decimal(60), source="a", by=by, key="one")] * 16)

    assert len({entry.pk for entry in outcomes}) == 1
    assert balances(line).reserved == 60


@pytest.mark.django_db(transaction=True)
def test_transfers_in_both_directions_do_not_wait_for_each_other(at_once):
    one, other = BudgetLineFactory(allocated="1000"), BudgetLineFactory(allocated="1000", heading="services")
    by = system()
    pairs = [(one, other), (other, one)] * 8

    outcomes = at_once(
        *(
            lambda n=n, a=a, b=b: actions.transfer(source=a, target=b, amount=Decimal(10), note="x", by=by, key=f"t{n}")
            for n, (a, b) in enumerate(pairs)
        )
    )

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert (available(one), available(other)) == (1000, 1000)
