"""The life of an enrolment: started, paused, resumed, completed, ended early."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.networks.actions import aggregator_left_programme
from foundation.errors import DomainError, InvalidValue
from foundation.time import today
from programs.enrolments import emails
from programs.enrolments.actions.agreements import end_agreement_of
from programs.enrolments.actions.cohorts import lock_cohort, promote_waiting
from programs.enrolments.models import Cohort, Enrolment
from programs.enrolments.permissions import require_on
from programs.enrolments.queries import unsettled
from programs.enrolments.signals import (
    enrolment_completed,
    enrolment_exited,
    enrolment_paused,
    enrolment_resumed,
)
from programs.enrolments.workflow import ENROLMENT


class PlanNotDelivered(DomainError):
    """Support is still to be delivered or verified."""

    code = "plan_not_delivered"


@transaction.atomic
def start_enrolment(*, enrolment: Enrolment, by: User) -> Enrolment:
    enrolment = lock(enrolment, "programs.change_enrolment", by)
    ENROLMENT.take(enrolment, "start")
    enrolment.started_on = today()
    enrolment.save(update_fields=["status", "started_on"])
    record("enrolment.started", target=enrolment, by=by)
    return enrolment


@transaction.atomic
def pause_enrolment(*, enrolment: Enrolment, reason: str, review_on: date, by: User) -> Enrolment:
    """Hold support and payments, for a reason and until a day it is looked at again."""
    enrolment = lock(enrolment, "programs.change_enrolment", by)
    if not reason.strip():
        raise InvalidValue(_("Say why the enrolment is paused."))
    if review_on <= today():
        raise InvalidValue(_("The review date lies in the future."))
    ENROLMENT.take(enrolment, "pause")
    enrolment.paused_on, enrolment.review_on, enrolment.reason = today(), review_on, reason.strip()
    enrolment.save(update_fields=["status", "paused_on", "review_on", "reason"])
    record("enrolment.paused", target=enrolment, by=by, reason=enrolment.reason, after={"review_on": review_on})
    enrolment_paused.send(sender=Enrolment, enrolment=enrolment, by=by)
    return enrolment


@transaction.atomic
def resume_enrolment(*, enrolment: Enrolment, by: User) -> Enrolment:
    enrolment = lock(enrolment, "programs.change_enrolment", by)
    ENROLMENT.take(enrolment, "resume")
    enrolment.paused_on = enrolment.review_on = None
    enrolment.reason = ""
    enrolment.save(update_fields=["status", "paused_on", "review_on", "reason"])
    record("enrolment.resumed", target=enrolment, by=by)
    enrolment_resumed.send(sender=Enrolment, enrolment=enrolment, by=by)
    return enrolment


@transaction.atomic
def complete_enrolment(*, enrolment: Enrolment, by: User) -> Enrolment:
    """Everything promised was delivered and verified, or cancelled with a reason; payments are settled (the grants room refuses otherwise)."""
    enrolment = lock(enrolment, "programs.change_enrolment", by)
    left = list(unsettled(enrolment).order_by("planned_on"))
    if left:
        raise PlanNotDelivered(
            _("Support is still to be delivered or verified."),
            reasons=[f"{item.title_fr}: {item.get_status_display()}" for item in left],
        )
    ENROLMENT.take(enrolment, "complete")
    enrolment.ended_on = today()
    enrolment.save(update_fields=["status", "ended_on"])
    record("enrolment.completed", target=enrolment, by=by)
    enrolment_completed.send(sender=Enrolment, enrolment=enrolment, by=by)
    end_agreement_of(application=enrolment.application, by=by)
    emails.queue_completed(enrolment, by)
    return enrolment


@transaction.atomic
def exit_enrolment(*, enrolment: Enrolment, reason: str, by: User) -> Enrolment:
    """End it early, by the head of programme; what was committed and not paid returns to the line, the place in a group to who waits."""
    # The group before its people, and as the database has it: the caller may have read the enrolment before it joined.
    cohort = Cohort.objects.filter(enrolments=enrolment.pk).first()
    cohort = lock_cohort(cohort) if cohort else None
    enrolment = lock(enrolment, "programs.exit_enrolment", by)
    if not reason.strip():
        raise InvalidValue(_("Say why the enrolment ends."))
    ENROLMENT.take(enrolment, "exit")
    enrolment.ended_on, enrolment.reason = today(), reason.strip()
    enrolment.save(update_fields=["status", "ended_on", "reason"])
    record("enrolment.exited", target=enrolment, by=by, reason=enrolment.reason)
    enrolment_exited.send(sender=Enrolment, enrolment=enrolment, by=by)
    end_agreement_of(application=enrolment.application, by=by)
    aggregator_left_programme(party=enrolment.party, by=by)
    if cohort is not None:
        promote_waiting(cohort, by)
    return enrolment


def lock(enrolment: Enrolment, permission: str, by: User) -> Enrolment:
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("application__call__version__program", "party")
        .get(pk=enrolment.pk)
    )
    require_on(enrolment, permission, by)
    return enrolment
