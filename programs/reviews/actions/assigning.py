"""Opening a round and giving each file to enough people, evenly."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import now, today
from programs.applications.choices import ApplicationStatus
from programs.applications.models import Application
from programs.budget.permissions import may, require_for_line
from programs.calls.models import Call
from programs.reviews import emails
from programs.reviews.choices import AssignmentStatus
from programs.reviews.models import Assignment, ReviewRound
from programs.reviews.permissions import can_review, is_own_file
from programs.reviews.queries import COUNTING, workload
from programs.reviews.workflow import ASSIGNMENT


class NoReviewer(DomainError):
    """Nobody among the given people may take the file."""

    code = "no_reviewer"


@transaction.atomic
def open_round(*, call: Call, by: User, is_blind: bool = False, due_on: date | None = None) -> ReviewRound:
    """Begin the reviewing of a call with its rubric; asked twice, the round that stands is returned."""
    require_for_line(by, "programs.open_review", call.version.program.code)
    call = Call.objects.select_for_update().get(pk=call.pk)
    existing = ReviewRound.objects.filter(call=call).first()
    if existing:
        return existing
    if call.rubric_id is None:
        raise DomainError(_("This call has no rubric: its files cannot be scored."))
    due_on = due_on or today() + timedelta(days=call.version.settings["review_days"])
    round = ReviewRound.objects.create(call=call, rubric=call.rubric, is_blind=is_blind, due_on=due_on, opened_by=by)
    record("reviews.round_opened", target=round, by=by, program=call.version.program.code)
    return round


@transaction.atomic
def assign_reviewers(
    *, round: ReviewRound, reviewers: Iterable[User], by: User, applications: Iterable[Application] | None = None
) -> list[Assignment]:
    """Give each file in review as many reviewers as the call asks, the least loaded first; recused ones are replaced.

    Safe to call again: only what is missing is added. Never the applicant, someone who may act for the party, or someone
    who declared a conflict. Raises NoReviewer, and then assigns nothing, when a file cannot be served.
    """
    require_for_line(by, "programs.open_review", round.call.version.program.code)
    round = ReviewRound.objects.select_for_update().get(pk=round.pk)
    if round.closed_at:
        raise DomainError(_("This review round is closed."))
    program = round.call.version.program.code
    pool = [person for person in reviewers if may(person, "programs.review_application", program=program)]
    load = workload(round)
    files = Application.objects.filter(call=round.call, status=ApplicationStatus.IN_REVIEW)
    if applications is not None:
        files = files.filter(pk__in=[application.pk for application in applications])
    made: list[Assignment] = []
    for application in files.order_by("submitted_at", "id"):
        made += _assign(round, application, pool, load, by)
    for assignment in {assignment.reviewer_id: assignment for assignment in made}.values():
        emails.queue_invitation(assignment, by)
    return made


@transaction.atomic
def assign_reviewer(
    *, round: ReviewRound, application: Application, reviewer: User, by: User, replaces: Assignment | None = None
) -> Assignment:
    """Give one file in review to one person by name; refused for whoever has a conflict or had the file before."""
    require_for_line(by, "programs.open_review", round.call.version.program.code)
    round = ReviewRound.objects.select_for_update().get(pk=round.pk)
    application = Application.objects.select_for_update().get(pk=application.pk)
    if round.closed_at:
        raise DomainError(_("This review round is closed."))
    if application.call_id != round.call_id or application.status != ApplicationStatus.IN_REVIEW:
        raise DomainError(_("This file is not in review."))
    if is_own_file(by, application):
        raise NotPermitted(_("Nobody chooses the reviewers of their own file."))
    program = round.call.version.program.code
    if not may(reviewer, "programs.review_application", program=program) or not can_review(reviewer, application):
        raise NoReviewer(_("This person cannot review this file: no role for it, or a conflict of interest."))
    if application.assignments.filter(reviewer=reviewer).exists():
        raise DomainError(_("This person has or had this file."))
    made = _give(round, application, reviewer, by, replaces)
    emails.queue_invitation(made, by)
    return made


@transaction.atomic
def replace_reviewer(*, assignment: Assignment, reviewer: User, reason: str, by: User) -> Assignment:
    """Take a file back from somebody who has not scored it, and give it to another person."""
    if not reason.strip():
        raise InvalidValue(_("Say why the file goes to somebody else."))
    application = Application.objects.select_for_update().get(pk=assignment.application_id)
    assignment = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("round__call__version__program")
        .get(pk=assignment.pk)
    )
    if Assignment.objects.filter(replaces=assignment).exists():
        raise DomainError(_("Somebody took this person’s place already."))
    if assignment.status != AssignmentStatus.RECUSED:  # who recused themselves has left the file already
        ASSIGNMENT.take(assignment, "relieve")
        assignment.save(update_fields=["status"])
        record(
            "reviews.relieved", target=assignment, by=by, party=application.party, program=application.program,
            area=application.area, reason=reason.strip(),
        )  # fmt: skip
    return assign_reviewer(
        round=assignment.round, application=application, reviewer=reviewer, by=by, replaces=assignment
    )


@transaction.atomic
def hand_over_reviews(*, reviewer: User, to: User, by: User) -> tuple[int, int]:
    """Every file a reviewer has not scored goes to a colleague without a conflict; (moved, left where it was)."""
    if not by.has_perm("accounts.change_user"):
        raise NotPermitted(_("Only whoever runs the staff hands work over."))
    moved = left = 0
    waiting = Assignment.objects.filter(
        reviewer=reviewer, status__in=[AssignmentStatus.INVITED, AssignmentStatus.ACCEPTED], round__closed_at=None
    )
    for assignment in waiting.select_related("application", "round__call__version__program").order_by("pk"):
        application, program = assignment.application, assignment.round.call.version.program.code
        if (
            not may(to, "programs.review_application", program=program)
            or not can_review(to, application)
            or application.assignments.filter(reviewer=to).exists()
        ):
            left += 1
            continue
        ASSIGNMENT.take(assignment, "relieve")
        assignment.save(update_fields=["status"])
        emails.queue_invitation(_give(assignment.round, application, to, by, assignment), by)
        moved += 1
    return moved, left


@transaction.atomic
def close_round(*, round: ReviewRound, by: User) -> ReviewRound:
    """No more scores after this."""
    require_for_line(by, "programs.open_review", round.call.version.program.code)
    round = ReviewRound.objects.select_for_update().get(pk=round.pk)
    if round.closed_at is None:
        round.closed_at = now()
        round.save(update_fields=["closed_at"])
        record("reviews.round_closed", target=round, by=by, program=round.call.version.program.code)
    return round


def _assign(
    round: ReviewRound, application: Application, pool: list[User], load: dict[int, int], by: User
) -> list[Assignment]:
    given = list(application.assignments.all())
    missing = round.call.reviews_required - sum(assignment.status in COUNTING for assignment in given)
    if missing <= 0:
        return []
    known = {assignment.reviewer_id for assignment in given}
    free = [person for person in pool if person.pk not in known and can_review(person, application)]
    free.sort(key=lambda person: (load.get(person.pk, 0), person.pk))
    if len(free) < missing:
        raise NoReviewer(
            _("The file %(reference)s needs %(count)s more reviewers without a conflict of interest.")
            % {"reference": application.reference, "count": missing - len(free)}
        )
    taken = set(Assignment.objects.filter(replaces__in=given).values_list("replaces", flat=True))
    recused = [row for row in given if row.status == AssignmentStatus.RECUSED and row.pk not in taken]
    made = []
    for person in free[:missing]:
        assignment = _give(round, application, person, by, recused.pop(0) if recused else None)
        load[person.pk] = load.get(person.pk, 0) + 1
        made.append(assignment)
    return made


def _give(
    round: ReviewRound, application: Application, reviewer: User, by: User, replaces: Assignment | None
) -> Assignment:
    assignment = Assignment.objects.create(
        round=round, application=application, reviewer=reviewer, assigned_by=by, replaces=replaces
    )
    record(
        "reviews.assigned", target=assignment, by=by, party=application.party, program=application.program,
        area=application.area, after={"reviewer": reviewer.pk, "replaces": replaces.pk if replaces else None},
    )  # fmt: skip
    return assignment
