"""Proposals in their order, adopted together under the lock of the budget line."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.outbox.actions import supersede_messages
from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue
from foundation.formats import format_money
from foundation.time import now
from programs.applications import outcomes
from programs.applications.choices import ApplicationStatus
from programs.applications.models import Application
from programs.budget.actions import BudgetExhausted, lock_line, reserve
from programs.budget.queries import available
from programs.reviews import emails
from programs.reviews.actions.committee import check_quorum, lock
from programs.reviews.amounts import check_award, proposed_amount
from programs.reviews.choices import DecisionStatus, SessionStatus, Verdict
from programs.reviews.models import CommitteeSession, Decision
from programs.reviews.queries import cut_at, file_ceiling, places_left
from programs.reviews.workflow import DECISION

STEPS = {Verdict.APPROVE: "approve", Verdict.RESERVE: "put_on_reserve", Verdict.REFUSE: "refuse"}


class TooManyPlaces(DomainError):
    """More files were selected than the call has places."""

    code = "too_many_places"


@transaction.atomic
def propose_decisions(
    *,
    session: CommitteeSession,
    by: User,
    count: int | None = None,
    reserve_count: int | None = None,
    lowest_score: Decimal | None = None,
    reason: str = "",
) -> list[Decision]:
    """Propose by rank: select the first `count` (None: as many as money and places allow), then the waiting list, then refusals.

    Files below `lowest_score` are refused whatever their rank; `reserve_count` None keeps all others waiting.
    Proposals of the same session made before are replaced.
    """
    session = lock(session, by)
    if session.status not in (SessionStatus.PLANNED, SessionStatus.OPEN):
        raise DomainError(_("Proposals are made before the session is closed."))
    _withdraw_proposals(session)
    made, waiting = [], 0
    for row in cut_at(session.call, count).files:
        below = lowest_score is not None and (row.application.score_median or 0) < lowest_score
        if row.is_above and not below:
            verdict = Verdict.APPROVE
        elif not below and (reserve_count is None or waiting < reserve_count):
            verdict, waiting = Verdict.RESERVE, waiting + 1
        else:
            verdict = Verdict.REFUSE
        made.append(_propose(session, row.application, verdict, row.amount, row.rank, reason, by))
    return made


@transaction.atomic
def change_proposal(
    *, decision: Decision, verdict: str, by: User, amount: Decimal | None = None, reason: str = ""
) -> Decision:
    """The committee departs from the ranking: with a reason, before the session is closed."""
    lock(decision.session, by)
    decision = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("application__call__version", "session")
        .get(pk=decision.pk)
    )
    if decision.status != DecisionStatus.PROPOSED or decision.session.status not in (
        SessionStatus.PLANNED,
        SessionStatus.OPEN,
    ):
        raise DomainError(_("This proposal can no longer change."))
    if verdict not in Verdict.values:
        raise InvalidValue(_("Choose one of the three decisions."))
    if not reason.strip():
        raise InvalidValue(_("Say why the committee departs from the ranking."))
    amount = proposed_amount(decision.application) if amount is None else amount
    limit = file_ceiling(decision.application.call)
    if verdict == Verdict.APPROVE and limit is not None and amount > limit:
        raise InvalidValue(_("The ceiling for one file is %(limit)s.") % {"limit": format_money(limit)})
    before = {"verdict": decision.verdict, "amount": decision.amount}
    decision.verdict, decision.reason = verdict, reason.strip()
    decision.amount = amount if verdict == Verdict.APPROVE else None
    decision.save(update_fields=["verdict", "reason", "amount"])
    _tell("decision.changed", decision, by, before=before)
    return decision


@transaction.atomic
def adopt_decisions(*, session: CommitteeSession, by: User) -> list[Decision]:
    """Make the session's proposals its decisions: all or none.

    The session must be closed with its quorum. Under the lock of the budget line the selected total must be available;
    each selected file gets its reservation. Letters are written and held until publication.
    """
    session = lock(session, by)
    if session.status != SessionStatus.CLOSED:
        raise DomainError(_("Decisions are adopted once the session is closed and before its minutes are signed."))
    check_quorum(session)
    line = lock_line(session.call.budget_line) if session.call.budget_line_id else None
    proposals = list(
        Decision.objects.select_for_update(of=("self",))
        .filter(session=session, status=DecisionStatus.PROPOSED, is_current=True)
        .select_related("application__party", "application__call__version__program")
        .order_by("rank", "id")
    )
    if not proposals:
        raise DomainError(_("There is nothing to adopt in this session."))
    selected = [decision for decision in proposals if decision.verdict == Verdict.APPROVE]
    _check_room(session, line, selected)
    return [adopt(decision, line, by) for decision in proposals]


def adopt(decision: Decision, line, by: User) -> Decision:
    """One decision becomes binding; the caller holds the line's lock and has checked the room."""
    application = decision.application
    if decision.verdict == Verdict.APPROVE and decision.amount:
        check_award(application, decision.amount)
    DECISION.take(decision, "adopt")
    decision.adopted_at, decision.adopted_by = now(), by
    decision.save(update_fields=["status", "adopted_at", "adopted_by"])
    outcomes.decide(
        application=application, step=STEPS[Verdict(decision.verdict)], by=by, amount=decision.amount, rank=decision.rank,
        reason=decision.reason,
    )  # fmt: skip
    if decision.verdict == Verdict.APPROVE and decision.amount:
        if line is None:
            raise DomainError(_("This call has no budget line: no money can be granted."))
        # Written now, in the same transaction: two committees may adopt on the same line in the same second.
        reserve(
            line=line,
            amount=decision.amount,
            source=source_of(application),
            by=by,
            key=f"reserve:decision:{decision.pk}",
        )
    letter = emails.queue_decision(decision, by)
    if decision.replaces_id:  # a promotion or a new decision after an appeal: the older letter must not leave any more
        supersede_messages(about=application, by=letter or by)
    return decision


def source_of(application: Application) -> str:
    """The name under which the ledger keeps this file's money from reservation to payment."""
    return f"application:{application.reference}"


def _check_room(session: CommitteeSession, line, selected: list[Decision]) -> None:
    places = places_left(session.call)
    if places is not None and len(selected) > places:
        raise TooManyPlaces(
            _("%(selected)s files are selected for %(places)s places.") % {"selected": len(selected), "places": places}
        )
    total = sum((decision.amount or Decimal(0) for decision in selected), Decimal(0))
    left = available(line) if line else Decimal(0)
    if total > left:
        raise BudgetExhausted(
            _("The selected files come to %(total)s; %(left)s are available.")
            % {"total": format_money(total), "left": format_money(left)}
        )


def _withdraw_proposals(session: CommitteeSession) -> None:
    """Forget what this session proposed for files of the ranking; what it would have replaced stands again."""
    proposals = Decision.objects.select_for_update(of=("self",)).filter(
        session=session, status=DecisionStatus.PROPOSED, application__status=ApplicationStatus.READY
    )
    for proposal in proposals:
        earlier = proposal.replaces_id
        proposal.delete()
        Decision.objects.filter(pk=earlier).update(is_current=True)


def _propose(
    session: CommitteeSession,
    application: Application,
    verdict: str,
    amount: Decimal,
    rank: int | None,
    reason: str,
    by: User,
) -> Decision:
    earlier = Decision.objects.select_for_update().filter(application=application, is_current=True).first()
    if earlier and earlier.status == DecisionStatus.PROPOSED:
        raise DomainError(
            _("The file %(reference)s is already proposed in another session.") % {"reference": application.reference}
        )
    if earlier:
        earlier.is_current = False
        earlier.save(update_fields=["is_current"])
    decision = Decision.objects.create(
        session=session, application=application, verdict=verdict, rank=rank, reason=reason, replaces=earlier,
        amount=amount if verdict == Verdict.APPROVE else None, proposed_by=by,
    )  # fmt: skip
    _tell("decision.proposed", decision, by)
    return decision


def _tell(action: str, decision: Decision, by: User, before: dict | None = None) -> None:
    application = decision.application
    record(
        action, target=decision, by=by, party=application.party, program=application.program, area=application.area,
        reason=decision.reason, before=before, after={"verdict": decision.verdict, "amount": decision.amount},
    )  # fmt: skip
