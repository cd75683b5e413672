"""Trainings, workshops and fairs that several people attend."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue
from foundation.time import today
from programs.budget.permissions import require_for_line
from programs.enrolments.actions.supporting import deliver_support
from programs.enrolments.choices import EnrolmentStatus
from programs.enrolments.models import Attendance, Cohort, Enrolment, Session
from programs.enrolments.workflow import SESSION, SUPPORT


@transaction.atomic
def plan_session(
    *,
    cohort: Cohort,
    kind: str,
    title_fr: str,
    held_on: date,
    by: User,
    title_ar: str = "",
    days: Decimal = Decimal(1),
    place: str = "",
) -> Session:
    """Convene a group; `schedule_support(session=…)` ties people's plans to it."""
    program = cohort.call.version.program.code
    require_for_line(by, "programs.record_support", program)
    session = Session.objects.create(
        cohort=cohort, kind=kind, title_fr=title_fr, title_ar=title_ar, held_on=held_on, days=days, place=place
    )
    record("session.planned", target=session, by=by, program=program)
    return session


@transaction.atomic
def hold_session(*, session: Session, present: Iterable[Enrolment], by: User) -> Session:
    """Record who was there; support tied to the session is delivered to those present and stays open for the others."""
    session = (
        Session.objects.select_for_update(of=("self",))
        .select_related("cohort__call__version__program")
        .get(pk=session.pk)
    )
    program = session.cohort.call.version.program.code
    require_for_line(by, "programs.record_support", program)
    if session.held_on > today():
        raise InvalidValue(_("Attendance is recorded on the day of the session or afterwards."))
    there = {enrolment.pk for enrolment in present}
    group = list(session.cohort.enrolments.filter(status=EnrolmentStatus.ACTIVE).order_by("id"))
    if there - {enrolment.pk for enrolment in group}:
        raise DomainError(_("Somebody on this list is not an active member of the group."))
    SESSION.take(session, "deliver")
    session.save(update_fields=["status"])
    Attendance.objects.bulk_create(
        Attendance(session=session, enrolment=enrolment, was_present=enrolment.pk in there, recorded_by=by)
        for enrolment in group
    )
    for item in session.support_items.filter(enrolment__in=there).order_by("id"):
        if SUPPORT.allows(item, "deliver"):
            deliver_support(item=item, by=by, delivered_on=session.held_on)
    record("session.held", target=session, by=by, program=program, after={"present": len(there), "group": len(group)})
    return session


@transaction.atomic
def cancel_session(*, session: Session, reason: str, by: User) -> Session:
    session = (
        Session.objects.select_for_update(of=("self",))
        .select_related("cohort__call__version__program")
        .get(pk=session.pk)
    )
    program = session.cohort.call.version.program.code
    require_for_line(by, "programs.record_support", program)
    if not reason.strip():
        raise InvalidValue(_("Say why this session is cancelled."))
    SESSION.take(session, "cancel")
    session.save(update_fields=["status"])
    record("session.cancelled", target=session, by=by, program=program, reason=reason.strip())
    return session
