"""The officers' page of a meeting: agenda, resolutions, plan, draft budget, and the buttons on each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from foundation.errors import DomainError
from foundation.time import today
from programs.budget.desk import act, enter, page, typed
from reports.board import actions
from reports.board.forms import BudgetFileForm, FollowUpForm, ProgressForm, RiskForm
from reports.board.models import ActionLine, BoardMeeting, Resolution, Risk
from reports.board.queries import action_plan_on, budget_proposals, outstanding_on, resolutions_on, risks_on
from reports.board.workflow import MEETING, RESOLUTION
from reports.documents.actions import shapes
from reports.documents.models import Report
from reports.meetings import actions as sittings

READ = ("reports.view_boardmeeting",)


@require_safe
def meeting(request: HttpRequest, code: str) -> HttpResponse:
    """One meeting with all that is put to it, as things stand today."""
    enter(request, *READ)
    return page(
        request, "reports/desk/meeting.html", _meeting_context(request, get_object_or_404(BoardMeeting, code=code))
    )


def _meeting_context(request: HttpRequest, found: BoardMeeting, reasons: list[str] | None = None) -> dict[str, Any]:
    user, day = request.user, today()
    proposals = list(budget_proposals(found))
    year = found.held_on.year + 1 if found.held_on.month > 6 else found.held_on.year
    may = {
        "request": user.has_perm("reports.request_report"),
        "follow": user.has_perm("reports.change_resolution"),
        "progress": user.has_perm("reports.change_actionline"),
        "import": user.has_perm("reports.change_boardmeeting") or user.has_perm("programs.import_budget"),
        "adopt": user.has_perm("programs.allocate_budget"),
        "move": user.has_perm("reports.change_boardmeeting"),
        "weigh": user.has_perm("reports.change_risk"),
    }
    return {
        "title": found.code,
        "meeting": found,
        "agenda": found.agenda.all(),
        "resolutions": [
            (item, _next_steps(item.resolution)) for item in resolutions_on(max(day, found.held_on), meeting=found)
        ],
        "outstanding": [(item, _next_steps(item.resolution)) for item in outstanding_on(day, before=found)],
        "plan_year": year,
        "plan": action_plan_on(day, year=year),
        "risks": risks_on(day),
        "proposals": proposals,
        "proposed_total": sum((line.amount for line in proposals), 0),
        "to_adopt": sum(line.adopted_on is None for line in proposals),
        "columns": actions.COLUMNS,
        "reasons": reasons or [],
        "reports": Report.objects.for_user(user).filter(meeting=found).order_by("-version"),
        "may": may,
        "can_convene": may["move"] and MEETING.allows(found, "convene"),
        "can_hold": may["move"] and MEETING.allows(found, "hold"),
        "hold_why_not": _("The day of the meeting has not come.") if found.held_on > day else "",
        "adopt_why_not": _("The budget is adopted at the meeting, not before.") if day < found.held_on else "",
        "budget_form": BudgetFileForm(initial={"year": year}),
        "risk_form": RiskForm(initial={"on": day}, auto_id=False),
        "progress_form": ProgressForm(initial={"on": day}),
        "today": day,
        "languages": [("fr", _("French")), ("ar", _("Arabic"))],
        "shapes": shapes(),
    }


def _next_steps(resolution: Resolution) -> FollowUpForm | None:
    """The follow-up that the resolution's life allows; None once it is closed."""
    steps = {step.target for step in RESOLUTION.steps if RESOLUTION.allows(resolution, step.name)}
    if not steps:
        return None
    form = FollowUpForm(initial={"on": today(), "status": resolution.status}, auto_id=f"id_r{resolution.pk}_%s")
    kept = steps | {resolution.status}
    form.fields["status"].choices = [choice for choice in form.fields["status"].choices if choice[0] in kept]
    return form


@require_POST
def meeting_step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Convene, hold, adopt the budget."""
    found = get_object_or_404(BoardMeeting, code=code)
    steps: dict[str, tuple[str, Callable[[], Any], Any]] = {
        "convene": (
            "reports.change_boardmeeting", lambda: sittings.convoke(meeting=found, by=request.user),
            _("The convocation was recorded."),
        ),
        "hold": (
            "reports.change_boardmeeting", lambda: sittings.hold(meeting=found, by=request.user),
            _("The meeting was recorded as held."),
        ),
        "adopt-budget": (
            "programs.allocate_budget", lambda: actions.adopt_budget(meeting=found, by=request.user),
            _("The budget was adopted and allocated on its lines."),
        ),
    }  # fmt: skip
    if step not in steps:
        raise Http404
    permission, run, done = steps[step]
    enter(request, permission)
    return act(request, run, done, "admin:reports_meeting", found.code)


@require_POST
def follow_up(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Say where a resolution stands; `code` is the meeting whose page the person came from."""
    enter(request, "reports.change_resolution")
    resolution = get_object_or_404(Resolution, pk=number)

    def run() -> None:
        actions.follow_up_resolution(resolution=resolution, by=request.user, **typed(FollowUpForm, request))

    return act(request, run, _("The follow-up was recorded."), "admin:reports_meeting", code)


@require_POST
def progress(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Say how far an action is."""
    enter(request, "reports.change_actionline")
    action = get_object_or_404(ActionLine, pk=number)

    def run() -> None:
        actions.record_progress(action=action, by=request.user, **typed(ProgressForm, request))

    return act(request, run, _("The progress was recorded."), "admin:reports_meeting", code)


@require_POST
def review_risk(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Weigh a risk again, with its trend."""
    enter(request, "reports.change_risk")
    risk = get_object_or_404(Risk, pk=number)

    def run() -> None:
        actions.review_risk(risk=risk, by=request.user, **typed(RiskForm, request))

    return act(request, run, _("The risk was weighed."), "admin:reports_meeting", code)


@require_POST
def import_budget(request: HttpRequest, code: str) -> HttpResponse:
    """Read a draft budget; a refused file is answered with every wrong cell."""
    enter(request, "reports.change_boardmeeting", "programs.import_budget")
    found = get_object_or_404(BoardMeeting, code=code)
    try:
        given = typed(BudgetFileForm, request)
        rows = actions.import_budget(meeting=found, year=given["year"], file=given["file"], by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return page(
            request, "reports/desk/meeting.html", _meeting_context(request, found, list(error.reasons)), status=422
        )
    told = ngettext(
        "%(count)s line of the draft budget was read.", "%(count)s lines of the draft budget were read.", rows
    )
    messages.success(request, told % {"count": rows})
    return redirect("admin:reports_meeting", found.code)
