"""Several people under one content: lock, approve, authorise, co-sign above a threshold, release; and back to draft."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.people.models import User
from artisans.parties.models import Mandate
from foundation.errors import DomainError, InvalidValue, NotPermitted, StepNotAllowed
from foundation.formats import format_money
from foundation.time import now
from programs.budget.permissions import may
from programs.budget.queries import committed_by_source
from programs.grants.actions.awarding import source_of
from programs.grants.actions.batches import NotPayable, lock_batch_row, tell_batch
from programs.grants.choices import FOUR_LEVELS, BatchStatus, GrantStatus, LineStatus, SignatureLevel, TrancheStatus
from programs.grants.content import content_hash
from programs.grants.models import PaymentBatch, PaymentLine, Signature
from programs.grants.models.payments import SIGNATURES_ALWAYS
from programs.grants.permissions import SIGNING, principals, program_of
from programs.grants.queries import account_problems, policy, signatures_for, signatures_missing
from programs.grants.workflow import BATCH

COSIGNABLE = frozenset({BatchStatus.LOCKED, BatchStatus.APPROVED, BatchStatus.AUTHORISED})


class AlreadySigned(NotPermitted):
    """Four signatures are four people."""

    code = "already_signed"


class SignaturesMissing(DomainError):
    """The amount needs more people than have signed."""

    code = "signatures_missing"


class ContentChanged(DomainError):
    """The batch is no longer what was signed."""

    code = "content_changed"


@transaction.atomic
def lock_batch(*, batch: PaymentBatch, by: User) -> PaymentBatch:
    """The preparer's signature: payees are copied as they are now, every line is checked, the content is fixed by its hash.

    How many people must sign is copied from the policy in force; a policy published later changes nothing here.
    """
    batch = lock_batch_row(batch, SIGNING[SignatureLevel.PREPARER], by)
    lines = list(_live_lines(batch).select_for_update(of=("self",)))
    if not lines:
        raise DomainError(_("The batch is empty."))
    _check_lines(batch, lines, by)
    for line in lines:
        party, account = line.tranche.grant.party, line.account
        line.payee_name, line.payee_rib, line.payee_rib_tail = party.name_fr, account.rib, account.rib_tail
        line.save(update_fields=["payee_name", "payee_rib", "payee_rib_tail"])
    BATCH.take(batch, "lock")
    rules = policy()
    batch.policy = rules if rules.pk else None
    batch.required_signatures = signatures_for(_sum(lines), rules)
    batch.content_hash = content_hash(batch)
    _sign(batch, SignatureLevel.PREPARER, by)
    batch.save(update_fields=["status", "content_hash", "policy", "required_signatures"])
    after = {"hash": batch.content_hash, "payments": len(lines), "signatures": batch.required_signatures}
    tell_batch("batch.locked", batch, by, after=after)
    return batch


@transaction.atomic
def approve_batch(*, batch: PaymentBatch, by: User) -> PaymentBatch:
    """The second signature."""
    return _countersign(batch, SignatureLevel.APPROVER, "approve", by)


@transaction.atomic
def authorise_batch(*, batch: PaymentBatch, by: User) -> PaymentBatch:
    """The third."""
    return _countersign(batch, SignatureLevel.AUTHORISER, "authorise", by)


@transaction.atomic
def release_batch(*, batch: PaymentBatch, by: User) -> PaymentBatch:
    """The last: from here on the order file can be made. Accounts are looked at once more; co-signers have signed before."""
    return _countersign(batch, SignatureLevel.RELEASER, "release", by)


@transaction.atomic
def cosign_batch(*, batch: PaymentBatch, by: User) -> PaymentBatch:
    """One more name under a large batch, by somebody besides the four, once it is locked and before it is released.

    The status does not move. Whoever approved one of its tranches has spoken already and cannot co-sign.
    """
    batch = lock_batch_row(batch, SIGNING[SignatureLevel.COSIGNER], by)
    if batch.status not in COSIGNABLE:
        raise StepNotAllowed(_("A batch is co-signed once it is locked and before it is released."))
    if signatures_missing(batch) == 0:
        raise DomainError(_("This batch needs no further co-signer."))
    lines = _still_as_signed(batch, by)
    if any(line.tranche.approved_by_id == by.pk for line in lines):
        raise NotPermitted(_("You approved a tranche of this batch: another person must co-sign."))
    _sign(batch, SignatureLevel.COSIGNER, by)
    tell_batch("batch.cosigned", batch, by, after={"hash": batch.content_hash})
    return batch


@transaction.atomic
def reopen_batch(*, batch: PaymentBatch, reason: str, by: User) -> PaymentBatch:
    """Back to draft by any of those who may sign; every signature is void."""
    batch = PaymentBatch.objects.select_for_update(of=("self",)).select_related("budget_line__program").get(pk=batch.pk)
    program = program_of(batch)
    if not any(may(by, SIGNING[level], program=program) for level in FOUR_LEVELS):
        raise NotPermitted(_("Only somebody who may sign batches can send one back."))
    if not reason.strip():
        raise InvalidValue(_("Say why the batch goes back to draft."))
    BATCH.take(batch, "reopen")
    batch.signatures.filter(voided_at=None).update(voided_at=now(), voided_by=by, void_reason=reason.strip()[:240])
    batch.content_hash, batch.policy, batch.required_signatures = "", None, SIGNATURES_ALWAYS
    batch.save(update_fields=["status", "content_hash", "policy", "required_signatures"])
    tell_batch("batch.reopened", batch, by, reason.strip())
    return batch


@transaction.atomic
def close_batch(*, batch: PaymentBatch, by: User) -> PaymentBatch:
    """Nothing more is expected of it."""
    batch = lock_batch_row(batch, "programs.confirm_bankreturn", by)
    BATCH.take(batch, "close")
    batch.save(update_fields=["status"])
    tell_batch("batch.closed", batch, by)
    return batch


def _countersign(batch: PaymentBatch, level: SignatureLevel, step: str, by: User) -> PaymentBatch:
    batch = lock_batch_row(batch, SIGNING[level], by)
    BATCH.take(batch, step)
    _still_as_signed(batch, by)
    missing = signatures_missing(batch)
    if level == SignatureLevel.RELEASER and missing:
        raise SignaturesMissing(
            ngettext(
                "%(count)s co-signer must sign before the batch is released: %(people)s people sign this amount.",
                "%(count)s co-signers must sign before the batch is released: %(people)s people sign this amount.",
                missing,
            )
            % {"count": missing, "people": batch.required_signatures}
        )
    _sign(batch, level, by)
    batch.save(update_fields=["status"])
    tell_batch(f"batch.{batch.status}", batch, by, after={"hash": batch.content_hash})
    return batch


def _still_as_signed(batch: PaymentBatch, by: User) -> list[PaymentLine]:
    """The payments, locked and checked once more; refused when they are no longer what was signed."""
    if content_hash(batch) != batch.content_hash:
        raise ContentChanged(_("The content of this batch is not what was signed: send it back to draft."))
    lines = list(_live_lines(batch).select_for_update(of=("self",)))
    _check_lines(batch, lines, by)
    return lines


def _sign(batch: PaymentBatch, level: SignatureLevel, by: User) -> None:
    """One name under the content; refused when this person, or the one they stand in for, is there already."""
    standing = Signature.objects.filter(batch=batch, voided_at=None)
    for principal in principals(by, SIGNING[level], program_of(batch)):
        people = [by.pk, principal.pk]
        if standing.filter(Q(user__in=people) | Q(principal__in=people)).exists():
            continue
        try:
            with transaction.atomic():
                Signature.objects.create(
                    batch=batch, level=level, user=by, principal=principal, content_hash=batch.content_hash
                )
        except IntegrityError as error:  # somebody was faster
            raise AlreadySigned(_("This batch was just signed by somebody else.")) from error
        return
    if standing.filter(Q(user=by) | Q(principal=by)).exists():
        raise AlreadySigned(_("You have already signed this batch; another person must sign here."))
    raise AlreadySigned(_("The person you stand in for has already signed this batch."))


def _check_lines(batch: PaymentBatch, lines: list[PaymentLine], by: User) -> None:
    """Every guard of every payment, in five queries whatever the length of the batch."""
    parties = [line.tranche.grant.party_id for line in lines]
    own = set(Mandate.objects.filter(user=by, until=None, party__in=parties).values_list("party", flat=True))
    accounts = account_problems({line.account_id: line.account for line in lines}.values())
    committed = committed_by_source(batch.budget_line, {source_of(line.tranche.grant) for line in lines})
    reasons = []
    for line in lines:
        grant, tranche = line.tranche.grant, line.tranche
        problems = [accounts.get(line.account_id, "")]
        if grant.status != GrantStatus.ACTIVE:
            problems.append(_("This grant is on hold."))
        if tranche.status != TrancheStatus.IN_BATCH or tranche.amount != line.amount:
            problems.append(_("The tranche is no longer as it was listed."))
        if grant.party_id in own:
            problems.append(_("You act for this beneficiary: another person must handle this payment."))
        if committed.get(source_of(grant), 0) < line.amount:
            problems.append(_("The commitment does not cover the payment."))
        reasons += [f"{line.reference}: {problem}" for problem in problems if problem]
    # A locked batch keeps the policy it was locked under, even if that was none.
    rules = policy() if batch.status == BatchStatus.DRAFT else batch.policy
    limit, total = rules.max_batch_amount if rules else None, _sum(lines)
    if limit is not None and total > limit:
        reasons.append(
            _("The batch comes to %(total)s; a batch may hold %(limit)s.")
            % {"total": format_money(total), "limit": format_money(limit)}
        )
    if reasons:
        raise NotPayable(_("This batch cannot be signed."), reasons=reasons)


def _sum(lines: list[PaymentLine]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))


def _live_lines(batch: PaymentBatch):
    return (
        batch.lines.filter(status=LineStatus.LISTED)
        .select_related("account", "tranche__grant__party", "tranche__grant__enrolment__application")
        .order_by("id")
    )
