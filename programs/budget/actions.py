"""Every movement of money. Each locks its line first; the database computes the balances and refuses to overspend.

A movement is booked once for each `key`: asked again with the same content it answers with the first
entry, with another content it refuses. None of these commits by itself: they join the caller's transaction.
"""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue
from foundation.formats import format_money
from foundation.time import today
from programs.budget.choices import EntryKind
from programs.budget.models import BudgetLine, LedgerEntry


class BudgetExhausted(DomainError):
    """The line does not hold that much any more."""

    code = "budget_exhausted"


class SourceNotCovered(DomainError):
    """A source cannot commit, pay or give back more than it holds."""

    code = "source_not_covered"


class AlreadyBooked(DomainError):
    """The same cause was booked before with another content."""

    code = "already_booked"


@transaction.atomic
def allocate(
    *, line: BudgetLine, amount: Decimal, by: User, key: str, note: str = "", booked_on: date | None = None
) -> LedgerEntry:
    """Put money on a line, as the board adopted it."""
    entry, is_new = _book(
        line=line, kind=EntryKind.ALLOCATE, amount=amount, by=by, key=key, note=note, booked_on=booked_on
    )
    if is_new:
        _tell("budget.allocated", entry, by)
    return entry


@transaction.atomic
def transfer(
    *,
    source: BudgetLine,
    target: BudgetLine,
    amount: Decimal,
    by: User,
    key: str,
    note: str,
    booked_on: date | None = None,
) -> tuple[LedgerEntry, LedgerEntry]:
    """Move free money from one line to another; a transfer needs a reason."""
    if source.pk == target.pk:
        raise InvalidValue(_("Choose two different lines."))
    if amount <= 0:
        raise InvalidValue(_("The amount must be above zero."))
    if not note.strip():
        raise InvalidValue(_("Say why the money is moved."))
    # Two transfers in opposite directions lock in the same order, or they would wait for each other.
    list(BudgetLine.objects.select_for_update().filter(pk__in=[source.pk, target.pk]).order_by("pk"))
    out, is_new = _book(
        line=source, kind=EntryKind.TRANSFER, amount=-amount, by=by, key=f"{key}:out", note=note, booked_on=booked_on
    )
    into, _new = _book(
        line=target, kind=EntryKind.TRANSFER, amount=amount, by=by, key=f"{key}:in", note=note, booked_on=booked_on
    )
    if is_new:
        _tell("budget.transferred", out, by)
    return out, into


@transaction.atomic
def reserve(
    *, line: BudgetLine, amount: Decimal, source: str, by: User, key: str, note: str = "", booked_on: date | None = None
) -> LedgerEntry:
    """Set money aside for a decision. Raises BudgetExhausted when the line does not hold it."""
    return _book(
        line=line, kind=EntryKind.RESERVE, amount=amount, source=source, by=by, key=key, note=note, booked_on=booked_on
    )[0]


@transaction.atomic
def commit(
    *, line: BudgetLine, amount: Decimal, source: str, by: User, key: str, note: str = "", booked_on: date | None = None
) -> LedgerEntry:
    """Turn a reservation of the same source into a commitment."""
    return _book(
        line=line, kind=EntryKind.COMMIT, amount=amount, source=source, by=by, key=key, note=note, booked_on=booked_on
    )[0]


@transaction.atomic
def pay(
    *, line: BudgetLine, amount: Decimal, source: str, by: User, key: str, note: str = "", booked_on: date | None = None
) -> LedgerEntry:
    """Book what the bank paid out of a commitment of the same source."""
    return _book(
        line=line, kind=EntryKind.PAY, amount=amount, source=source, by=by, key=key, note=note, booked_on=booked_on
    )[0]


@transaction.atomic
def release(
    *,
    line: BudgetLine,
    amount: Decimal,
    source: str,
    by: User,
    key: str,
    of_commitment: bool = False,
    note: str = "",
    booked_on: date | None = None,
) -> LedgerEntry:
    """Give a reservation, or a commitment, back to the line."""
    return _book(
        line=line, kind=EntryKind.RELEASE, amount=amount, source=source, of_commitment=of_commitment, by=by, key=key,
        note=note, booked_on=booked_on,
    )[0]  # fmt: skip


@transaction.atomic
def refund(
    *, line: BudgetLine, amount: Decimal, source: str, by: User, key: str, note: str = "", booked_on: date | None = None
) -> LedgerEntry:
    """Book money that came back after it was paid: it is committed again."""
    return _book(
        line=line, kind=EntryKind.REFUND, amount=amount, source=source, by=by, key=key, note=note, booked_on=booked_on
    )[0]


def lock_line(line: BudgetLine) -> BudgetLine:
    """The line, held until the transaction ends; what is read of its ledger afterwards stays true."""
    return BudgetLine.objects.select_for_update().get(pk=line.pk)


def _book(
    *,
    line: BudgetLine,
    kind: EntryKind,
    amount: Decimal,
    by: User,
    key: str,
    source: str = "",
    of_commitment: bool = False,
    note: str = "",
    booked_on: date | None = None,
) -> tuple[LedgerEntry, bool]:
    if kind != EntryKind.TRANSFER and amount <= 0:
        raise InvalidValue(_("The amount must be above zero."))
    lock_line(line)
    booked = LedgerEntry.objects.filter(key=key).first()
    if booked is not None:
        if (booked.line_id, booked.kind, booked.amount, booked.source) != (line.pk, kind, amount, source):
            raise AlreadyBooked(_("This movement was already booked with another content."))
        return booked, False

    entry = LedgerEntry(
        line=line, kind=kind, amount=amount, source=source, of_commitment=of_commitment, note=note[:240], key=key,
        booked_on=booked_on or today(), recorded_by=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        raise _sentence(error, line, amount) from error
    # The balances are the trigger's; read them back.
    entry.refresh_from_db(fields=["seq", "allocated", "reserved", "committed", "paid", "available"])
    return entry, True


def _sentence(error: IntegrityError, line: BudgetLine, amount: Decimal) -> Exception:
    """The refusal of the database in words, or the error itself when it means something else."""
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if constraint == "ledgerentry_never_overspent":
        last = LedgerEntry.objects.filter(line=line).order_by("-seq").first()
        left = last.available if last else Decimal(0)
        return BudgetExhausted(
            _("There is not enough money left on the line “%(line)s”: %(left)s available, %(amount)s asked.")
            % {"line": line, "left": format_money(left), "amount": format_money(abs(amount))}
        )
    if constraint in {"ledgerentry_source_covered", "ledgerentry_parts_positive"}:
        return SourceNotCovered(_("This file does not hold that much on the line “%(line)s”.") % {"line": line})
    return error


def _tell(action: str, entry: LedgerEntry, by: User) -> None:
    record(
        action,
        target=entry.line,
        by=by,
        program=entry.line.program.code if entry.line.program else "",
        reason=entry.note,
        after={"amount": str(entry.amount), "available": str(entry.available), "key": entry.key},
    )
