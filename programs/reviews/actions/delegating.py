"""The fast track: a committee delegates once, in a signed session, within caps; each decision still stands in that session."""

from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.formats import format_money
from foundation.time import now, today
from programs.applications.models import Application
from programs.budget.actions import lock_line
from programs.reviews.actions.committee import lock
from programs.reviews.actions.deciding import adopt
from programs.reviews.actions.publishing import publish
from programs.reviews.amounts import proposed_amount
from programs.reviews.choices import SessionStatus, Verdict
from programs.reviews.models import CommitteeSession, Decision, FastTrackDelegation
from programs.reviews.permissions import is_own_file
from programs.reviews.queries import places_left


class BeyondDelegation(DomainError):
    """The decision needs the committee itself."""

    code = "beyond_delegation"


@transaction.atomic
def delegate_fast_track(
    *,
    session: CommitteeSession,
    holder: User,
    cap_per_file: Decimal,
    cap_total: Decimal,
    valid_until: date,
    by: User,
    sample_percent: int = 10,
) -> FastTrackDelegation:
    """Record the delegation a committee gave: before its minutes are signed, in force once they are."""
    session = lock(session, by)
    if not session.call.is_fast_track:
        raise DomainError(_("Only a fast-track call can be decided by delegation."))
    if session.status != SessionStatus.CLOSED:
        raise DomainError(_("The delegation is recorded once the session is closed and before its minutes are signed."))
    if holder.pk == by.pk:
        raise NotPermitted(_("Nobody gives a delegation to themselves."))
    if valid_until < today():
        raise InvalidValue(_("Give a day to come."))
    if FastTrackDelegation.objects.filter(session=session).exists():
        raise DomainError(_("This session gave its delegation already."))
    if not 0 < cap_per_file <= cap_total or not 1 <= sample_percent <= 100:
        raise InvalidValue(_("Give a cap per file, a cap in all that is not below it, and a sample from 1 to 100 %."))
    delegation = FastTrackDelegation.objects.create(
        session=session, holder=holder, cap_per_file=cap_per_file, cap_total=cap_total, valid_until=valid_until,
        sample_percent=sample_percent, granted_by=by,
    )  # fmt: skip
    record(
        "committee.delegated", target=session, by=by, program=session.call.version.program.code,
        after={"holder": holder.pk, "cap_per_file": cap_per_file, "cap_total": cap_total, "until": valid_until},
    )  # fmt: skip
    return delegation


@transaction.atomic
def end_delegation(*, delegation: FastTrackDelegation, reason: str, by: User) -> FastTrackDelegation:
    """No decision more under it from now on; what was decided stands. By the committee's secretary or its holder."""
    lock_line_of(delegation)
    delegation = (
        FastTrackDelegation.objects.select_for_update(of=("self",))
        .select_related("session__call__version__program")
        .get(pk=delegation.pk)
    )
    if by.pk != delegation.holder_id:
        lock(delegation.session, by)
    if delegation.ended_at is not None:
        raise DomainError(_("This delegation has ended."))
    if not reason.strip():
        raise InvalidValue(_("Say why the delegation ends."))
    delegation.ended_at, delegation.ended_by, delegation.end_reason = now(), by, reason.strip()[:240]
    delegation.save(update_fields=["ended_at", "ended_by", "end_reason"])
    record(
        "committee.delegation_ended", target=delegation.session, by=by, reason=delegation.end_reason,
        program=delegation.session.call.version.program.code, after={"holder": delegation.holder_id},
    )  # fmt: skip
    return delegation


def lock_line_of(delegation: FastTrackDelegation) -> None:
    """The lock every decision under the delegation takes first: an end and a decision never pass each other."""
    call = delegation.session.call
    if call.budget_line_id:
        lock_line(call.budget_line)


@transaction.atomic
def decide_under_delegation(
    *,
    delegation: FastTrackDelegation,
    application: Application,
    by: User,
    amount: Decimal | None = None,
    reason: str = "",
) -> Decision:
    """Select one file at once: adopted, published and its money reserved, within the caps of the signed delegation."""
    call = application.call
    line = lock_line(call.budget_line) if call.budget_line_id else None
    delegation = FastTrackDelegation.objects.select_related("session__call").get(pk=delegation.pk)
    amount = proposed_amount(application) if amount is None else amount
    _check_delegation(delegation, application, amount, by)
    earlier = Decision.objects.select_for_update().filter(application=application, is_current=True).first()
    if earlier:
        raise DomainError(_("There is already a decision on this file."))
    decision = Decision.objects.create(
        session=delegation.session, application=application, verdict=Verdict.APPROVE, amount=amount, reason=reason,
        delegation=delegation, is_sampled=_is_drawn(application, delegation), proposed_by=by,
    )  # fmt: skip
    adopt(decision, line, by)
    return publish(decision, by)


def _check_delegation(delegation: FastTrackDelegation, application: Application, amount: Decimal, by: User) -> None:
    session = delegation.session
    if session.status != SessionStatus.SIGNED:
        raise BeyondDelegation(_("The minutes that give this delegation are not signed yet."))
    if by.pk != delegation.holder_id or not by.is_active:
        raise NotPermitted(_("This delegation was given to somebody else."))
    if is_own_file(by, application):
        raise NotPermitted(_("Nobody decides on their own file."))
    if application.call_id != session.call_id:
        raise BeyondDelegation(_("This delegation is for another call."))
    if delegation.ended_at is not None or today() > delegation.valid_until:
        raise BeyondDelegation(_("This delegation has ended."))
    if amount > delegation.cap_per_file:
        raise BeyondDelegation(
            _("%(amount)s is above the cap of %(cap)s for one file: the committee must decide.")
            % {"amount": format_money(amount), "cap": format_money(delegation.cap_per_file)}
        )
    # The budget line's lock makes this sum safe: a call without a line grants no money.
    used = delegation.decisions.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    if used + amount > delegation.cap_total:
        raise BeyondDelegation(
            _("With this file the delegation would come to %(total)s; its cap is %(cap)s.")
            % {"total": format_money(used + amount), "cap": format_money(delegation.cap_total)}
        )
    if places_left(session.call) == 0:
        raise BeyondDelegation(_("No place is left in this call."))


def _is_drawn(application: Application, delegation: FastTrackDelegation) -> bool:
    """Nobody can choose who is checked: the draw follows from the random reference of the file."""
    drawn = int.from_bytes(sha256(f"{delegation.pk}:{application.reference}".encode()).digest()[:4]) % 100
    return drawn < delegation.sample_percent
