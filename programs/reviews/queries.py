"""What the reviewing and the committee need to see."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.people.choices import Role
from accounts.people.models import RoleAssignment, User
from accounts.people.scopes import scopes_of
from foundation.formats import format_date, format_money
from foundation.time import now, today
from programs.applications.choices import ApplicationStatus
from programs.applications.models import Application
from programs.applications.workflow import DECIDED
from programs.budget.queries import available
from programs.calls.choices import CallStatus
from programs.calls.models import Call
from programs.catalog.schema import ceiling
from programs.reviews.amounts import proposed_amount
from programs.reviews.choices import AppealStatus, AssignmentStatus, DecisionStatus, SessionStatus, Verdict
from programs.reviews.models import Appeal, Assignment, CommitteeSession, Decision, ReviewRound

OPEN_ASSIGNMENTS = (AssignmentStatus.INVITED, AssignmentStatus.ACCEPTED)
COUNTING = (AssignmentStatus.INVITED, AssignmentStatus.ACCEPTED, AssignmentStatus.DONE)
ON_THEIR_WAY = (
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.SCREENING,
    ApplicationStatus.CHANGES_REQUESTED,
    ApplicationStatus.IN_REVIEW,
    ApplicationStatus.READY,
)
GONE = (AssignmentStatus.RECUSED, AssignmentStatus.RELIEVED)


def ranking(call: Call) -> QuerySet[Application]:
    """Files waiting for a decision: best median first, then best mean, then the earlier receipt."""
    return (
        Application.objects.filter(call=call, status=ApplicationStatus.READY)
        .select_related("party__commune__province__region", "party__artisan__trade")
        .order_by(F("score_median").desc(nulls_last=True), F("score_mean").desc(nulls_last=True), "submitted_at", "id")
    )


def reserve_list(call: Call) -> QuerySet[Application]:
    """The waiting list in its order."""
    return Application.objects.filter(call=call, status=ApplicationStatus.RESERVE).order_by(
        F("rank").asc(nulls_last=True), F("score_median").desc(nulls_last=True), "submitted_at", "id"
    )


def assignments_for(user: User) -> QuerySet[Assignment]:
    """A reviewer's own files of open rounds, the unscored first; those recused or taken back are gone."""
    return (
        Assignment.objects.filter(reviewer=user, round__closed_at=None)
        .exclude(status__in=GONE)
        .select_related(
            "round__call__version__program", "round__rubric", "application__call", "application__party__commune"
        )
        .order_by(F("status").desc(), "round__due_on", "id")
    )


def review_progress(user: User) -> tuple[int, int]:
    """(scored, all) of a reviewer's files in open rounds: the “3 / 12” of the queue."""
    numbers = (
        assignments_for(user)
        .order_by()
        .aggregate(all=Count("id"), done=Count("id", filter=Q(status=AssignmentStatus.DONE)))
    )
    return numbers["done"], numbers["all"]


def reviewers_of(call: Call) -> QuerySet[User]:
    """People who hold the role of reviewer for the call's programme now."""
    live = RoleAssignment.objects.live().filter(role=Role.REVIEWER, program__in=["", call.version.program.code])
    return User.objects.filter(pk__in=live.values("user"), is_active=True).order_by("id")


def lacking_reviewers(call: Call) -> QuerySet[Application]:
    """Files in review that fewer people hold than the call asks."""
    return (
        Application.objects.filter(call=call, status=ApplicationStatus.IN_REVIEW)
        .annotate(held=Count("assignments", filter=Q(assignments__status__in=COUNTING)))
        .filter(held__lt=call.reviews_required)
    )


def workload(round: ReviewRound) -> dict[int, int]:
    """How many files of the round each reviewer carries."""
    rows = round.assignments.filter(status__in=COUNTING).order_by().values("reviewer").annotate(n=Count("id"))
    return {row["reviewer"]: row["n"] for row in rows}


def places_left(call: Call) -> int | None:
    """Places of the call not taken by an approved or enrolled file; None where the call has no limit."""
    if call.places is None:
        return None
    taken = Application.objects.filter(
        call=call, status__in=[ApplicationStatus.APPROVED, ApplicationStatus.ENROLLED]
    ).count()
    return max(call.places - taken, 0)


@dataclass(frozen=True)
class RankedFile:
    """One row of the committee's list."""

    rank: int
    application: Application
    amount: Decimal
    is_above: bool


@dataclass(frozen=True)
class Cut:
    """What selecting the first `count` files would mean."""

    count: int
    files: list[RankedFile]
    money: Decimal
    available: Decimal | None
    places: int | None
    women: int
    regions: list[tuple[str, int]] = field(default_factory=list)
    trades: list[tuple[str, int]] = field(default_factory=list)

    @property
    def remainder(self) -> Decimal | None:
        return None if self.available is None else self.available - self.money

    @property
    def is_within(self) -> bool:
        within_money = self.remainder is None or self.remainder >= 0
        return within_money and (self.places is None or self.count <= self.places)


def cut_at(call: Call, count: int | None = None) -> Cut:
    """The ranked list cut after `count` files; None: after the last one the money and the places allow."""
    ranked = list(ranking(call))
    amounts = [proposed_amount(application) for application in ranked]
    money = available(call.budget_line) if call.budget_line_id else None
    places = places_left(call)
    if count is None:
        count = best_cut(amounts, money, places)
    count = max(0, min(count, len(ranked)))
    above = ranked[:count]
    return Cut(
        count=count,
        files=[
            RankedFile(rank=i + 1, application=application, amount=amounts[i], is_above=i < count)
            for i, application in enumerate(ranked)
        ],
        money=sum(amounts[:count], Decimal(0)),
        available=money,
        places=places,
        women=sum(is_led_by_woman(application) for application in above),
        regions=_counted(str(application.party.commune.province.region) for application in above),
        trades=_counted(
            str(artisan.trade) for application in above if (artisan := getattr(application.party, "artisan", None))
        ),
    )


def best_cut(amounts: list[Decimal], money: Decimal | None, places: int | None) -> int:
    """How many files from the top fit, without skipping anyone."""
    count, spent = 0, Decimal(0)
    for amount in amounts:
        spent += amount
        if (money is not None and spent > money) or (places is not None and count >= places):
            break
        count += 1
    return count


def is_led_by_woman(application: Application) -> bool:
    return application.party.sex == "F"


def sessions_for(user: User) -> QuerySet[CommitteeSession]:
    """Sessions of the programmes this person follows."""
    programs = {scope.program for scope in scopes_of(user, "programs.view_committeesession")}
    sessions = CommitteeSession.objects.select_related(
        "call__version__program", "call__budget_line", "delegation__holder"
    )
    if "" not in programs:
        sessions = sessions.filter(call__version__program__code__in=programs)
    return sessions.annotate(files=Count("decisions")).order_by("-held_on", "-id")


def drafted_minutes(session: CommitteeSession) -> str:
    """Minutes to begin from: who sat, what was decided, under which money. The secretary completes and signs them."""
    members = [
        f"- {member.name}" + (f", {member.capacity}" if member.capacity else "")
        for member in session.members.filter(attended=True)
    ]
    decisions = list(session.decisions.filter(is_current=True).select_related("application"))
    lines = [
        _("Session of %(day)s: %(call)s.") % {"day": format_date(session.held_on), "call": session.call},
        "",
        _("Present (quorum: %(quorum)s):") % {"quorum": session.quorum},
        *members,
        "",
    ]
    for verdict, label in Verdict.choices:
        chosen = [decision for decision in decisions if decision.verdict == verdict]
        money = sum((decision.amount or Decimal(0) for decision in chosen), Decimal(0))
        lines.append(f"{label}: {len(chosen)}" + (f" ({format_money(money)})" if money else ""))
        lines += [
            f"- {decision.rank or ''} {decision.application.reference} {decision.reason}".rstrip()
            for decision in chosen
        ]
    return "\n".join(lines)


def publishable(session: CommitteeSession) -> QuerySet[Decision]:
    """Adopted, not yet published decisions of the session."""
    return (
        session.decisions.filter(status=DecisionStatus.ADOPTED, is_current=True)
        .select_related("application__party", "application__call__version__program")
        .order_by("rank", "id")
    )


def next_on_reserve(call: Call) -> Application | None:
    """Who comes next when a place is given up: the best-ranked whose amount the line still holds, nobody skipped."""
    if places_left(call) == 0:
        return None
    application = reserve_list(call).exclude(decisions__verdict=Verdict.APPROVE, decisions__is_current=True).first()
    if application is None:
        return None
    if call.budget_line_id and proposed_amount(application) > available(call.budget_line):
        return None
    return application


def open_session_of(call: Call) -> CommitteeSession | None:
    """A session of the call that can still take proposals."""
    return (
        CommitteeSession.objects.filter(call=call, status__in=[SessionStatus.PLANNED, SessionStatus.OPEN])
        .order_by("held_on", "id")
        .first()
    )


def undecided_in(call: Call) -> list[str]:
    """What keeps the call from being decided, a sentence each; none: nothing of it can still be decided."""
    reasons = []
    if call.status != CallStatus.CLOSED:
        reasons.append(_("The call is not closed."))
    files = Application.objects.filter(call=call)
    late = timedelta(minutes=call.version.settings.get("late_minutes", 0))
    under_way = ON_THEIR_WAY
    if call.closes_at is not None and now() < call.closes_at + late:
        under_way = (*ON_THEIR_WAY, ApplicationStatus.DRAFT)  # a draft may still be handed in
    if number := files.filter(status__in=under_way).count():
        reasons.append(
            ngettext("%(number)s file is not decided.", "%(number)s files are not decided.", number)
            % {"number": number}
        )
    if files.filter(status__in=DECIDED, published_at=None).exists():
        reasons.append(_("Some decisions are not published."))
    if Appeal.objects.filter(application__call=call, status=AppealStatus.FILED).exists():
        reasons.append(_("An appeal is not answered."))
    refused = (ApplicationStatus.REFUSED, ApplicationStatus.INELIGIBLE)
    if files.filter(status__in=refused, appeal_until__gte=today()).exists():
        reasons.append(_("A decision can still be contested."))
    return reasons


def calls_to_conclude() -> list[Call]:
    """Closed calls with at least one file and none under way; `undecided_in` has the last word."""
    files = Application.objects.filter(call=OuterRef("pk"))
    return list(
        Call.objects.filter(
            Exists(files.exclude(status=ApplicationStatus.DRAFT)),
            ~Exists(files.filter(status__in=ON_THEIR_WAY)),
            status=CallStatus.CLOSED,
        ).select_related("version__program")
    )


def overdue_rounds() -> QuerySet[ReviewRound]:
    return ReviewRound.objects.filter(closed_at=None, due_on__lt=today())


def file_ceiling(call: Call) -> Decimal | None:
    """The most one file of the call may receive."""
    limits = [limit for limit in (call.max_amount, ceiling(call.version.settings)) if limit is not None]
    return min(limits) if limits else None


def _counted(names: Iterable[str]) -> list[tuple[str, int]]:
    return sorted(Counter(names).items(), key=lambda item: (-item[1], item[0]))
