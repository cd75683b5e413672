"""Steps of an application that the rooms above take: reviewed, decided, published, enrolled, renounced.

Each locks the row, takes the step of the one table and writes the event; the caller's transaction
holds whatever else belongs to it (ledger, decision, letters).
"""

from collections.abc import Sequence
from decimal import Decimal
from statistics import mean, median

from django.db import transaction

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.time import now, today
from programs.applications.models import Application
from programs.applications.workflow import WORKFLOW

_CENT = Decimal("0.01")


@transaction.atomic
def complete_review(*, application: Application, scores: Sequence[Decimal], by: User) -> Application:
    """The reviews are in: store median, mean and spread (highest minus lowest); the file is ready for the committee."""
    application = _locked(application)
    WORKFLOW.take(application, "complete_review")
    application.score_median = Decimal(median(scores)).quantize(_CENT)
    application.score_mean = Decimal(mean(scores)).quantize(_CENT)
    application.score_spread = (max(scores) - min(scores)).quantize(_CENT)
    application.save(update_fields=["status", "score_median", "score_mean", "score_spread"])
    record(
        "application.reviewed", target=application, by=by,
        after={"median": str(application.score_median), "reviews": len(scores)},
    )  # fmt: skip
    return application


@transaction.atomic
def decide(
    *, application: Application, step: str, by: User, amount: Decimal | None, rank: int | None, reason: str
) -> Application:
    """Take `approve`, `put_on_reserve` or `refuse` on an adopted decision. Not visible to the applicant before `publish`."""
    application = _locked(application)
    before = application.status
    WORKFLOW.take(application, step)
    application.decided_at = now()
    application.decided_by = by
    application.published_at = None
    application.appeal_until = None
    application.amount_approved = amount
    application.rank = rank
    application.outcome_reason = reason
    application.save(
        update_fields=[
            "status", "decided_at", "decided_by", "published_at", "appeal_until", "amount_approved", "rank", "outcome_reason",
        ]
    )  # fmt: skip
    record(
        f"application.{application.status}", target=application, by=by, reason=reason, before={"status": before},
        after={"status": application.status, "amount": None if amount is None else str(amount)},
    )  # fmt: skip
    return application


@transaction.atomic
def publish(*, application: Application, appeal_until, by: User) -> Application:
    """The applicant may know from now on."""
    application = _locked(application)
    application.published_at = now()
    application.appeal_until = appeal_until
    application.told_outcome = application.status
    application.save(update_fields=["published_at", "appeal_until", "told_outcome"])
    record("application.published", target=application, by=by, after={"status": application.status})
    return application


@transaction.atomic
def mark_enrolled(*, application: Application, by: User) -> Application:
    """approved → enrolled; the enrolments room holds the guards."""
    application = _locked(application)
    WORKFLOW.take(application, "enrol")
    application.closed_at = now()
    application.save(update_fields=["status", "closed_at"])
    record("application.enrolled", target=application, by=by)
    return application


@transaction.atomic
def mark_renounced(*, application: Application, by: User, reason: str) -> Application:
    """approved → renounced; the reviews room gives the money back."""
    application = _locked(application)
    WORKFLOW.take(application, "renounce")
    application.closed_at = now()
    application.outcome_reason = reason
    application.save(update_fields=["status", "closed_at", "outcome_reason"])
    record("application.renounced", target=application, by=by, reason=reason)
    return application


@transaction.atomic
def take_up_again(*, application: Application, by: User, reason: str) -> Application:
    """An appeal was upheld: back to screening or to the committee, by somebody who did not decide."""
    application = _locked(application)
    before = application.status
    WORKFLOW.take(application, "reopen" if WORKFLOW.allows(application, "reopen") else "reconsider")
    application.published_at = None
    application.appeal_until = None
    application.clock_stopped_at = None
    application.told_outcome = ""
    application.save(update_fields=["status", "published_at", "appeal_until", "clock_stopped_at", "told_outcome"])
    record(
        "application.taken_up_again", target=application, by=by, reason=reason,
        before={"status": before}, after={"status": application.status},
    )  # fmt: skip
    return application


def can_appeal(application: Application) -> bool:
    """Whether its published outcome may be contested today."""
    return bool(
        application.published_at
        and application.appeal_until
        and today() <= application.appeal_until
        and (WORKFLOW.allows(application, "reopen") or WORKFLOW.allows(application, "reconsider"))
    )


def _locked(application: Application) -> Application:
    return Application.objects.select_for_update().get(pk=application.pk)
