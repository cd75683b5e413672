"""A centre's month: its groups' sessions, the days it is closed, the holidays. A table, and the same as a list; no script."""

import calendar
import datetime as dt
import math
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from artisans.parties.models import Party
from foundation.calendar import holiday_on, is_working_day
from foundation.time import today
from programs.budget.desk import enter, page
from programs.enrolments.queries import cohort_rows, session_rows
from programs.enrolments.tables import session_pill

ONE_DAY = dt.timedelta(days=1)


@require_GET
def centre_calendar(request: HttpRequest, reference: str) -> HttpResponse:
    enter(request, "programs.view_session")
    party = get_object_or_404(Party.objects.for_user(request.user).select_related("centre"), reference=reference)
    if not hasattr(party, "centre"):
        raise Http404
    first = _month(request.GET.get("month", ""))
    weeks = calendar.Calendar(firstweekday=calendar.MONDAY).monthdatescalendar(first.year, first.month)
    sessions = session_rows(request.user).filter(cohort__centre=party)
    busy = _by_day(
        sessions.filter(held_on__range=(weeks[0][0] - 60 * ONE_DAY, weeks[-1][-1])).order_by("held_on", "id")
    )
    closed: dict[dt.date, list[Any]] = {}
    for row in party.centre.days.filter(from_on__lte=weeks[-1][-1], to_on__gte=weeks[0][0]):
        for number in range((row.to_on - row.from_on).days + 1):
            closed.setdefault(row.from_on + ONE_DAY * number, []).append(row)
    days = [
        [
            {
                "day": day, "is_other": day.month != first.month, "is_today": day == today(), "is_off": not is_working_day(day),
                "holiday": holiday_on(day), "sessions": busy.get(day, []), "closed": closed.get(day, []),
            }
            for day in week
        ]
        for week in weeks
    ]  # fmt: skip
    context = {
        "title": _("Calendar of %(centre)s") % {"centre": party},
        "party": party,
        "first": first,
        "weeks": days,
        "listed": [day for week in days for day in week if not day["is_other"] and (day["sessions"] or day["closed"] or day["holiday"])],
        "names": [day["day"] for day in days[0]],
        "previous": _beside(first, -1),
        "next": _beside(first, 1),
        "cohorts": cohort_rows(request.user).filter(centre=party).order_by("-starts_on", "id")[:20],
    }  # fmt: skip
    return page(request, "programs/enrolments/calendar.html", context)


def _by_day(sessions: Any) -> dict[dt.date, list[dict[str, Any]]]:
    """Each session on each of its days; cancelled ones stay readable."""
    found: dict[dt.date, list[dict[str, Any]]] = {}
    for row in sessions:
        entry = {"row": row, "pill": session_pill(row)}
        for number in range(max(math.ceil(row.days), 1)):
            found.setdefault(row.held_on + ONE_DAY * number, []).append(entry)
    return found


def _month(text: str) -> dt.date:
    try:
        year, month = text.split("-")
        first = dt.date(int(year), int(month), 1)
    except ValueError:
        return today().replace(day=1)
    return first if 2000 <= first.year <= 2099 else today().replace(day=1)


def _beside(first: dt.date, step: int) -> str:
    number = first.year * 12 + first.month - 1 + step
    return f"{number // 12}-{number % 12 + 1:02d}"
