"""What the ledger says: balances at any day, as known at any moment, and the execution of a year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Case, DecimalField, F, QuerySet, Sum, Value, When

from programs.budget.choices import EntryKind
from programs.budget.models import BudgetLine, LedgerEntry
from programs.catalog.models import FiscalYear, Program

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Balances:
    """One line at one moment: allocated = available + reserved + committed + paid."""

    allocated: Decimal = ZERO
    reserved: Decimal = ZERO
    committed: Decimal = ZERO
    paid: Decimal = ZERO

    @property
    def available(self) -> Decimal:
        return self.allocated - self.reserved - self.committed - self.paid

    @property
    def engaged(self) -> Decimal:
        """All that is spoken for by a signed agreement: committed and paid."""
        return self.committed + self.paid

    def share(self, part: Decimal) -> Decimal | None:
        """A part as a percentage of the allocation; None when nothing was allocated."""
        return (part * 100 / self.allocated).quantize(Decimal("0.1")) if self.allocated else None

    def __add__(self, other: "Balances") -> "Balances":
        return Balances(
            self.allocated + other.allocated,
            self.reserved + other.reserved,
            self.committed + other.committed,
            self.paid + other.paid,
        )


@dataclass(frozen=True)
class ExecutionRow:
    """One budget line in the table of execution."""

    line: BudgetLine
    initial: Decimal
    transfers: Decimal
    balances: Balances

    @property
    def committed_rate(self) -> Decimal | None:
        return self.balances.share(self.balances.engaged)

    @property
    def paid_rate(self) -> Decimal | None:
        return self.balances.share(self.balances.paid)


def balances(line: BudgetLine, *, as_of: date | None = None, known_at: datetime | None = None) -> Balances:
    """The line at the end of `as_of` (by business date), from entries recorded up to `known_at`."""
    return balances_of([line], as_of=as_of, known_at=known_at)[line.pk]


def available(line: BudgetLine) -> Decimal:
    """What can still be reserved on the line now; for a decision, hold the line's lock first."""
    last = LedgerEntry.objects.filter(line=line).order_by("-seq").values_list("available", flat=True).first()
    return last if last is not None else ZERO


def balances_of(
    lines: Iterable[BudgetLine], *, as_of: date | None = None, known_at: datetime | None = None
) -> dict[int, Balances]:
    """The balances of several lines in one query; a line without entries is all zero."""
    lines = list(lines)
    entries = _entries(lines, as_of, known_at)
    plus, minus = F("amount"), -F("amount")
    rows = entries.values("line").annotate(
        a=_sum(When(kind__in=[EntryKind.ALLOCATE, EntryKind.TRANSFER], then=plus)),
        r=_sum(
            When(kind=EntryKind.RESERVE, then=plus),
            When(kind=EntryKind.COMMIT, then=minus),
            When(kind=EntryKind.RELEASE, of_commitment=False, then=minus),
        ),
        c=_sum(
            When(kind__in=[EntryKind.COMMIT, EntryKind.REFUND], then=plus),
            When(kind=EntryKind.PAY, then=minus),
            When(kind=EntryKind.RELEASE, of_commitment=True, then=minus),
        ),
        p=_sum(When(kind=EntryKind.PAY, then=plus), When(kind=EntryKind.REFUND, then=minus)),
    )
    found = {row["line"]: Balances(row["a"], row["r"], row["c"], row["p"]) for row in rows.order_by("line")}
    return {line.pk: found.get(line.pk, Balances()) for line in lines}


def held_by(line: BudgetLine, source: str) -> Balances:
    """What one source holds of the line: its reservation, commitment and payments."""
    sums = {
        (row["kind"], row["of_commitment"]): row["total"]
        for row in LedgerEntry.objects.filter(line=line, source=source)
        .order_by()
        .values("kind", "of_commitment")
        .annotate(total=Sum("amount"))
    }

    def of(kind: EntryKind, of_commitment: bool = False) -> Decimal:
        return sums.get((kind, of_commitment), ZERO)

    return Balances(
        allocated=ZERO,
        reserved=of(EntryKind.RESERVE) - of(EntryKind.COMMIT) - of(EntryKind.RELEASE),
        committed=of(EntryKind.COMMIT)
        - of(EntryKind.PAY)
        + of(EntryKind.REFUND)
        - of(EntryKind.RELEASE, of_commitment=True),
        paid=of(EntryKind.PAY) - of(EntryKind.REFUND),
    )


def committed_by_source(line: BudgetLine, sources: Iterable[str]) -> dict[str, Decimal]:
    """What each of these sources still has committed on the line, in one query."""
    rows = (
        LedgerEntry.objects.filter(line=line, source__in=list(sources))
        .order_by()
        .values("source")
        .annotate(
            total=_sum(
                When(kind__in=[EntryKind.COMMIT, EntryKind.REFUND], then=F("amount")),
                When(kind=EntryKind.PAY, then=-F("amount")),
                When(kind=EntryKind.RELEASE, of_commitment=True, then=-F("amount")),
            )
        )
    )
    return {row["source"]: row["total"] for row in rows}


def execution(
    *,
    lines: QuerySet[BudgetLine] | None = None,
    year: FiscalYear | int | None = None,
    program: Program | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> list[ExecutionRow]:
    """The execution table, line by line, two queries whatever its length."""
    lines = BudgetLine.objects.all() if lines is None else lines
    if year is not None:
        lines = lines.filter(fiscal_year__year=getattr(year, "year", year))
    if program is not None:
        lines = lines.filter(program=program)
    rows = list(lines.select_related("program", "fiscal_year"))
    found = balances_of(rows, as_of=as_of, known_at=known_at)
    initial = {
        row["line"]: row["total"]
        for row in _entries(rows, as_of, known_at)
        .filter(kind=EntryKind.ALLOCATE)
        .values("line")
        .annotate(total=Sum("amount"))
        .order_by("line")
    }
    return [
        ExecutionRow(
            line=line,
            initial=initial.get(line.pk, ZERO),
            transfers=found[line.pk].allocated - initial.get(line.pk, ZERO),
            balances=found[line.pk],
        )
        for line in rows
    ]


def total(rows: Iterable[ExecutionRow]) -> Balances:
    """The foot of the execution table."""
    return sum((row.balances for row in rows), Balances())


def _entries(lines: list[BudgetLine], as_of: date | None, known_at: datetime | None) -> QuerySet[LedgerEntry]:
    entries = LedgerEntry.objects.filter(line__in=lines).order_by()
    if as_of is not None:
        entries = entries.filter(booked_on__lte=as_of)
    if known_at is not None:
        entries = entries.filter(recorded_at__lte=known_at)
    return entries


def _sum(*whens: When) -> Sum:
    money = DecimalField(max_digits=14, decimal_places=2)
    return Sum(Case(*whens, default=Value(ZERO), output_field=money), default=Value(ZERO), output_field=money)
