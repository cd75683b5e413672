"""Reviews and the committee's day: scored by several, decided once, published."""

import random
from datetime import date

from config.demonstration.clock import after, on_day
from config.demonstration.files import File, refreshed
from config.demonstration.staff import Staff
from programs.calls.models import Call
from programs.reviews.actions import assigning, committee, deciding, publishing, scoring
from programs.reviews.choices import AssignmentStatus
from programs.reviews.models import Assignment, CommitteeMember, CommitteeSession
from programs.reviews.rubrics import Criterion, criteria_of

MEMBERS = (
    ("Nadia El Khayat", "Cheffe de programme"),
    ("Abdelhak Moumen", "Fédération des chambres d’artisanat"),
    ("Sanaa Belhaj", "Département de l’Artisanat"),
    ("Hicham Rami", "Association d’exportateurs (démonstration)"),
)
COMMENTS = {
    "low": "Dossier peu étayé sur ce point.",
    "high": "Point fort du dossier, bien documenté.",
}


def review(call: Call, files: list[File], staff: Staff, start: date, chance: random.Random, *, leave: int = 0) -> None:
    """Open the round, give each file its reviewers and score; `leave` files stay unscored."""
    by_application = {file.application.pk: file for file in files}
    with on_day(start, 9):
        round_ = assigning.open_round(call=call, by=staff.officer, due_on=after(start, 21))
        assigning.assign_reviewers(
            round=round_, reviewers=staff.reviewers, by=staff.officer, applications=[file.application for file in files]
        )
    criteria = criteria_of(call.rubric.definition)
    waiting = {file.application.pk for file in files[len(files) - leave :]} if leave else set()
    rows = Assignment.objects.filter(round=round_, application__in=by_application, status=AssignmentStatus.INVITED)
    for number, assignment in enumerate(rows.select_related("reviewer").order_by("id")):
        if assignment.application_id in waiting:
            continue
        file = by_application[assignment.application_id]
        with on_day(after(start, 2 + number * 15 // max(1, len(rows))), 9 + number % 8, number % 60):
            scoring.declare_interest(assignment=assignment, has_conflict=False, by=assignment.reviewer)
            scores, comments = _scores(criteria, file, chance)
            scoring.submit_review(assignment=assignment, scores=scores, comments=comments, by=assignment.reviewer)


def _scores(criteria: list[Criterion], file: File, chance: random.Random) -> tuple[dict[str, str], dict[str, str]]:
    scores: dict[str, str] = {}
    comments: dict[str, str] = {}
    for criterion in criteria:
        span = float(criterion.highest - criterion.lowest)
        aim = float(criterion.lowest) + span * min(1, max(0, chance.gauss(0.25 + 0.6 * file.persona.quality, 0.12)))
        score = round(aim)
        scores[criterion.code] = str(score)
        if score in (int(criterion.lowest), int(criterion.highest)):
            comments[criterion.code] = COMMENTS["low" if score == int(criterion.lowest) else "high"]
    return scores, comments


def convene(call: Call, staff: Staff, day: date) -> tuple[CommitteeSession, list[CommitteeMember]]:
    """A session with its members, for a day to come."""
    session = committee.plan_session(call=call, held_on=day, by=staff.secretary, place="Rabat, siège", quorum=3)
    people = [
        committee.add_member(session=session, name=name, capacity=capacity, by=staff.secretary)
        for name, capacity in MEMBERS
    ]
    return session, people


def decide(
    call: Call,
    staff: Staff,
    day: date,
    *,
    count: int | None,
    reserve: int,
    publish_after: int = 3,
    publish: bool = True,
) -> CommitteeSession:
    """One session: quorum, ranked proposals, adopted under the budget, minutes signed, published some days later."""
    with on_day(after(day, -10), 11):
        session, people = convene(call, staff, day)
    with on_day(day, 10):
        committee.open_session(session=session, by=staff.secretary)
        committee.record_attendance(session=session, present=people[:-1], by=staff.secretary)
        deciding.propose_decisions(session=session, by=staff.secretary, count=count, reserve_count=reserve)
    with on_day(day, 13):
        committee.close_session(session=session, by=staff.secretary)
        deciding.adopt_decisions(session=session, by=staff.secretary)
    with on_day(after(day, 1), 10):
        minutes = f"La commission, réunie le {day:%d/%m/%Y} avec le quorum, a adopté les décisions annexées."
        session = committee.sign_minutes(session=session, minutes=minutes, by=staff.secretary)
    if publish:
        with on_day(after(day, publish_after), 9):
            publishing.publish_decisions(session=session, by=staff.secretary)
    return session


def outcomes(files: list[File], status: str) -> list[File]:
    """The files that stand there now."""
    return [file for file in files if refreshed(file).status == status]
