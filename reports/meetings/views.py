"""The secretary's pages around a meeting: planning it, its agenda, who was called and came, its minutes, the board's calendar."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.errors import DomainError
from foundation.time import today
from programs.budget.desk import act, enter, page, typed
from reports.board.models import BoardMeeting
from reports.meetings import actions
from reports.meetings.forms import AgendaForms, MeetingForm, MinutesForm, ResolutionForm, RulesForm, presence_forms
from reports.meetings.models import BoardMember, Minutes
from reports.meetings.queries import convocation_due, previous_meeting, quorum_of, rules, seats_of

CHANGE = "reports.change_boardmeeting"


@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """Put a meeting into the calendar."""
    enter(request, "reports.add_boardmeeting")
    made: list[BoardMeeting] = []

    def run() -> None:
        made.append(actions.plan_meeting(by=request.user, **typed(MeetingForm, request)))

    answer = act(request, run, _("The meeting is planned: set its agenda."), "admin:reports_reports")
    return redirect("admin:reports_agenda", made[0].code) if made else answer


@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: HttpRequest, code: str) -> HttpResponse:
    """The points in their order; on sending, the numbers typed set the order and empty points fall away."""
    enter(request, CHANGE)
    found = get_object_or_404(BoardMeeting, code=code)
    initial = [
        {"kind": row.kind, "title_fr": row.title_fr, "title_ar": row.title_ar}
        for row in found.agenda.order_by("position")
    ]
    forms = AgendaForms(request.POST or None, initial=initial)
    if request.method == "POST" and forms.is_valid():
        known = {row.title_fr: row for row in found.agenda.all()}
        points = []
        for form in forms.ordered_forms:
            point = {name: form.cleaned_data.get(name, "") for name in ("kind", "title_fr", "title_ar")}
            if point["title_fr"].strip():
                kept = known.get(point["title_fr"])
                points.append(point | ({"title_en": kept.title_en, "source": kept.source} if kept else {}))
        return act(
            request, lambda: actions.set_agenda(meeting=found, points=points, by=request.user), _("The agenda was kept."),
            "admin:reports_people", found.code,
        )  # fmt: skip
    context = {"title": _("Agenda"), "meeting": found, "forms": forms}
    return page(request, "reports/meetings/agenda.html", context, status=422 if request.method == "POST" else 200)


@require_safe
def people(request: HttpRequest, code: str) -> HttpResponse:
    """Who sits, who was called and when, who came; the quorum; the minutes."""
    enter(request, "reports.view_boardmeeting")
    found = get_object_or_404(BoardMeeting, code=code)
    return page(request, "reports/meetings/people.html", _people(request, found))


def _people(request: HttpRequest, found: BoardMeeting, data: Any = None) -> dict[str, Any]:
    user, day, seats = request.user, today(), seats_of(found)
    may = user.has_perm(CHANGE)
    before = previous_meeting(found)
    own = Minutes.objects.filter(meeting=found).select_related("drafted_by", "approved_by", "approved_in").first()
    last = Minutes.objects.filter(meeting=before).select_related("drafted_by").first() if before else None
    can_record = may and found.status != "held" and found.held_on <= day
    initial = {"text_fr": own.text_fr, "text_ar": own.text_ar} if own else {}
    return {
        "title": _("Members, attendance and minutes"),
        "meeting": found,
        "rows": presence_forms(seats, data),
        "quorum": quorum_of(found),
        "due_on": convocation_due(found),
        "is_late": day > convocation_due(found) and found.status == "planned",
        "may": may,
        "can_record": can_record,
        "can_write": may and found.status == "held" and (own is None or own.approved_at is None),
        "minutes": own,
        "minutes_form": MinutesForm(initial=initial),
        "resolution_form": ResolutionForm(),
        "can_propose": user.has_perm("reports.add_resolution") and found.status != "held",
        "before": before,
        "last": last,
        "can_approve": user.has_perm("reports.freeze_report") or may,
        "approve_why_not": _approve_why_not(user, found, last, day),
    }


def _approve_why_not(user: Any, found: BoardMeeting, last: Minutes | None, day: Any) -> str:
    if last is None:
        return ""
    if found.held_on > day:
        return _("The meeting that approves them has not taken place yet.")
    if last.drafted_by_id == user.pk:
        return _("The approval is recorded by somebody else than who wrote the minutes.")
    return ""


@require_POST
def convoke(request: HttpRequest, code: str) -> HttpResponse:
    """Write to the members."""
    enter(request, CHANGE)
    found = get_object_or_404(BoardMeeting, code=code)
    return act(
        request, lambda: actions.convoke(meeting=found, by=request.user), _("The letters are on their way."),
        "admin:reports_people", code,
    )  # fmt: skip


@require_POST
def attendance(request: HttpRequest, code: str) -> HttpResponse:
    """Keep who came; a refusal shows the list as it was typed."""
    enter(request, CHANGE)
    found = get_object_or_404(BoardMeeting, code=code)
    context = _people(request, found, request.POST)
    presences = {}
    if not all(form.is_valid() for _seat, form in context["rows"]):
        return page(request, "reports/meetings/people.html", context, status=422)
    for seat, form in context["rows"]:
        proxy = form.cleaned_data["represented_by"]
        presences[seat.member.pk] = (form.cleaned_data["presence"], proxy.pk if proxy else None)
    try:
        actions.record_attendance(meeting=found, presences=presences, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return page(request, "reports/meetings/people.html", context, status=422)
    messages.success(request, _("The attendance was recorded."))
    return redirect("admin:reports_people", code)


@require_POST
def write_minutes(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the text of the minutes."""
    enter(request, CHANGE)
    found = get_object_or_404(BoardMeeting, code=code)

    def run() -> None:
        actions.draft_minutes(meeting=found, by=request.user, **typed(MinutesForm, request))

    return act(request, run, _("The minutes were kept."), "admin:reports_people", code)


@require_POST
def approve_minutes(request: HttpRequest, code: str) -> HttpResponse:
    """Record that this meeting approved the minutes of the one before."""
    enter(request, CHANGE, "reports.freeze_report")
    found = get_object_or_404(BoardMeeting, code=code)
    minutes = get_object_or_404(Minutes, meeting=previous_meeting(found))
    return act(
        request, lambda: actions.approve_minutes(minutes=minutes, in_meeting=found, by=request.user),
        _("The approval of the minutes was recorded."), "admin:reports_people", code,
    )  # fmt: skip


@require_POST
def propose(request: HttpRequest, code: str) -> HttpResponse:
    """Put a draft resolution to the meeting."""
    enter(request, "reports.add_resolution")
    found = get_object_or_404(BoardMeeting, code=code)

    def run() -> None:
        actions.propose_resolution(meeting=found, by=request.user, **typed(ResolutionForm, request))

    return act(request, run, _("The draft resolution was kept."), "admin:reports_meeting", code)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """When letters leave and reports are built, the quorum, how long drafts are kept; and who sits on the board."""
    enter(request, "reports.view_boardmeeting")
    may = request.user.has_perm(CHANGE)
    if request.method == "POST":
        enter(request, CHANGE)
    form = RulesForm(request.POST or None, instance=rules())
    if request.method == "POST" and form.is_valid():
        return act(
            request, lambda: actions.change_rules(by=request.user, **form.cleaned_data), _("The rules were kept."),
            "admin:reports_calendar",
        )  # fmt: skip
    context = {
        "title": _("Members and calendar of the board"), "form": form, "may": may,
        "members": BoardMember.objects.on(today()), "rules": rules(),
    }  # fmt: skip
    return page(request, "reports/meetings/calendar.html", context, status=422 if form.errors else 200)
