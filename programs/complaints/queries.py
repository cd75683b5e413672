"""Reads about complaints: what waits for whom, what a day knew, who could answer."""

from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.fields import DateTimeField

from accounts.people.models import RoleAssignment, User
from accounts.people.roles import roles_with
from foundation.calendar import end_of_day, start_of_day, working_days_between
from foundation.time import CASABLANCA
from programs.complaints.choices import ComplaintStatus as S
from programs.complaints.models import Complaint
from programs.complaints.permissions import concerned
from programs.complaints.workflow import OPEN


def complaint_rows(user: User) -> QuerySet[Complaint]:
    """What the desk's list shows: within this person's reach, never about themselves."""
    if not user.has_perm("programs.view_complaint"):
        return Complaint.objects.none()
    return Complaint.objects.for_user(user).select_related("party", "handler", "application")


def waiting_for(user: User) -> QuerySet[Complaint]:
    """Open complaints this person has to move: theirs, and those nobody has when they may hand them out."""
    condition = Q(handler=user, status__in=[S.ASSIGNED, S.IN_PROGRESS])
    if user.has_perm("programs.assign_complaint"):
        condition |= Q(status__in=[S.NEW, S.REOPENED])
    return complaint_rows(user).filter(condition).order_by("due_on", "id")


def handlers_for(complaint: Complaint) -> QuerySet[User]:
    """Active people whose role reaches it and whom it is not about."""
    rows = RoleAssignment.objects.live().filter(role__in=roles_with("programs.answer_complaint"))
    reaching = {
        row.user_id for row in rows if row.program in ("", complaint.program) and complaint.area.startswith(row.area)
    }
    return User.objects.filter(is_active=True, pk__in=reaching - concerned(complaint)).order_by("full_name", "id")


def complaints_on(day: date, *, since: date | None = None, program: str = "", area: str = "") -> QuerySet[Complaint]:
    """Complaints received up to that day (from `since` on), as the day knew them: `answered_then` is their first answer, if it
    had been given by the evening. What happened later is not seen.
    """
    evening = end_of_day(day)
    rows = Complaint.objects.filter(received_at__lt=evening).order_by("received_at", "id")
    if since:
        rows = rows.filter(received_at__gte=start_of_day(since))
    if program:
        rows = rows.filter(program=program)
    if area:
        rows = rows.filter(area__startswith=area)
    answered = When(first_answered_at__lt=evening, then=F("first_answered_at"))
    return rows.annotate(answered_then=Case(answered, default=Value(None), output_field=DateTimeField()))


@dataclass(frozen=True)
class ComplaintFigures:
    """Received, answered, in time, and the median of working days from receipt to first answer (None: none answered)."""

    received: int
    answered: int
    in_time: int
    open: int
    median_days: float | None


def complaint_figures(day: date, *, since: date | None = None, program: str = "", area: str = "") -> ComplaintFigures:
    """The figures of a period as the day knew them; withdrawn ones count as received, and as neither answered nor open."""
    rows = complaints_on(day, since=since, program=program, area=area)
    received = answered = in_time = still_open = 0
    delays = []
    for begun, then, due_on, status in rows.values_list("received_at", "answered_then", "due_on", "status"):
        received += 1
        if then is not None:
            answered += 1
            in_time += then.astimezone(CASABLANCA).date() <= due_on
            delays.append(working_days_between(begun.astimezone(CASABLANCA).date(), then.astimezone(CASABLANCA).date()))
        elif status in OPEN or status == S.RESOLVED:
            still_open += 1
    return ComplaintFigures(received, answered, in_time, still_open, median(delays) if delays else None)
