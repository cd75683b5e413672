"""What the committee decided becomes known, in one batch."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.outbox.actions import release_messages
from accounts.people.models import User
from foundation.errors import DomainError
from foundation.time import now, today
from programs.applications import outcomes
from programs.reviews.actions.committee import lock
from programs.reviews.choices import SessionStatus, Verdict
from programs.reviews.models import CommitteeSession, Decision
from programs.reviews.queries import publishable
from programs.reviews.signals import award_published
from programs.reviews.workflow import DECISION


@transaction.atomic
def publish_decisions(
    *, session: CommitteeSession, by: User, decisions: Iterable[Decision] | None = None
) -> list[Decision]:
    """Publish the adopted decisions of a signed session: letters leave, the appeal window opens.

    Asked again, publishes only what is not published yet.
    """
    session = lock(session, by, "programs.publish_decision")
    if session.status != SessionStatus.SIGNED:
        raise DomainError(_("The minutes must be signed before decisions are published."))
    chosen = publishable(session).select_for_update(of=("self",))
    if decisions is not None:
        chosen = chosen.filter(pk__in=[decision.pk for decision in decisions])
    published = [publish(decision, by) for decision in chosen]
    if not published:
        raise DomainError(_("There is nothing left to publish in this session."))
    record(
        "committee.published", target=session, by=by, program=session.call.version.program.code,
        after={"decisions": len(published)},
    )  # fmt: skip
    return published


def publish(decision: Decision, by: User) -> Decision:
    """One adopted decision of a signed session; the database refuses any other."""
    application = decision.application
    DECISION.take(decision, "publish")
    decision.published_at, decision.published_by = now(), by
    decision.save(update_fields=["status", "published_at", "published_by"])
    appeal_until = today() + timedelta(days=application.call.version.settings["appeal_days"])
    application = outcomes.publish(application=application, appeal_until=appeal_until, by=by)
    release_messages(about=application)
    if decision.verdict == Verdict.APPROVE:
        award_published.send(sender=Decision, application=application, by=by)
    return decision
