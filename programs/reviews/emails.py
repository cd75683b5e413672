"""Letters of this room. Decisions are held until they are published."""

from accounts.outbox.actions import queue_message
from accounts.outbox.models import Message
from accounts.people.models import User
from foundation.formats import format_date, format_money
from programs.reviews.choices import Verdict
from programs.reviews.models import Appeal, Assignment, Decision

_DECISIONS = {
    Verdict.APPROVE: "decision_approved",
    Verdict.RESERVE: "decision_reserve",
    Verdict.REFUSE: "decision_refused",
}


def queue_decision(decision: Decision, by: User) -> Message | None:
    """The letter of a decision, held as a draft until `release_messages`."""
    application = decision.application
    language = application.language
    context = {
        "reference": application.reference,
        "call": _in(application.call, language),
        "amount": format_money(decision.amount, language=language) if decision.amount else "—",
        "rank": str(decision.rank or ""),
        "reason": decision.reason or "—",
        "days": str(application.call.version.settings["appeal_days"]),
    }
    return queue_message(
        _DECISIONS[Verdict(decision.verdict)], party=application.party, about=application, context=context,
        language=language, hold=True, key=f"decision:{decision.pk}", by=by,
    )  # fmt: skip


def queue_invitation(assignment: Assignment, by: User) -> None:
    """A reviewer is told once a round that files wait; the letter names none of them."""
    round = assignment.round
    reviewer = assignment.reviewer
    queue_message(
        "review_invitation", user=reviewer, about=round,
        context={"call": _in(round.call, reviewer.language), "due": format_date(round.due_on, language=reviewer.language) or "—"},
        key=f"review:{round.pk}:{reviewer.pk}", by=by,
    )  # fmt: skip


def queue_appeal_answer(appeal: Appeal, by: User) -> None:
    application = appeal.application
    queue_message(
        "appeal_answered", party=application.party, about=application, language=application.language,
        context={"reference": application.reference, "answer": appeal.answer}, key=f"appeal:{appeal.pk}", by=by,
    )  # fmt: skip


def _in(call, language: str) -> str:
    return getattr(call, f"name_{language}", "") or call.name_fr
