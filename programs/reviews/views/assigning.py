"""Who reviews what: the balance of a round, and the reviewers of one file, by hand where need be."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from foundation.errors import DomainError
from foundation.time import today
from programs.applications.models import Application
from programs.budget.desk import act, enter, page
from programs.budget.permissions import may
from programs.reviews import actions
from programs.reviews.balance import balance_of, candidates_for, files_of_round, rounds_for
from programs.reviews.choices import AssignmentStatus
from programs.reviews.forms import GiveForm
from programs.reviews.models import Assignment, ReviewRound
from programs.reviews.permissions import is_own_file
from programs.reviews.queries import OPEN_ASSIGNMENTS, lacking_reviewers, reviewers_of

READING = ("programs.open_review", "programs.view_reviewround")


@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """Rounds of reviewing, with what each still lacks."""
    enter(request, *READING)
    rows = [
        (round, lacking_reviewers(round.call).count(), round.assignments.filter(status__in=OPEN_ASSIGNMENTS).count())
        for round in rounds_for(request.user)[:60]
    ]
    return page(request, "programs/reviews/rounds.html", {"title": _("Reviewing"), "rows": rows, "today": today()})


@require_GET
def round_page(request: HttpRequest, number: int) -> HttpResponse:
    """The balance of one round and its files, those that lack reviewers on top."""
    enter(request, *READING)
    round = _round(request, number)
    files = files_of_round(round, Application.objects.for_user(request.user))
    balance = balance_of(round)
    context = {
        "title": str(round.call),
        "round": round,
        "balance": balance,
        "heaviest": max([row.load for row in balance], default=0),
        "files": files,
        "lacking": sum(1 for _file, _given, missing in files if missing),
        "can_assign": round.closed_at is None and _may_assign(request, round),
        "is_late": bool(round.due_on and round.due_on < today() and round.closed_at is None),
    }
    return page(request, "programs/reviews/round.html", context)


@require_POST
def round_step(request: HttpRequest, number: int, step: str) -> HttpResponse:
    enter(request, "programs.open_review")
    round = _round(request, number)
    if step not in ROUND_STEPS:
        raise Http404
    run, done = ROUND_STEPS[step]
    return act(request, lambda: run(request, round), done, "admin:programs_round", number)


@require_http_methods(["GET", "POST"])
def file_reviewers(request: HttpRequest, reference: str) -> HttpResponse:
    """The reviewers of one file, and who else could take it; conflicts are shown before anything is given."""
    enter(request, *READING)
    application = get_object_or_404(
        Application.objects.for_user(request.user).select_related("call__version__program", "party__commune"),
        reference=reference,
    )
    round = get_object_or_404(rounds_for(request.user), call=application.call_id)
    candidates = candidates_for(round, application)
    assignments = application.assignments.select_related("reviewer", "replaces__reviewer").order_by("id")
    form = None
    if round.closed_at is None and application.status == "in_review" and _may_assign(request, round):
        form = GiveForm(
            request.POST if request.method == "POST" else None,
            candidates=candidates,
            assignments=_replaceable(application),
        )
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid() and _give(request, round, application, form):
            return redirect("admin:programs_file_reviewers", reference)
    context = {
        "title": _("Reviewers of the file %(reference)s") % {"reference": application.reference},
        "application": application,
        "round": round,
        "assignments": assignments,
        "candidates": candidates,
        "obstacles": [row for row in candidates if row.obstacle],
        "has_free": any(not row.obstacle for row in candidates),
        "form": form,
        "is_own": is_own_file(request.user, application),
    }
    return page(request, "programs/reviews/file_reviewers.html", context)


def _give(request: HttpRequest, round: ReviewRound, application: Application, form: GiveForm) -> bool:
    data = form.cleaned_data
    try:
        if data["replaces"]:
            actions.replace_reviewer(
                assignment=data["replaces"], reviewer=data["reviewer"], reason=data["reason"], by=request.user
            )
        else:
            actions.assign_reviewer(round=round, application=application, reviewer=data["reviewer"], by=request.user)
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    messages.success(request, _("%(person)s has the file now.") % {"person": data["reviewer"]})
    return True


def _replaceable(application: Application):
    """Those who have not scored, and those who recused themselves and were not replaced yet."""
    waiting = (*OPEN_ASSIGNMENTS, AssignmentStatus.RECUSED)
    return Assignment.objects.filter(application=application, status__in=waiting, replaced_by=None).select_related(
        "reviewer"
    )


def _round(request: HttpRequest, number: int) -> ReviewRound:
    return get_object_or_404(rounds_for(request.user), pk=number)


def _may_assign(request: HttpRequest, round: ReviewRound) -> bool:
    # As the action: a role of one area of the programme suffices.
    return request.user.has_perm("programs.open_review") and (
        may(request.user, "programs.open_review", program=round.call.version.program.code)
        or rounds_for(request.user).filter(pk=round.pk).exists()
    )


def _even(request: HttpRequest, round: ReviewRound) -> None:
    actions.assign_reviewers(
        round=round, reviewers=reviewers_of(round.call), by=request.user,
        applications=Application.objects.for_user(request.user).filter(call=round.call_id),
    )  # fmt: skip


ROUND_STEPS: dict[str, tuple[Callable[[HttpRequest, ReviewRound], Any], Any]] = {
    "even": (_even, gettext_lazy("Every file has its reviewers; recused ones are replaced.")),
    "close": (
        lambda request, round: actions.close_round(round=round, by=request.user),
        gettext_lazy("The round is closed: no more scores."),
    ),
}
