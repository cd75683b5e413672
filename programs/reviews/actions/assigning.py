"""Opening a round and giving each file to enough people, evenly."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import DomainError
from foundation.time import now, today
from programs.applications.choices import ApplicationStatus
from programs.applications.models import Application
from programs.budget.permissions import may, require_for_line
from programs.calls.models import Call
from programs.reviews import emails
from programs.reviews.choices import AssignmentStatus
from programs.reviews.models import Assignment, ReviewRound
from programs.reviews.permissions import can_review
from programs.reviews.queries import COUNTING, workload


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
        assignment = Assignment.objects.create(
            round=round, application=application, reviewer=person, assigned_by=by,
            replaces=recused.pop(0) if recused else None,
        )  # fmt: skip
        load[person.pk] = load.get(person.pk, 0) + 1
        record(
            "reviews.assigned",
            target=assignment,
            by=by,
            party=application.party,
            program=application.program,
            area=application.area,
        )
        made.append(assignment)
    return made
