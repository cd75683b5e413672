"""Who carries how much of a round, and who may take one file: what the page of reviewers shows before anything is given."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.people.models import User
from accounts.people.scopes import scopes_of
from programs.applications.choices import ApplicationStatus
from programs.applications.models import Application
from programs.reviews.choices import AssignmentStatus
from programs.reviews.models import Assignment, ReviewRound
from programs.reviews.permissions import has_conflict, is_own_file
from programs.reviews.queries import COUNTING, reviewers_of, workload


@dataclass(frozen=True)
class Carried:
    """One reviewer's part of a round."""

    reviewer: User
    invited: int
    accepted: int
    done: int
    recused: int
    is_reviewer: bool  # still holds the role

    @property
    def load(self) -> int:
        return self.invited + self.accepted + self.done


@dataclass(frozen=True)
class Candidate:
    """Somebody who could take a file, or the sentence that says why not."""

    reviewer: User
    load: int
    obstacle: str = ""


def rounds_for(user: User) -> QuerySet[ReviewRound]:
    """Rounds of the programmes this person follows, the open ones first."""
    programs = {scope.program for scope in scopes_of(user, "programs.open_review")}
    programs |= {scope.program for scope in scopes_of(user, "programs.view_reviewround")}
    rounds = ReviewRound.objects.select_related("call__version__program", "rubric")
    if "" not in programs:
        rounds = rounds.filter(call__version__program__code__in=programs)
    return rounds.order_by("-closed_at", "due_on", "id")


def balance_of(round: ReviewRound) -> list[Carried]:
    """Everybody who reviews for the programme or was given a file of the round, the most loaded first."""
    counts = {
        row["reviewer"]: row
        for row in round.assignments.order_by()
        .values("reviewer")
        .annotate(**{status: Count("id", filter=Q(status=status)) for status in AssignmentStatus.values})
    }
    pool = {person.pk: person for person in reviewers_of(round.call)}
    people = pool | {person.pk: person for person in User.objects.filter(pk__in=counts.keys() - pool.keys())}
    rows = [
        Carried(
            person,
            *(counts.get(pk, {}).get(status, 0) for status in ("invited", "accepted", "done", "recused")),
            pk in pool,
        )
        for pk, person in people.items()
    ]
    return sorted(rows, key=lambda row: (-row.load, row.reviewer.pk))


def files_of_round(round: ReviewRound, files: QuerySet[Application]) -> list[tuple[Application, list[Assignment], int]]:
    """(file, who holds it, how many are missing) of the files in review within `files`, the shortest of people first."""
    given = Assignment.objects.select_related("reviewer").order_by("id")
    rows = (
        files.filter(call=round.call_id, status=ApplicationStatus.IN_REVIEW)
        .select_related("party__commune")
        .prefetch_related(Prefetch("assignments", given))
        .order_by("submitted_at", "id")
    )
    found = []
    for application in rows:
        assignments = list(application.assignments.all())
        held = sum(assignment.status in COUNTING for assignment in assignments)
        found.append((application, assignments, max(round.call.reviews_required - held, 0)))
    return sorted(found, key=lambda row: -row[2])


def candidates_for(round: ReviewRound, application: Application) -> list[Candidate]:
    """Every reviewer of the programme: the free ones first, the least loaded on top; the others with their obstacle."""
    load = workload(round)
    known = {row.reviewer_id: row.status for row in application.assignments.all()}
    found = []
    for person in reviewers_of(round.call):
        obstacle = ""
        if has_conflict(person, application):
            obstacle = _("declared a conflict of interest")
        elif is_own_file(person, application):
            obstacle = _("acts or acted for the applicant")
        elif known.get(person.pk) == AssignmentStatus.RELIEVED:
            obstacle = _("had this file; it was taken back")
        elif person.pk in known:
            obstacle = _("has this file")
        found.append(Candidate(person, load.get(person.pk, 0), obstacle))
    return sorted(found, key=lambda row: (bool(row.obstacle), row.load, row.reviewer.pk))
