"""Four people under one content: lock, approve, authorise, release; and back to draft."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.people.models import User
from artisans.parties.models import Mandate
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.formats import format_money
from foundation.time import now
from programs.budget.permissions import may
from programs.budget.queries import committed_by_source
from programs.grants.actions.awarding import source_of
from programs.grants.actions.batches import NotPayable, lock_batch_row, tell_batch
from programs.grants.choices import GrantStatus, LineStatus, SignatureLevel, TrancheStatus
from programs.grants.content import content_hash
from programs.grants.models import PaymentBatch, PaymentLine, Signature
from programs.grants.permissions import SIGNING, principals, program_of
from programs.grants.queries import account_problems, policy
from programs.grants.workflow import BATCH


class AlreadySigned(NotPermitted):
    """Four signatures are four people."""

    code = "already_signed"


class ContentChanged(DomainError):
    """The batch is no longer what was signed."""

    code = "content_changed"


@transaction.atomic
def lock_batch(*, batch: PaymentBatch, by: User) -> PaymentBatch:
    """The preparer's signature: payees are copied as they are now, every line is checked, the content is fixed by its hash."""
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
    batch.content_hash = content_hash(batch)
    _sign(batch, SignatureLevel.PREPARER, by)
    batch.save(update_fields=["status", "content_hash"])
    tell_batch("batch.locked", batch, by, after={"hash": batch.content_hash, "payments": len(lines)})
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
    """The fourth: from here on the order file can be made. Accounts are looked at once more."""
    return _countersign(batch, SignatureLevel.RELEASER, "release", by)


@transaction.atomic
def reopen_batch(*, batch: PaymentBatch, reason: str, by: User) -> PaymentBatch:
    """Back to draft by any of those who may sign; every signature is void."""
    batch = PaymentBatch.objects.select_for_update(of=("self",)).select_related("budget_line__program").get(pk=batch.pk)
    program = program_of(batch)
    if not any(may(by, permission, program=program) for permission in SIGNING.values()):
        raise NotPermitted(_("Only somebody who may sign batches can send one back."))
    if not reason.strip():
        raise InvalidValue(_("Say why the batch goes back to draft."))
    BATCH.take(batch, "reopen")
    batch.signatures.filter(voided_at=None).update(voided_at=now(), voided_by=by, void_reason=reason.strip()[:240])
    batch.content_hash = ""
    batch.save(update_fields=["status", "content_hash"])
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
    if content_hash(batch) != batch.content_hash:
        raise ContentChanged(_("The content of this batch is not what was signed: send it back to draft."))
    lines = list(_live_lines(batch).select_for_update(of=("self",)))
    _check_lines(batch, lines, by)
    _sign(batch, level, by)
    batch.save(update_fields=["status"])
    tell_batch(f"batch.{batch.status}", batch, by, after={"hash": batch.content_hash})
    return batch


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
    limit, total = policy().max_batch_amount, sum((line.amount for line in lines), Decimal(0))
    if limit is not None and total > limit:
        reasons.append(
            _("The batch comes to %(total)s; a batch may hold %(limit)s.")
            % {"total": format_money(total), "limit": format_money(limit)}
        )
    if reasons:
        raise NotPayable(_("This batch cannot be signed."), reasons=reasons)


def _live_lines(batch: PaymentBatch):
    return (
        batch.lines.filter(status=LineStatus.LISTED)
        .select_related("account", "tranche__grant__party", "tranche__grant__enrolment__application")
        .order_by("id")
    )
