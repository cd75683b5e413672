"""The board's matters as they stood on a day, from their dated rows."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import OuterRef, QuerySet, Subquery

from reports.board.choices import ResolutionStatus
from reports.board.models import (
    ActionLine,
    ActionProgress,
    BoardMeeting,
    BudgetProposal,
    Resolution,
    ResolutionUpdate,
    Risk,
    RiskReview,
)
from reports.board.workflow import OUTSTANDING


@dataclass(frozen=True)
class ResolutionOnDay:
    """A resolution and its last known standing on the day asked for."""

    resolution: Resolution
    status: str
    note_fr: str
    note_ar: str
    updated_on: date | None

    @property
    def is_overdue(self) -> bool:
        return self.status == ResolutionStatus.LATE


def _known(rows: QuerySet, as_of: date, known_at: datetime | None) -> QuerySet:
    rows = rows.filter(on__lte=as_of)
    return rows.filter(recorded_at__lte=known_at) if known_at else rows


def resolutions_on(
    day: date, *, meeting: BoardMeeting | None = None, known_at: datetime | None = None
) -> list[ResolutionOnDay]:
    """Resolutions of meetings held by `day`, with their standing then; only those of one meeting if given.

    A resolution without any update by that day stands as proposed. One that is open after its due day
    is shown as late whether or not somebody said so.
    """
    rows = Resolution.objects.filter(meeting__held_on__lte=day).select_related("meeting")
    if meeting is not None:
        rows = rows.filter(meeting=meeting)
    updates: dict[int, ResolutionUpdate] = {}
    found = _known(ResolutionUpdate.objects.filter(resolution__in=rows), day, known_at)
    for update in found.order_by("on", "id"):
        updates[update.resolution_id] = update
    standing = []
    for resolution in rows:
        last = updates.get(resolution.pk)
        status = last.status if last else ResolutionStatus.PROPOSED
        if status == ResolutionStatus.OPEN and resolution.due_on and resolution.due_on < day:
            status = ResolutionStatus.LATE
        standing.append(
            ResolutionOnDay(
                resolution=resolution,
                status=status,
                note_fr=last.note_fr if last else "",
                note_ar=last.note_ar if last else "",
                updated_on=last.on if last else None,
            )
        )
    return standing


def outstanding_on(day: date, *, before: BoardMeeting, known_at: datetime | None = None) -> list[ResolutionOnDay]:
    """What earlier meetings decided and is not done yet: the head of the next report."""
    return [
        item
        for item in resolutions_on(day, known_at=known_at)
        if item.status in OUTSTANDING and item.resolution.meeting.held_on < before.held_on
    ]


@dataclass(frozen=True)
class ActionOnDay:
    """An action with what was done and spent by the day, each beside its aim."""

    action: ActionLine
    done: Decimal
    spent: Decimal
    note_fr: str

    @property
    def done_percent(self) -> Decimal | None:
        """Physical progress, percent of the target; None without a target."""
        return 100 * self.done / self.action.target if self.action.target else None

    @property
    def spent_percent(self) -> Decimal | None:
        """Financial progress, percent of the budget; None without a budget."""
        return 100 * self.spent / self.action.budget if self.action.budget else None


def action_plan_on(day: date, *, year: int, known_at: datetime | None = None) -> list[ActionOnDay]:
    """The plan of a year with its progress by `day`."""
    last = _known(ActionProgress.objects.filter(action=OuterRef("pk")), day, known_at).order_by("-on", "-id")
    lines = ActionLine.objects.filter(year=year).select_related("program")
    lines = lines.annotate(
        last_done=Subquery(last.values("done")[:1]),
        last_spent=Subquery(last.values("spent")[:1]),
        last_note=Subquery(last.values("note_fr")[:1]),
    ).order_by("position", "id")
    return [
        ActionOnDay(line, line.last_done or Decimal(0), line.last_spent or Decimal(0), line.last_note or "")
        for line in lines
    ]


@dataclass(frozen=True)
class RiskOnDay:
    """A risk and its last review by the day."""

    risk: Risk
    review: RiskReview | None

    @property
    def weight(self) -> int:
        """Likelihood times impact, 1 to 25; 0 before any review."""
        return self.review.likelihood * self.review.impact if self.review else 0


def risks_on(day: date, *, known_at: datetime | None = None) -> list[RiskOnDay]:
    """Risks open on `day`, gravest first."""
    rows = Risk.objects.filter(opened_on__lte=day).exclude(closed_on__lte=day).select_related("program")
    reviews: dict[int, RiskReview] = {}
    for review in _known(RiskReview.objects.filter(risk__in=rows), day, known_at).order_by("on", "id"):
        reviews[review.risk_id] = review
    standing = [RiskOnDay(risk, reviews.get(risk.pk)) for risk in rows]
    return sorted(standing, key=lambda item: (-item.weight, item.risk.pk))


def budget_proposals(meeting: BoardMeeting) -> QuerySet[BudgetProposal]:
    """The draft budget put to a meeting, programme by programme, house lines last."""
    return meeting.budget_proposals.select_related("program", "fiscal_year").order_by(
        "-fiscal_year__year", "program__position", "heading", "id"
    )
