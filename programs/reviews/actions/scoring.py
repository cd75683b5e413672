"""A reviewer's word on interests, then scores; once enough are in, the file moves on."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue, NotPermitted
from programs.applications import outcomes
from programs.applications.choices import ApplicationStatus
from programs.applications.models import Application
from programs.reviews.choices import AssignmentStatus
from programs.reviews.models import Assignment, ConflictDeclaration, Review
from programs.reviews.permissions import can_review
from programs.reviews.rubrics import check_scores, criteria_of, weighted_total
from programs.reviews.workflow import ASSIGNMENT


@transaction.atomic
def declare_interest(*, assignment: Assignment, has_conflict: bool, by: User, reason: str = "") -> Assignment:
    """The reviewer's word. With a conflict the file closes to them for good and awaits a replacement."""
    assignment = _own(assignment, by)
    if has_conflict and not reason.strip():
        raise InvalidValue(_("Say in a few words what the conflict of interest is."))
    ASSIGNMENT.take(assignment, "recuse" if has_conflict else "accept")
    assignment.save(update_fields=["status"])
    ConflictDeclaration.objects.create(
        application=assignment.application, reviewer=by, has_conflict=has_conflict, reason=reason.strip()[:300]
    )
    record(
        "reviews.conflict_declared" if has_conflict else "reviews.no_conflict", target=assignment, by=by,
        party=assignment.application.party, program=assignment.application.program, area=assignment.application.area,
    )  # fmt: skip
    return assignment


@transaction.atomic
def submit_review(
    *, assignment: Assignment, scores: Mapping[str, Any], by: User, comments: Mapping[str, str] | None = None
) -> Review:
    """Hand in scores, once. The last review the call asks for makes the file ready for the committee."""
    comments = {code: text.strip() for code, text in (comments or {}).items() if text and text.strip()}
    # The file first: two reviewers who finish in the same second must see each other's review.
    application = Application.objects.select_for_update().get(pk=assignment.application_id)
    assignment = _own(assignment, by)
    if assignment.round.closed_at:
        raise DomainError(_("This review round is closed."))
    if application.status != ApplicationStatus.IN_REVIEW:
        raise DomainError(_("This file is no longer in review."))
    if not can_review(by, application):
        raise NotPermitted(_("You have a conflict of interest with this file: you cannot score it."))
    criteria = criteria_of(assignment.round.rubric.definition)
    clean = check_scores(criteria, scores, comments)
    ASSIGNMENT.take(assignment, "score")
    assignment.save(update_fields=["status"])
    review = Review.objects.create(
        assignment=assignment, scores={code: str(score) for code, score in clean.items()}, comments=comments,
        total=weighted_total(criteria, clean), submitted_by=by,
    )  # fmt: skip
    record(
        "reviews.scored", target=assignment, by=by, party=application.party, program=application.program,
        area=application.area, after={"total": str(review.total)},
    )  # fmt: skip
    complete_if_scored(application=application)
    return review


@transaction.atomic
def complete_if_scored(*, application: Application) -> bool:
    """The clock's step in_review → ready, taken when enough reviews are in and nobody still holds the file."""
    application = Application.objects.select_for_update().select_related("call").get(pk=application.pk)
    if application.status != ApplicationStatus.IN_REVIEW:
        return False
    totals = list(
        Review.objects.filter(
            assignment__application=application, assignment__status=AssignmentStatus.DONE
        ).values_list("total", flat=True)
    )
    if not totals or len(totals) < application.call.reviews_required:
        return False
    outcomes.complete_review(application=application, scores=totals, by=User.objects.system())
    return True


def _own(assignment: Assignment, by: User) -> Assignment:
    assignment = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("round__rubric", "application__party")
        .get(pk=assignment.pk)
    )
    if assignment.reviewer_id != by.pk:
        raise NotPermitted(_("This file was given to another reviewer."))
    return assignment
