"""Groups: made, filled with a preview, their queue, their sessions; the sheet of who was there."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.lists.pages import show_list
from accounts.people.models import User
from accounts.people.scopes import scopes_of
from artisans.networks.views.steps import bound, step_page
from artisans.parties.models import Party
from foundation.errors import DomainError
from foundation.time import today
from programs.budget.desk import act, enter, page
from programs.calls.models import Call
from programs.enrolments import actions
from programs.enrolments.forms import CohortForm, CorrectionForm, ReasonForm, SessionForm
from programs.enrolments.lists import COHORTS, SESSIONS
from programs.enrolments.models import Cohort, Enrolment, Session
from programs.enrolments.queries import (
    cohort_rows,
    free_enrolments,
    group_of,
    places_left,
    session_rows,
    waiting_line,
)
from programs.enrolments.tables import session_pill
from programs.enrolments.workflow import SESSION

MOST = 200  # people one press may add


def reaches(user: User, permission: str, program: str) -> bool:
    """Whether a role of any area holds the permission for this programme."""
    return any(scope.program in ("", program) for scope in scopes_of(user, permission))


@require_GET
def cohorts(request: HttpRequest) -> HttpResponse:
    add = reverse("admin:programs_cohort_new") if request.user.has_perm("programs.change_enrolment") else ""
    return show_list(COHORTS, request, add_url=add, add_words=_("New group"))


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    return show_list(SESSIONS, request)


@require_http_methods(["GET", "POST"])
def cohort_new(request: HttpRequest) -> HttpResponse:
    enter(request, "programs.change_enrolment")
    made: list[Cohort] = []
    form = bound(CohortForm, request, calls=_calls(request.user), centres=_centres(request.user))
    response = step_page(
        request, title=_("New group"), form=form, submit=_("Make the group"), done=_("The group is made."),
        act=lambda data: made.append(actions.make_cohort(by=request.user, **data)),
        back=reverse("admin:programs_cohorts"), crumbs=[(_("Groups"), reverse("admin:programs_cohorts"))],
    )  # fmt: skip
    return redirect("admin:programs_cohort", made[0].reference) if made else response


@require_GET
def cohort(request: HttpRequest, reference: str) -> HttpResponse:
    """Who is in, who waits, which sessions; only people within the reader's area are named."""
    found = _cohort(request, reference)
    program = found.call.version.program.code
    members = Enrolment.objects.for_user(request.user).filter(cohort=found).select_related("party__commune__province")
    waiting = waiting_line(found).filter(enrolment__in=Enrolment.objects.for_user(request.user))
    context = {
        "title": str(found),
        "cohort": found,
        "left": places_left(found),
        "members": members.order_by("party__sort_fr", "id"),
        "hidden": found.enrolments.count() - members.count(),
        "waiting": list(waiting),
        "sessions": [
            {"row": row, "pill": session_pill(row)} for row in session_rows(request.user).filter(cohort=found).order_by("held_on", "id")
        ],
        "may_change": reaches(request.user, "programs.change_enrolment", program),
        "may_record": reaches(request.user, "programs.record_support", program),
    }  # fmt: skip
    return page(request, "programs/enrolments/cohort.html", context)


@require_http_methods(["GET", "POST"])
def cohort_change(request: HttpRequest, reference: str) -> HttpResponse:
    found = _cohort(request, reference)
    enter(request, "programs.change_enrolment")
    form = bound(CohortForm, request, calls=Call.objects.none(), centres=_centres(request.user, found), cohort=found)
    return step_page(
        request, title=_("Change the group"), form=form, submit=_("Save"), done=_("The changes are kept."),
        act=lambda data: actions.change_cohort(cohort=found, by=request.user, **data), **_around(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def cohort_fill(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose people, see what would happen to each, then do it. The preview promises nothing: places are counted again."""
    found = _cohort(request, reference)
    enter(request, "programs.change_enrolment")
    free = free_enrolments(found, request.user)
    chosen_keys = [int(key) for key in request.POST.getlist("enrolment") if key.isdigit()][:MOST]
    chosen = list(free.filter(pk__in=chosen_keys))
    context = {
        "title": _("Add people to the group"), "cohort": found, "left": places_left(found), "free": free[:MOST],
        "chosen": chosen, **_around(found),
    }  # fmt: skip
    if request.method == "POST" and request.POST.get("then") == "add":
        try:
            filling = actions.fill_cohort(cohort=found, enrolments=chosen, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(
                request,
                _("%(joined)s joined, %(waiting)s wait for a place, %(refused)s could not be added.")
                % {"joined": len(filling.joined), "waiting": len(filling.waiting), "refused": len(filling.refused)},
            )
            for enrolment, why in filling.refused:
                messages.warning(request, f"{enrolment.party}: {why}")
            return redirect("admin:programs_cohort", reference)
    if request.method == "POST":
        context["preview"] = _preview(found, chosen)
    return page(request, "programs/enrolments/cohort_fill.html", context)


@require_POST
def cohort_unwait(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    found = _cohort(request, reference)
    place = get_object_or_404(
        found.waiting.filter(enrolment__in=Enrolment.objects.for_user(request.user)).select_related("cohort"), pk=number
    )
    return act(
        request, lambda: actions.leave_waiting(place=place, by=request.user), _("They no longer wait."),
        "admin:programs_cohort", reference,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def session_new(request: HttpRequest, reference: str) -> HttpResponse:
    found = _cohort(request, reference)
    enter(request, "programs.record_support")
    initial = {"held_on": max(today(), found.starts_on)}
    form = bound(SessionForm, request, settings=found.call.version.settings, initial=initial)
    return step_page(
        request, title=_("Plan a session"), form=form, submit=_("Plan the session"), done=_("The session is planned."),
        act=lambda data: actions.plan_session(cohort=found, by=request.user, **data), **_around(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def session(request: HttpRequest, reference: str) -> HttpResponse:
    """The sheet: one large box a person, quick to tick on a phone, also printed with room to sign."""
    found = _session(request, reference)
    program = found.cohort.call.version.program.code
    visible = Enrolment.objects.for_user(request.user).filter(pk__in=group_of(found).values("pk"))
    group = list(visible.select_related("party__commune").order_by("party__sort_fr", "id"))
    present = set(found.attendances.filter(was_present=True).values_list("enrolment_id", flat=True))
    is_held, error = found.status == "delivered", ""
    form = CorrectionForm(request.POST if request.method == "POST" and is_held else None)
    if request.method == "POST":
        enter(request, "programs.record_support")
        ticked = {int(key) for key in request.POST.getlist("present") if key.isdigit()}
        there = [row for row in group if row.pk in ticked]
        try:
            if is_held and ticked != present:
                reason = form.cleaned_data["reason"] if form.is_valid() else ""
                actions.correct_attendance(session=found, present=there, reason=reason, by=request.user)
            else:
                actions.hold_session(session=found, present=there, by=request.user)
        except DomainError as refusal:
            error, present = refusal.message, ticked
        else:
            messages.success(request, _("The attendance is recorded."))
            return redirect("admin:programs_training", reference)
    context = {
        "title": str(found), "session": found, "pill": session_pill(found), "error": error, "is_held": is_held, "form": form,
        "group": [{"row": row, "is_present": row.pk in present} for row in group], "present": len(present),
        "hidden": group_of(found).count() - len(group), "is_over": found.held_on <= today(),
        "may_record": reaches(request.user, "programs.record_support", program) and found.status in ("planned", "scheduled", "delivered"),
        "can_cancel": reaches(request.user, "programs.record_support", program) and SESSION.allows(found, "cancel"),
    }  # fmt: skip
    return page(request, "programs/enrolments/session.html", context)


@require_http_methods(["GET", "POST"])
def session_cancel(request: HttpRequest, reference: str) -> HttpResponse:
    found = _session(request, reference)
    enter(request, "programs.record_support")
    back = reverse("admin:programs_training", args=[reference])
    return step_page(
        request, title=_("Cancel the session"), form=bound(ReasonForm, request), submit=_("Cancel the session"),
        act=lambda data: actions.cancel_session(session=found, by=request.user, **data), is_grave=True,
        done=_("The session is cancelled. Support tied to it is planned again."), back=back,
        crumbs=[(_("Sessions"), reverse("admin:programs_trainings")), (str(found), back)],
    )  # fmt: skip


def _preview(found: Cohort, chosen: list[Enrolment]) -> list[dict[str, Any]]:
    """What would happen to each, by the places and the queue of this moment."""
    left, queue = places_left(found), waiting_line(found).exists()
    rows = []
    for enrolment in chosen:
        if problem := actions.filling_problem(enrolment, found):
            rows.append({"row": enrolment, "words": problem, "tone": "bad"})
        elif left == 0 or queue:
            rows.append({"row": enrolment, "words": _("Waits for a place"), "tone": "wait"})
        else:
            rows.append({"row": enrolment, "words": _("Has a place"), "tone": "good"})
            left = left if left is None else left - 1
    return rows


def _cohort(request: HttpRequest, reference: str) -> Cohort:
    enter(request, "programs.view_cohort")
    return get_object_or_404(cohort_rows(request.user), reference=reference)


def _session(request: HttpRequest, reference: str) -> Session:
    enter(request, "programs.view_session")
    return get_object_or_404(session_rows(request.user), reference=reference)


def _around(found: Cohort) -> dict[str, Any]:
    back = reverse("admin:programs_cohort", args=[found.reference])
    return {"back": back, "crumbs": [(_("Groups"), reverse("admin:programs_cohorts")), (str(found), back)]}


def _calls(user: User):
    """Calls of the programmes within reach that have somebody to group."""
    codes = {scope.program for scope in scopes_of(user, "programs.change_enrolment")}
    rows = Call.objects.filter(applications__enrolment__isnull=False).distinct().order_by("-id")
    return rows if "" in codes else rows.filter(version__program__code__in=codes)


def _centres(user: User, found: Cohort | None = None):
    """Centres within reach; the group's own stays even when it lies elsewhere."""
    rows = Party.objects.for_user(user).active().filter(centre__isnull=False)
    keys = set(rows.values_list("pk", flat=True)[:500]) | ({found.centre_id} if found and found.centre_id else set())
    return Party.objects.filter(pk__in=keys).order_by("sort_fr", "id")
