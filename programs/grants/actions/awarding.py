"""An enrolment with money becomes a grant: the reservation turns into a commitment, cut into tranches that add up exactly."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import DomainError
from foundation.money import split_amount
from foundation.time import today
from programs.budget.actions import commit, lock_line, release
from programs.budget.queries import held_by
from programs.catalog.schema import tranche_parts
from programs.enrolments.models import Enrolment
from programs.grants import emails
from programs.grants.choices import TrancheStatus
from programs.grants.models import Grant, Tranche
from programs.grants.workflow import GRANT, TRANCHE


class PaymentUnderWay(DomainError):
    """Money is on its way; wait for the bank's answer."""

    code = "payment_under_way"


def source_of(grant: Grant) -> str:
    """The name under which the ledger keeps the money: the file's, from reservation to payment."""
    return f"application:{grant.enrolment.application.reference}"


@transaction.atomic
def award_grant(*, enrolment: Enrolment, by: User) -> Grant | None:
    """Commit what was reserved and cut it by the plan of the programme version; None where the award holds no money.

    The first tranche can be claimed at once. Called again for the same enrolment, the grant that stands is returned.
    """
    application = enrolment.application
    parts = tranche_parts(enrolment.version.settings, application.answers)
    amount = application.amount_approved or Decimal(0)
    if not parts or amount <= 0:
        return None
    line = lock_line(application.call.budget_line)
    existing = Grant.objects.filter(enrolment=enrolment).first()
    if existing:
        return existing
    grant = Grant.objects.create(
        enrolment=enrolment, party=enrolment.party, program=enrolment.program, area=enrolment.area, budget_line=line,
        amount=amount, awarded_on=today(), recorded_by=by, is_demonstration=enrolment.is_demonstration,
    )  # fmt: skip
    commit(
        line=line, amount=amount, source=source_of(grant), by=by, key=f"commit:grant:{grant.pk}", note=grant.reference
    )
    percents = [Decimal(str(part["percent"])) for part in parts]
    shares = split_amount(amount, percents)
    for number, (part, percent, share) in enumerate(zip(parts, percents, shares, strict=True), start=1):
        Tranche.objects.create(
            grant=grant, number=number, amount=share, percent=percent, condition_fr=part["name"]["fr"][:240],
            condition_ar=part["name"].get("ar", "")[:240],
        )  # fmt: skip
    record("grant.awarded", target=grant, by=by, after={"amount": str(amount), "tranches": len(parts)})
    make_claimable(grant.tranches.get(number=1), User.objects.system())
    return grant


def make_claimable(tranche: Tranche, by: User) -> None:
    """The clock's step planned → claimable, with its notice."""
    TRANCHE.take(tranche, "make_claimable")
    tranche.save(update_fields=["status"])
    tell("tranche.claimable", tranche, by)
    emails.queue_claimable(tranche, by)


@transaction.atomic
def hold_grant(*, grant: Grant, by: User) -> Grant:
    """No claim, approval or payment while the enrolment is paused; what a bank already has runs its course."""
    return _move(grant, "hold", "grant.held", by)


@transaction.atomic
def resume_grant(*, grant: Grant, by: User) -> Grant:
    return _move(grant, "resume", "grant.resumed", by)


@transaction.atomic
def close_grant(*, grant: Grant, by: User) -> Grant:
    """All tranches are paid or cancelled. Raises otherwise: the enrolment cannot be completed before."""
    grant = _locked(grant)
    if grant.tranches.exclude(status__in=[TrancheStatus.PAID, TrancheStatus.CANCELLED]).exists():
        raise DomainError(_("Part of the grant is not paid yet."))
    return _move(grant, "close", "grant.closed", by)


@transaction.atomic
def cancel_rest(*, grant: Grant, by: User) -> Grant:
    """The enrolment ended early: unpaid tranches are cancelled and their commitment returns to the line.

    Refused while a tranche is in a batch.
    """
    line = lock_line(grant.budget_line)
    grant = _locked(grant)
    tranches = list(grant.tranches.select_for_update().order_by("number"))
    if any(tranche.status == TrancheStatus.IN_BATCH for tranche in tranches):
        raise PaymentUnderWay(_("A payment of this grant is in a batch: take it out or wait for the bank's answer."))
    for tranche in tranches:
        if TRANCHE.allows(tranche, "cancel"):
            TRANCHE.take(tranche, "cancel")
            tranche.save(update_fields=["status"])
            tell("tranche.cancelled", tranche, by)
    left = held_by(line, source_of(grant)).committed
    if left > 0:
        release(
            line=line, amount=left, source=source_of(grant), of_commitment=True, by=by,
            key=f"release:grant:{grant.pk}", note=grant.reference,
        )  # fmt: skip
    return _move(grant, "cancel", "grant.cancelled", by)


def tell(action: str, tranche: Tranche, by: User, reason: str = "", after: dict | None = None) -> None:
    grant = tranche.grant
    record(
        action, target=tranche, by=by, party=grant.party, program=grant.program, area=grant.area, reason=reason,
        after={"grant": grant.reference, "number": tranche.number, **(after or {})},
    )  # fmt: skip


def _locked(grant: Grant) -> Grant:
    return (
        Grant.objects.select_for_update(of=("self",))
        .select_related("enrolment__application", "budget_line")
        .get(pk=grant.pk)
    )


def _move(grant: Grant, step: str, action: str, by: User) -> Grant:
    grant = _locked(grant)
    GRANT.take(grant, step)
    grant.save(update_fields=["status"])
    record(action, target=grant, by=by)
    return grant
