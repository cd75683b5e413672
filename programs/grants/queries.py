"""What may be paid, what stands in the way, and who must sign next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.people.models import User
from artisans.parties.choices import BankAccountStatus
from artisans.parties.models import BankAccount
from foundation.time import now
from programs.catalog.schema import ceiling, tranche_parts
from programs.grants.choices import (
    BatchStatus,
    ClearanceStatus,
    GrantStatus,
    LineStatus,
    SignatureLevel,
    TrancheStatus,
)
from programs.grants.models import AccountClearance, Grant, PaymentBatch, PaymentPolicy, Tranche
from programs.grants.models.payments import SIGNATURES_ALWAYS

DEFAULT_REST_DAYS = 3
NEXT_LEVEL = {
    BatchStatus.DRAFT: SignatureLevel.PREPARER,
    BatchStatus.LOCKED: SignatureLevel.APPROVER,
    BatchStatus.APPROVED: SignatureLevel.AUTHORISER,
    BatchStatus.AUTHORISED: SignatureLevel.RELEASER,
}
OPEN_TRANCHES = frozenset(TrancheStatus.values) - {TrancheStatus.PAID, TrancheStatus.CANCELLED}


def policy() -> PaymentPolicy:
    """The newest published policy; the model's defaults when none is published."""
    return PaymentPolicy.objects.exclude(published_at=None).order_by("-number").first() or PaymentPolicy(
        number=0, account_rest_days=DEFAULT_REST_DAYS
    )


def signatures_for(amount: Decimal, rules: PaymentPolicy) -> int:
    """How many different people must sign a batch of that amount under that policy; never fewer than four."""
    wanted = [row["signatures"] for row in rules.thresholds if amount > Decimal(row["above"])]
    return max([SIGNATURES_ALWAYS, *wanted])


def signatures_missing(batch: PaymentBatch) -> int:
    """How many co-signers the batch still needs besides the four."""
    given = batch.signatures.filter(voided_at=None, level=SignatureLevel.COSIGNER).count()
    return max(batch.required_signatures - SIGNATURES_ALWAYS - given, 0)


def clearances_waiting(user: User) -> QuerySet[AccountClearance]:
    """Accounts vouched for that wait for a countersignature, within this person's reach, the oldest first."""
    return (
        AccountClearance.objects.for_user(user)
        .filter(status=ClearanceStatus.ASKED)
        .select_related("account__party", "asked_by")
        .order_by("asked_at", "id")
    )


def rests_until(account: BankAccount) -> datetime | None:
    """The moment from which a verified account may be paid without anybody vouching for it."""
    return account.verified_at + timedelta(days=policy().account_rest_days) if account.verified_at else None


def part_of(tranche: Tranche) -> dict[str, Any]:
    """The part of the pinned programme version's plan that this tranche was cut from."""
    application = tranche.grant.enrolment.application
    return tranche_parts(tranche.grant.enrolment.version.settings, application.answers)[tranche.number - 1]


def is_light(tranche: Tranche) -> bool:
    """Whether light evidence is enough: the first tranche of a fast-track call, under the programme's cap."""
    enrolment = tranche.grant.enrolment
    cap = ceiling(enrolment.version.settings, "fast_track_first")
    return (
        tranche.number == 1 and enrolment.application.call.is_fast_track and cap is not None and tranche.amount <= cap
    )


def evidence_asked(tranche: Tranche) -> list[dict[str, Any]]:
    """[{code, name}] that the claim must hold."""
    asked = part_of(tranche)["evidence"]
    return [row for row in asked if row.get("light")] if is_light(tranche) else asked


def evidence_missing(tranche: Tranche, *, accepted_only: bool = False) -> list[dict[str, Any]]:
    """What is asked and not there yet; rejected pieces do not count."""
    pieces = tranche.evidence.filter(is_accepted=True) if accepted_only else tranche.evidence.exclude(is_accepted=False)
    given = set(pieces.values_list("code", flat=True))
    return [row for row in evidence_asked(tranche) if row["code"] not in given]


def previous(tranche: Tranche) -> Tranche | None:
    return (
        Tranche.objects.filter(grant=tranche.grant_id, number__lt=tranche.number)
        .exclude(status=TrancheStatus.CANCELLED)
        .order_by("-number")
        .first()
    )


def following(tranche: Tranche) -> Tranche | None:
    return Tranche.objects.filter(grant=tranche.grant_id, number__gt=tranche.number).order_by("number").first()


def is_justified(tranche: Tranche | None) -> bool:
    """Nothing before it, or the money before it accounted for, or that duty waived with a reason."""
    return tranche is None or tranche.justified_at is not None


def account_problems(accounts: Iterable[BankAccount]) -> dict[int, str]:
    """Why nothing may be sent to these accounts now, a sentence each; sound ones are absent."""
    accounts = list(accounts)
    rest = policy().account_rest_days
    cleared = set(
        AccountClearance.objects.filter(account__in=accounts, status=ClearanceStatus.COUNTERSIGNED).values_list(
            "account", flat=True
        )
    )
    found = {}
    for account in accounts:
        if account.status != BankAccountStatus.VERIFIED:
            found[account.pk] = _("The account is not verified.")
        elif account.verified_at + timedelta(days=rest) > now() and account.pk not in cleared:
            found[account.pk] = _("The account was verified less than %(days)s days ago and nobody vouched for it.") % {
                "days": rest
            }
    return found


def payable(batch: PaymentBatch) -> QuerySet[Tranche]:
    """Tranches that could join the batch."""
    return (
        Tranche.objects.filter(
            status=TrancheStatus.PAYABLE, grant__budget_line=batch.budget_line_id, grant__status=GrantStatus.ACTIVE
        )
        .select_related("grant__party__commune", "grant__enrolment")
        .order_by("approved_at", "id")
    )


@dataclass(frozen=True)
class BatchTotals:
    payments: int
    amount: Decimal
    paid: int
    paid_amount: Decimal
    rejected: int


def totals(batch: PaymentBatch) -> BatchTotals:
    lines = batch.lines.exclude(status=LineStatus.REMOVED).order_by()
    found = lines.aggregate(
        payments=Count("id"), total=Sum("amount"), paid=Count("id", filter=Q(status=LineStatus.PAID)),
        paid_amount=Sum("amount", filter=Q(status=LineStatus.PAID)), rejected=Count("id", filter=Q(status=LineStatus.REJECTED)),
    )  # fmt: skip
    return BatchTotals(
        found["payments"],
        found["total"] or Decimal(0),
        found["paid"],
        found["paid_amount"] or Decimal(0),
        found["rejected"],
    )


def with_totals(batches: QuerySet[PaymentBatch]) -> QuerySet[PaymentBatch]:
    """Adds `payments` and `amount` for lists."""
    kept = ~Q(lines__status=LineStatus.REMOVED)
    return batches.annotate(payments=Count("lines", filter=kept), amount=Sum("lines__amount", filter=kept))


def next_level(batch: PaymentBatch) -> SignatureLevel | None:
    """Who must sign next."""
    return NEXT_LEVEL.get(batch.status)


def grant_progress(grant: Grant) -> dict[str, Decimal]:
    """Paid and still expected, for the applicant's page."""
    rows = grant.tranches.order_by().aggregate(
        paid=Sum("amount", filter=Q(status=TrancheStatus.PAID)),
        expected=Sum("amount", filter=Q(status__in=OPEN_TRANCHES)),
    )
    return {"paid": rows["paid"] or Decimal(0), "expected": rows["expected"] or Decimal(0)}
