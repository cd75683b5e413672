"""Filling a batch while it is a draft."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.parties.models import BankAccount
from foundation.errors import DomainError, InvalidValue
from programs.budget.models import BudgetLine
from programs.budget.permissions import require_for_line
from programs.enrolments.queries import verified_account
from programs.grants.actions.awarding import tell
from programs.grants.actions.claiming import lock as lock_tranche
from programs.grants.choices import BatchStatus, GrantStatus, LineStatus
from programs.grants.models import PaymentBatch, PaymentLine, Tranche
from programs.grants.permissions import acts_for, program_of, require_on_batch
from programs.grants.queries import account_problems
from programs.grants.workflow import LINE, TRANCHE


class NotPayable(DomainError):
    """`reasons` says what stands in the way of a payment."""

    code = "not_payable"


@transaction.atomic
def draft_batch(*, line: BudgetLine, label: str, by: User) -> PaymentBatch:
    """Begin a batch on one budget line."""
    require_for_line(by, "programs.prepare_batch", line.program.code if line.program else "")
    if not label.strip():
        raise InvalidValue(_("Give the batch a label."))
    batch = PaymentBatch.objects.create(budget_line=line, label=label.strip()[:160], prepared_by=by)
    tell_batch("batch.drafted", batch, by)
    return batch


@transaction.atomic
def add_line(*, batch: PaymentBatch, tranche: Tranche, by: User) -> PaymentLine:
    """Put a payable tranche into a draft. A tranche sits in one live payment line only, whoever asks first."""
    batch = lock_batch_row(batch, "programs.prepare_batch", by)
    if batch.status != BatchStatus.DRAFT:
        raise DomainError(_("Only a draft batch can be filled."))
    tranche = lock_tranche(tranche)
    grant = tranche.grant
    if grant.budget_line_id != batch.budget_line_id:
        raise DomainError(_("This grant is paid from another budget line."))
    TRANCHE.take(tranche, "batch")
    account = verified_account(grant.party)
    reasons = payment_problems(tranche, account, by)
    if reasons:
        raise NotPayable(_("This tranche cannot be paid yet."), reasons=reasons)
    try:
        with transaction.atomic():
            line = PaymentLine.objects.create(
                batch=batch, tranche=tranche, account=account, amount=tranche.amount, payee_name=grant.party.name_fr,
                payee_rib=account.rib, payee_rib_tail=account.rib_tail, reissues=_rejected_before(tranche),
            )  # fmt: skip
    except IntegrityError as error:
        raise DomainError(_("This tranche is already in a payment batch.")) from error
    tranche.save(update_fields=["status"])
    tell("tranche.batched", tranche, by, after={"batch": batch.reference})
    return line


@transaction.atomic
def remove_line(*, line: PaymentLine, by: User) -> PaymentLine:
    """Take a payment out of a draft; the tranche is payable again."""
    batch = lock_batch_row(line.batch, "programs.prepare_batch", by)
    if batch.status != BatchStatus.DRAFT:
        raise DomainError(_("Send the batch back to draft before changing it."))
    line = PaymentLine.objects.select_for_update().get(pk=line.pk)
    tranche = lock_tranche(line.tranche)
    LINE.take(line, "remove")
    line.save(update_fields=["status"])
    TRANCHE.take(tranche, "unbatch")
    tranche.save(update_fields=["status"])
    tell("tranche.unbatched", tranche, by, after={"batch": batch.reference})
    return line


def payment_problems(tranche: Tranche, account: BankAccount | None, by: User) -> list[str]:
    """Everything that keeps this tranche from being paid now, by this person."""
    reasons = []
    if tranche.grant.status != GrantStatus.ACTIVE:
        reasons.append(_("This grant is on hold."))
    if account is None:
        reasons.append(_("No bank account of the beneficiary is verified."))
    else:
        reasons += account_problems([account]).values()
    if acts_for(by, tranche.grant):
        reasons.append(_("You act for this beneficiary: another person must handle this payment."))
    return reasons


def lock_batch_row(batch: PaymentBatch, permission: str, by: User) -> PaymentBatch:
    batch = PaymentBatch.objects.select_for_update(of=("self",)).select_related("budget_line__program").get(pk=batch.pk)
    require_on_batch(batch, permission, by)
    return batch


def tell_batch(action: str, batch: PaymentBatch, by: User, reason: str = "", after: dict | None = None) -> None:
    record(action, target=batch, by=by, program=program_of(batch), reason=reason, after=after)


def _rejected_before(tranche: Tranche) -> PaymentLine | None:
    """The bank's last rejection of this tranche, which the new line takes the place of."""
    return tranche.payment_lines.filter(status=LineStatus.REJECTED, reissued_by=None).order_by("-id").first()
