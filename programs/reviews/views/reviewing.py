"""A reviewer's queue and one file: interests first, then reading, then scores."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from foundation.errors import DomainError
from foundation.time import today
from programs.applications.queries import answer_sections, current_documents
from programs.budget.desk import enter, page
from programs.reviews import actions
from programs.reviews.choices import AssignmentStatus
from programs.reviews.forms import InterestForm, ScoreForm
from programs.reviews.models import Assignment
from programs.reviews.permissions import can_read_as_reviewer
from programs.reviews.queries import OPEN_ASSIGNMENTS, assignments_for, review_progress
from programs.reviews.rubrics import criteria_of

REVIEWING = "programs.review_application"


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What was given to this person, the unscored first."""
    enter(request, REVIEWING)
    done, everything = review_progress(request.user)
    mine = list(assignments_for(request.user))
    context = {
        "title": _("My reviews"),
        "waiting": [row for row in mine if row.status in OPEN_ASSIGNMENTS],
        "scored": [row for row in mine if row.status not in OPEN_ASSIGNMENTS],
        "today": today(),
        "done": done,
        "everything": everything,
    }
    return page(request, "programs/reviews/queue.html", context)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, number: int) -> HttpResponse:
    """One file of this person's own: the word on interests opens it, scores close it. Others get 404."""
    enter(request, REVIEWING)
    assignment = get_object_or_404(assignments_for(request.user), pk=number)
    interest = InterestForm(request.POST or None) if assignment.status == AssignmentStatus.INVITED else None
    scoring = None
    if assignment.status == AssignmentStatus.ACCEPTED:
        scoring = ScoreForm(request.POST or None, criteria=criteria_of(assignment.round.rubric.definition))
    if request.method == "POST":
        answer = _declare(request, assignment, interest) if interest else _score(request, assignment, scoring)
        if answer is not None:
            return answer
    done, everything = review_progress(request.user)
    reads = can_read_as_reviewer(request.user, assignment.application)
    context = {
        "title": _("File %(reference)s") % {"reference": assignment.application.reference},
        "assignment": assignment,
        "application": assignment.application,
        "is_blind": assignment.round.is_blind,
        "interest": interest,
        "scoring": scoring,
        "sections": answer_sections(assignment.application, for_reviewer=assignment.round.is_blind) if reads else [],
        "review": getattr(assignment, "review", None) if assignment.status == AssignmentStatus.DONE else None,
        "criteria": criteria_of(assignment.round.rubric.definition),
        "done": done,
        "everything": everything,
    }
    return page(request, "programs/reviews/review.html", context)


@require_GET
def review_document(request: HttpRequest, number: int, document: int) -> HttpResponse:
    """A document of a file this person may read now; never in a blind round, where it could tell who applies."""
    enter(request, REVIEWING)
    assignment = get_object_or_404(assignments_for(request.user), pk=number)
    if assignment.round.is_blind or not can_read_as_reviewer(request.user, assignment.application):
        raise Http404
    found = get_object_or_404(
        current_documents(assignment.application).select_related("document"), pk=document
    ).document
    with found.file.open("rb") as content:
        response = HttpResponse(content.read(), content_type=found.mime)
    response["Content-Disposition"] = f'attachment; filename="piece-{document}"'
    response["Content-Security-Policy"] = "sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _declare(request: HttpRequest, assignment: Assignment, form: InterestForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    data: Mapping[str, Any] = form.cleaned_data
    try:
        actions.declare_interest(
            assignment=assignment, has_conflict=data["has_conflict"], reason=data["reason"], by=request.user
        )
    except DomainError as error:
        form.add_error("reason", error.message)
        return None
    if data["has_conflict"]:
        messages.success(request, _("Thank you. The file goes to another reviewer."))
        return _next(request)
    return redirect("admin:programs_review", assignment.pk)


def _score(request: HttpRequest, assignment: Assignment, form: ScoreForm | None) -> HttpResponse | None:
    if form is None or not form.is_valid():
        return None
    try:
        actions.submit_review(assignment=assignment, scores=form.scores, comments=form.comments, by=request.user)
    except DomainError as error:
        for sentence in error.reasons or [error.message]:
            form.add_error(None, sentence)
        return None
    messages.success(request, _("The review is handed in."))
    return _next(request)


def _next(request: HttpRequest) -> HttpResponse:
    """Save and next: the first file still to be scored, or the queue."""
    following = assignments_for(request.user).filter(status__in=OPEN_ASSIGNMENTS).first()
    return redirect("admin:programs_review", following.pk) if following else redirect("admin:programs_reviews")
