"""Trainings, workshops and fairs that several people attend."""

import math
from collections.abc import Iterable
from datetime import date, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.networks.choices import DayKind
from artisans.networks.models import CentreDay
from foundation.errors import DomainError, InvalidValue
from foundation.time import now, today
from programs.budget.permissions import require, require_for_line
from programs.catalog.choices import SupportKind
from programs.enrolments import emails
from programs.enrolments.actions.supporting import deliver_support, schedule_support, unschedule_support
from programs.enrolments.choices import EnrolmentStatus, SupportStatus
from programs.enrolments.models import Attendance, Cohort, Enrolment, Session, SupportItem
from programs.enrolments.workflow import LIVE, SESSION, SUPPORT


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
    starts_at: time | None = None,
    service: str = "",
) -> Session:
    """Convene a group. With a service of the programme, that line of everybody's plan is scheduled for this session; else
    `schedule_support(session=…)` ties people's plans to it one by one."""
    program = cohort.call.version.program.code
    require_for_line(by, "programs.record_support", program)
    if kind not in cohort.call.version.settings["support_kinds"] or kind == SupportKind.CASH:
        raise InvalidValue(_("The programme does not give this kind of support."))
    if held_on < cohort.starts_on or (cohort.ends_on and held_on > cohort.ends_on):
        raise InvalidValue(_("The session lies within the time of its group."))
    if days <= 0:
        raise InvalidValue(_("A session lasts at least half a day."))
    if closed := _closed(cohort, held_on, days):
        raise DomainError(_("The centre is closed then: %(what)s.") % {"what": closed.title})
    session = Session.objects.create(
        cohort=cohort, kind=kind, title_fr=title_fr, title_ar=title_ar, held_on=held_on, days=days, place=place,
        starts_at=starts_at,
    )  # fmt: skip
    record("session.planned", target=session, by=by, program=program, after={"held_on": held_on, "days": days})
    if service:
        for item in SupportItem.objects.filter(
            enrolment__cohort=cohort, service=service, status=SupportStatus.PLANNED, enrolment__status__in=LIVE
        ).order_by("id"):
            schedule_support(item=item, session=session, by=by)
    if held_on >= today():  # a session written down afterwards invites nobody
        emails.queue_planned(session, _convened(session), by)
    return session


@transaction.atomic
def hold_session(*, session: Session, present: Iterable[Enrolment], by: User) -> Session:
    """Record who was there; support tied to the session is delivered to those present and stays open for the others.

    The same sheet sent twice (a tired thumb, a bad network) changes nothing; another one is a correction.
    """
    session, program = _locked(session, by)
    there = {enrolment.pk for enrolment in present}
    if session.status == SupportStatus.DELIVERED and there == _present(session):
        return session
    if session.held_on > today():
        raise InvalidValue(_("Attendance is recorded on the day of the session or afterwards."))
    group = list(session.cohort.enrolments.filter(status=EnrolmentStatus.ACTIVE).order_by("id"))
    for area in {enrolment.area for enrolment in group}:
        require(by, "programs.record_support", program=program, area=area)
    if there - {enrolment.pk for enrolment in group}:
        raise DomainError(_("Somebody on this list is not an active member of the group."))
    SESSION.take(session, "deliver")
    session.save(update_fields=["status"])
    Attendance.objects.bulk_create(
        Attendance(session=session, enrolment=enrolment, was_present=enrolment.pk in there, recorded_by=by)
        for enrolment in group
    )
    _deliver(session, there, by)
    record("session.held", target=session, by=by, program=program, after={"present": len(there), "group": len(group)})
    return session


@transaction.atomic
def correct_attendance(*, session: Session, present: Iterable[Enrolment], reason: str, by: User) -> Session:
    """Put a sheet right, with the reason. Whoever received support in this session was there: that cannot be taken back here."""
    session, program = _locked(session, by)
    if session.status != SupportStatus.DELIVERED:
        raise DomainError(_("Only a recorded attendance is corrected."))
    if not reason.strip():
        raise InvalidValue(_("Say why the attendance was wrong."))
    there, before = {enrolment.pk for enrolment in present}, _present(session)
    rows = list(session.attendances.select_for_update(of=("self",)).select_related("enrolment__party"))
    for area in {row.enrolment.area for row in rows}:
        require(by, "programs.record_support", program=program, area=area)
    if there - {row.enrolment_id for row in rows}:
        raise DomainError(_("Somebody on this list is not an active member of the group."))
    gone = before - there
    given = SupportItem.objects.filter(
        session=session, enrolment__in=gone, status__in=[SupportStatus.DELIVERED, SupportStatus.VERIFIED]
    ).select_related("enrolment__party")
    if item := given.first():
        raise DomainError(
            _("Support of this session is recorded as given to %(name)s.") % {"name": item.enrolment.party}
        )
    for row in rows:
        if row.was_present != (row.enrolment_id in there):
            row.was_present, row.recorded_at, row.recorded_by = row.enrolment_id in there, now(), by
            row.save(update_fields=["was_present", "recorded_at", "recorded_by"])
    _deliver(session, there - before, by)
    if there != before:
        record(
            "session.attendance_corrected", target=session, by=by, program=program, reason=reason.strip(),
            before={"present": sorted(before)}, after={"present": sorted(there)},
        )  # fmt: skip
    return session


@transaction.atomic
def cancel_session(*, session: Session, reason: str, by: User) -> Session:
    """It does not take place; support tied to it goes back to people's plans, to be scheduled again."""
    session, program = _locked(session, by)
    if not reason.strip():
        raise InvalidValue(_("Say why this session is cancelled."))
    SESSION.take(session, "cancel")
    session.reason = reason.strip()[:300]
    session.save(update_fields=["status", "reason"])
    if session.held_on >= today():
        emails.queue_cancelled(session, _convened(session), by)
    for item in session.support_items.filter(status=SupportStatus.SCHEDULED).order_by("id"):
        unschedule_support(item=item, by=by)
    record("session.cancelled", target=session, by=by, program=program, reason=reason.strip())
    return session


def _locked(session: Session, by: User) -> tuple[Session, str]:
    session = (
        Session.objects.select_for_update(of=("self",))
        .select_related("cohort__call__version__program")
        .get(pk=session.pk)
    )
    program = session.cohort.call.version.program.code
    require_for_line(by, "programs.record_support", program)
    return session, program


def _convened(session: Session) -> QuerySet[Enrolment]:
    """The group as it stands: those who go on, and those about to begin."""
    people = session.cohort.enrolments.filter(status__in=[EnrolmentStatus.ENROLLED, EnrolmentStatus.ACTIVE])
    return people.select_related("party", "application").order_by("id")


def _present(session: Session) -> set[int]:
    return set(session.attendances.filter(was_present=True).values_list("enrolment_id", flat=True))


def _deliver(session: Session, there: set[int], by: User) -> None:
    for item in session.support_items.filter(enrolment__in=there).exclude(kind=SupportKind.EQUIPMENT).order_by("id"):
        if SUPPORT.allows(item, "deliver"):
            deliver_support(item=item, by=by, delivered_on=session.held_on)


def _closed(cohort: Cohort, held_on: date, days: Decimal) -> CentreDay | None:
    """What closes the group's centre during the session."""
    last = held_on + timedelta(days=max(math.ceil(days) - 1, 0))
    return CentreDay.objects.filter(
        centre__party=cohort.centre_id, kind__in=[DayKind.CLOSED, DayKind.MAINTENANCE], from_on__lte=last,
        to_on__gte=held_on,
    ).first()  # fmt: skip
