"""Approval by the head of programme, justification of what was paid, and tranches that others block."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue, NotPermitted, StepNotAllowed
from foundation.time import now
from programs.grants.actions.awarding import tell
from programs.grants.actions.claiming import lock
from programs.grants.choices import GrantStatus, TrancheStatus
from programs.grants.models import Tranche
from programs.grants.permissions import acts_for, require_on_grant
from programs.grants.queries import is_justified, previous
from programs.grants.workflow import TRANCHE


class NotJustified(DomainError):
    """The tranche before was not accounted for."""

    code = "previous_not_justified"


@transaction.atomic
def approve_tranche(*, tranche: Tranche, by: User) -> Tranche:
    """Make it payable: another person than the one who checked, and only once the tranche before is justified or waived."""
    tranche = lock(tranche)
    require_on_grant(tranche.grant, "programs.approve_tranche", by)
    if tranche.checked_by_id == by.pk or tranche.claimed_by_id == by.pk or acts_for(by, tranche.grant):
        raise NotPermitted(_("Whoever claimed the tranche or checked its evidence cannot also approve the payment."))
    if tranche.grant.status != GrantStatus.ACTIVE:
        raise DomainError(_("This grant is on hold."))
    TRANCHE.take(tranche, "approve")
    before = previous(tranche)
    if not is_justified(before):
        raise NotJustified(
            _("Tranche %(number)s must first be justified, or that duty waived with a reason.")
            % {"number": before.number}
        )
    tranche.approved_at, tranche.approved_by = now(), by
    tranche.save(update_fields=["status", "approved_at", "approved_by"])
    tell("tranche.approved", tranche, by)
    return tranche


@transaction.atomic
def justify_tranche(*, tranche: Tranche, by: User) -> Tranche:
    """The use of a paid tranche was shown."""
    tranche = lock(tranche)
    require_on_grant(tranche.grant, "programs.check_evidence", by)
    return _justify(tranche, by, "", "tranche.justified")


@transaction.atomic
def waive_justification(*, tranche: Tranche, reason: str, by: User) -> Tranche:
    """The head of programme does without the justification, and says why."""
    tranche = lock(tranche)
    require_on_grant(tranche.grant, "programs.approve_tranche", by)
    if not reason.strip():
        raise InvalidValue(_("Say why the justification is waived."))
    return _justify(tranche, by, reason.strip()[:240], "tranche.justification_waived")


@transaction.atomic
def block_tranche(*, tranche: Tranche, cause: str, authority: str, by: User) -> Tranche:
    """Waiting for somebody else: name the cause and the authority that can lift it."""
    tranche = lock(tranche)
    require_on_grant(tranche.grant, "programs.block_tranche", by)
    if not cause.strip() or not authority.strip():
        raise InvalidValue(_("Name the cause and the responsible authority."))
    before = tranche.status
    TRANCHE.take(tranche, "block")
    tranche.blocked_from = before
    tranche.blocked_cause, tranche.blocked_authority = cause.strip()[:240], authority.strip()[:160]
    tranche.blocked_at, tranche.blocked_by = now(), by
    tranche.save(
        update_fields=["status", "blocked_from", "blocked_cause", "blocked_authority", "blocked_at", "blocked_by"]
    )
    tell(
        "tranche.blocked", tranche, by, tranche.blocked_cause, {"authority": tranche.blocked_authority, "from": before}
    )
    return tranche


@transaction.atomic
def unblock_tranche(*, tranche: Tranche, by: User) -> Tranche:
    """Back to exactly where it was."""
    tranche = lock(tranche)
    require_on_grant(tranche.grant, "programs.block_tranche", by)
    pairs = {(source, step.target) for step in TRANCHE.steps if step.name == "unblock" for source in step.sources}
    if (tranche.status, tranche.blocked_from) not in pairs:
        raise StepNotAllowed(_("This tranche is not blocked."))
    cause = tranche.blocked_cause
    # The table has one “unblock” per state; which of them is decided by where the tranche stood.
    tranche.status, tranche.blocked_from = tranche.blocked_from, ""
    tranche.blocked_cause = tranche.blocked_authority = ""
    tranche.blocked_at = tranche.blocked_by = None
    tranche.save(
        update_fields=["status", "blocked_from", "blocked_cause", "blocked_authority", "blocked_at", "blocked_by"]
    )
    tell("tranche.unblocked", tranche, by, cause, {"to": tranche.status})
    return tranche


def _justify(tranche: Tranche, by: User, waiver: str, action: str) -> Tranche:
    if tranche.status != TrancheStatus.PAID:
        raise DomainError(_("Only a paid tranche is justified."))
    if acts_for(by, tranche.grant):
        raise NotPermitted(_("Nobody justifies their own payment."))
    if tranche.justified_at is not None:
        raise DomainError(_("This tranche is justified already."))
    tranche.justified_at, tranche.justified_by, tranche.waiver_reason = now(), by, waiver
    tranche.save(update_fields=["justified_at", "justified_by", "waiver_reason"])
    tell(action, tranche, by, waiver)
    return tranche
