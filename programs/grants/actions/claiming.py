"""A tranche claimed on evidence, and the evidence examined."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from artisans.documents.models import Document
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import now
from foundation.words import in_language
from programs.grants import emails
from programs.grants.actions.awarding import tell
from programs.grants.choices import GrantStatus, TrancheStatus
from programs.grants.models import Evidence, Tranche
from programs.grants.permissions import acts_for, may_claim, require_on_grant
from programs.grants.queries import evidence_missing
from programs.grants.workflow import TRANCHE


class EvidenceMissing(DomainError):
    """`reasons` lists what is still asked."""

    code = "evidence_missing"


@dataclass(frozen=True)
class Piece:
    """One document of a claim; `code` is that of the evidence asked."""

    code: str
    document: Document
    label: str = ""
    amount: Decimal | None = None


@transaction.atomic
def add_evidence(*, tranche: Tranche, piece: Piece, by: User) -> Evidence:
    """Keep one document for a tranche that can be claimed, or for a paid one that is to be justified."""
    tranche = lock(tranche)
    if not may_claim(by, tranche.grant):
        raise NotPermitted(_("Only the beneficiary or an officer of the programme can claim."))
    if tranche.status not in (TrancheStatus.CLAIMABLE, TrancheStatus.PAID):
        raise DomainError(_("Evidence is handed in while the tranche can be claimed, or once it is paid."))
    evidence = _keep(tranche, piece, by)
    tell("evidence.handed_in", tranche, by, after={"evidence": piece.code})
    return evidence


@transaction.atomic
def claim_tranche(*, tranche: Tranche, by: User, pieces: Iterable[Piece] = ()) -> Tranche:
    """Ask for a tranche with its evidence: by the beneficiary, or by an officer for them."""
    tranche = lock(tranche)
    if not may_claim(by, tranche.grant):
        raise NotPermitted(_("Only the beneficiary or an officer of the programme can claim."))
    TRANCHE.take(tranche, "claim")
    for piece in pieces:
        _keep(tranche, piece, by)
    _refuse_missing(evidence_missing(tranche))
    tranche.claimed_at, tranche.claimed_by = now(), by
    tranche.save(update_fields=["status", "claimed_at", "claimed_by"])
    tell("tranche.claimed", tranche, by)
    return tranche


@transaction.atomic
def judge_evidence(*, evidence: Evidence, accepted: bool, by: User, reason: str = "") -> Evidence:
    """Accept or reject one piece; a rejection says why."""
    tranche = lock(evidence.tranche)
    _require_checker(tranche, by)
    if tranche.status != TrancheStatus.CLAIMED:
        raise DomainError(_("Evidence is examined while the tranche is claimed."))
    if not accepted and not reason.strip():
        raise InvalidValue(_("Say why this evidence is not accepted."))
    evidence = Evidence.objects.select_for_update().get(pk=evidence.pk)
    evidence.is_accepted, evidence.reason = accepted, reason.strip()[:240]
    evidence.save(update_fields=["is_accepted", "reason"])
    tell(
        "evidence.accepted" if accepted else "evidence.rejected",
        tranche,
        by,
        evidence.reason,
        {"evidence": evidence.code},
    )
    return evidence


@transaction.atomic
def return_claim(*, tranche: Tranche, reason: str, by: User) -> Tranche:
    """Ask the beneficiary for other evidence."""
    tranche = lock(tranche)
    _require_checker(tranche, by)
    if not reason.strip():
        raise InvalidValue(_("Say what evidence is missing or wrong."))
    TRANCHE.take(tranche, "return_claim")
    tranche.claimed_at = tranche.claimed_by = None
    tranche.save(update_fields=["status", "claimed_at", "claimed_by"])
    tell("tranche.returned", tranche, by, reason.strip())
    emails.queue_returned(tranche, reason.strip(), by)
    return tranche


@transaction.atomic
def check_evidence(*, tranche: Tranche, by: User, accept_all: bool = False) -> Tranche:
    """All evidence asked was accepted; `accept_all` first accepts what nobody judged yet."""
    tranche = lock(tranche)
    _require_checker(tranche, by)
    if tranche.grant.status != GrantStatus.ACTIVE:
        raise DomainError(_("This grant is on hold."))
    TRANCHE.take(tranche, "check_evidence")
    if accept_all:
        tranche.evidence.filter(is_accepted=None).update(is_accepted=True)
    _refuse_missing(evidence_missing(tranche, accepted_only=True))
    tranche.checked_at, tranche.checked_by = now(), by
    tranche.save(update_fields=["status", "checked_at", "checked_by"])
    tell("tranche.evidence_checked", tranche, by)
    return tranche


def lock(tranche: Tranche) -> Tranche:
    return (
        Tranche.objects.select_for_update(of=("self",))
        .select_related(
            "grant__party", "grant__budget_line", "grant__enrolment__version", "grant__enrolment__application__call"
        )
        .get(pk=tranche.pk)
    )


def _keep(tranche: Tranche, piece: Piece, by: User) -> Evidence:
    if piece.amount is not None and piece.amount < 0:
        raise InvalidValue(_("The amount cannot be negative."))
    return Evidence.objects.create(
        tranche=tranche, document=piece.document, code=piece.code, label=(piece.label or piece.code)[:160],
        amount=piece.amount, handed_in_by=by,
    )  # fmt: skip


def _require_checker(tranche: Tranche, by: User) -> None:
    require_on_grant(tranche.grant, "programs.check_evidence", by)
    if acts_for(by, tranche.grant) or tranche.claimed_by_id == by.pk:
        raise NotPermitted(_("Whoever claimed the tranche, or acts for the beneficiary, cannot examine its evidence."))


def _refuse_missing(missing: list[dict]) -> None:
    if missing:
        raise EvidenceMissing(
            _("Some of the evidence asked is missing."), reasons=[in_language(row["name"]) for row in missing]
        )
