"""The order to the bank, made once, and the bank's answer: imported by one person, confirmed by another."""

import hashlib
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import CASABLANCA, now, today
from programs.budget.actions import lock_line, pay
from programs.grants import emails
from programs.grants.actions.awarding import make_claimable, source_of, tell
from programs.grants.actions.batches import lock_batch_row, tell_batch
from programs.grants.actions.claiming import lock as lock_tranche
from programs.grants.actions.signing import ContentChanged
from programs.grants.bank_file import PAID, Answer, Order, read_answers, write_orders
from programs.grants.choices import BatchStatus, LineStatus, TrancheStatus
from programs.grants.content import content_hash
from programs.grants.models import BankReturn, PaymentBatch, PaymentLine
from programs.grants.permissions import require_on_batch
from programs.grants.queries import following
from programs.grants.signals import tranche_paid
from programs.grants.workflow import BATCH, LINE, TRANCHE


@transaction.atomic
def send_batch(*, batch: PaymentBatch, by: User) -> PaymentBatch:
    """Make the order file, once: the lines are sent, the hash of the bytes is kept. `order_file` gives the same bytes again."""
    batch = lock_batch_row(batch, "programs.release_batch", by)
    BATCH.take(batch, "send")
    if content_hash(batch) != batch.content_hash:
        raise ContentChanged(_("The content of this batch is not what was signed: send it back to draft."))
    batch.sent_at, batch.sent_by = now(), by
    batch.file_hash = hashlib.sha256(_bytes(batch)).hexdigest()
    batch.save(update_fields=["status", "sent_at", "sent_by", "file_hash"])
    for line in batch.lines.select_for_update().filter(status=LineStatus.LISTED).order_by("id"):
        LINE.take(line, "send")
        line.save(update_fields=["status"])
    tell_batch("batch.sent", batch, by, after={"file": batch.file_hash})
    return batch


def order_file(batch: PaymentBatch) -> bytes:
    """The bytes the bank received, made again from what was signed. They are not kept: they hold account numbers."""
    if not batch.file_hash:
        raise DomainError(_("The order file is made once the batch is released."))
    content = _bytes(batch)
    if hashlib.sha256(content).hexdigest() != batch.file_hash:
        raise ContentChanged(_("The payments of this batch are no longer those of the file that was sent."))
    return content


@transaction.atomic
def record_download(*, batch: PaymentBatch, by: User) -> None:
    """The file holds account numbers: who took it is written down."""
    tell_batch("batch.file_taken", batch, by, after={"file": batch.file_hash})


@transaction.atomic
def import_return(*, batch: PaymentBatch, name: str, content: bytes, by: User) -> BankReturn:
    """Take the bank's answer. Nothing moves before `confirm_return`.

    The same file twice is the same answer. References that are not of this batch are kept aside and listed.
    """
    batch = lock_batch_row(batch, "programs.prepare_batch", by)
    sha256 = hashlib.sha256(content).hexdigest()
    known = BankReturn.objects.filter(sha256=sha256).first()
    if known:
        if known.batch_id != batch.pk:
            raise InvalidValue(
                _("This file was already imported for the batch %(batch)s.") % {"batch": known.batch.reference}
            )
        return known
    # A reconciled batch may hear again what it knows: nothing is left to book, and the repetition is on record.
    if batch.status not in (BatchStatus.SENT, BatchStatus.RECONCILED):
        raise DomainError(_("An answer is imported for a batch that was sent."))
    answers = read_answers(content)
    day_sent = batch.sent_at.astimezone(CASABLANCA).date()
    if any(not day_sent <= answer.on <= today() for answer in answers):
        raise InvalidValue(_("An answer is dated between the sending and today."))
    ours = set(batch.lines.exclude(status=LineStatus.REMOVED).values_list("reference", flat=True))
    answered = BankReturn.objects.create(
        batch=batch, sha256=sha256, name=name[:160], imported_by=by,
        content=[answer.as_json() for answer in answers if answer.reference in ours],
        unknown=[answer.as_json() for answer in answers if answer.reference not in ours],
    )  # fmt: skip
    tell_batch("batch.answer_imported", batch, by, after={"answers": len(answers), "unknown": len(answered.unknown)})
    return answered


@transaction.atomic
def confirm_return(*, bank_return: BankReturn, by: User) -> BankReturn:
    """A second person books the answer: paid lines in the ledger, rejected tranches payable again.

    Each payment is booked once, in whatever order and however often it is answered; what was answered
    otherwise before stays as it was.
    """
    # Line of money first, then the batch: the order every action that touches both keeps.
    line_of_money = lock_line(bank_return.batch.budget_line)
    batch = (
        PaymentBatch.objects.select_for_update(of=("self",))
        .select_related("budget_line__program")
        .get(pk=bank_return.batch_id)
    )
    require_on_batch(batch, "programs.confirm_bankreturn", by)
    bank_return = BankReturn.objects.select_for_update().get(pk=bank_return.pk)
    if bank_return.imported_by_id == by.pk:
        raise NotPermitted(_("The answer is confirmed by somebody else than the person who imported it."))
    if bank_return.confirmed_at is not None:
        return bank_return
    answers = {
        row["reference"]: Answer(row["reference"], row["outcome"], date.fromisoformat(row["on"]), row["reason"])
        for row in bank_return.content
    }
    lines = batch.lines.select_for_update(of=("self",)).filter(reference__in=answers).order_by("id")
    booked = 0
    for line in lines:
        if line.status == LineStatus.SENT:
            _settle(line, answers[line.reference], line_of_money, by)
            booked += 1
    bank_return.confirmed_at, bank_return.confirmed_by = now(), by
    bank_return.save(update_fields=["confirmed_at", "confirmed_by"])
    tell_batch("batch.answer_confirmed", batch, by, after={"booked": booked, "file": bank_return.sha256})
    if batch.status == BatchStatus.SENT and not batch.lines.filter(status=LineStatus.SENT).exists():
        BATCH.take(batch, "reconcile")
        batch.save(update_fields=["status"])
        tell_batch("batch.reconciled", batch, User.objects.system())
    return bank_return


def _settle(line: PaymentLine, answer: Answer, line_of_money, by: User) -> None:
    tranche = lock_tranche(line.tranche)
    line.settled_on, line.bank_reason = answer.on, answer.reason
    if answer.outcome == PAID:
        LINE.take(line, "pay")
        TRANCHE.take(tranche, "pay")
        tranche.paid_on = answer.on
        pay(
            line=line_of_money, amount=line.amount, source=source_of(tranche.grant), by=by, key=f"pay:{line.reference}",
            note=f"{tranche.grant.reference} / {tranche.number}", booked_on=answer.on,
        )  # fmt: skip
    else:
        LINE.take(line, "reject")
        TRANCHE.take(tranche, "unbatch")
    line.save(update_fields=["status", "settled_on", "bank_reason"])
    tranche.save(update_fields=["status", "paid_on"])
    line.tranche = tranche
    if answer.outcome == PAID:
        _after_payment(line, by)
    else:
        tell("tranche.payment_rejected", tranche, by, answer.reason, {"payment": line.reference})
        emails.queue_rejected(line, by)


def _after_payment(line: PaymentLine, by: User) -> None:
    tranche = line.tranche
    tell("tranche.paid", tranche, by, after={"payment": line.reference, "amount": str(line.amount)})
    emails.queue_paid(line, by)
    successor = following(tranche)
    if successor is not None and successor.status == TrancheStatus.PLANNED:
        make_claimable(lock_tranche(successor), User.objects.system())
    tranche_paid.send(sender=PaymentLine, tranche=tranche, by=by)


def _bytes(batch: PaymentBatch) -> bytes:
    lines = batch.lines.exclude(status=LineStatus.REMOVED).select_related("tranche__grant").order_by("reference")
    orders = [
        Order(
            line.reference,
            line.payee_rib,
            line.amount,
            line.payee_name,
            f"{line.tranche.grant.reference} T{line.tranche.number}",
        )
        for line in lines
    ]
    return write_orders(batch.reference, batch.sent_at.astimezone(CASABLANCA).date(), orders)
