"""What is known of a meeting's people: who sits, who was called, who came, whether they may decide."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reports.board.models import BoardMeeting
from reports.meetings.choices import COUNTED, VOTING, Presence
from reports.meetings.models import Attendance, BoardMember, BoardRules, Convocation, Minutes


def rules() -> BoardRules:
    """The row in force, or the defaults as long as nobody changed them."""
    return BoardRules.objects.first() or BoardRules(pk=1)


@dataclass(frozen=True)
class SeatOnDay:
    """A member beside their letter and their presence."""

    member: BoardMember
    convocation: Convocation | None
    attendance: Attendance | None


def seats_of(meeting: BoardMeeting) -> list[SeatOnDay]:
    """Those who sit on the day of the meeting, the chair first."""
    called = {row.member_id: row for row in meeting.convocations.select_related("message")}
    came = {row.member_id: row for row in meeting.attendance.select_related("represented_by")}
    return [
        SeatOnDay(member, called.get(member.pk), came.get(member.pk))
        for member in BoardMember.objects.on(meeting.held_on)
    ]


@dataclass(frozen=True)
class Quorum:
    """Votes present or represented, against those needed."""

    votes: int
    present: int
    represented: int
    needed: int
    is_recorded: bool

    @property
    def counted(self) -> int:
        return self.present + self.represented

    @property
    def is_reached(self) -> bool:
        return self.is_recorded and self.counted >= self.needed


def quorum_of(meeting: BoardMeeting, *, known_at: datetime | None = None) -> Quorum:
    """The quorum by the rules: at least that part of the voting seats present or represented."""
    members = list(BoardMember.objects.on(meeting.held_on).values_list("pk", "seat"))
    voting = {pk for pk, seat in members if seat in VOTING}
    rows = Attendance.objects.filter(meeting=meeting)
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    told = dict(rows.values_list("member", "presence"))
    counted = [presence for member, presence in told.items() if member in voting and presence in COUNTED]
    percent = rules().quorum_percent
    needed = -(-len(voting) * percent // 100)  # rounded up
    return Quorum(
        votes=len(voting),
        present=counted.count(Presence.PRESENT),
        represented=counted.count(Presence.REPRESENTED),
        needed=needed,
        is_recorded=bool(told),
    )


def previous_meeting(meeting: BoardMeeting) -> BoardMeeting | None:
    """The meeting held before this one."""
    return BoardMeeting.objects.filter(held_on__lt=meeting.held_on).order_by("-held_on").first()


def next_meeting(day: date) -> BoardMeeting | None:
    """The first meeting on or after the day."""
    return BoardMeeting.objects.filter(held_on__gte=day).order_by("held_on").first()


def convocation_due(meeting: BoardMeeting) -> date:
    """The last day to send the letters."""
    return meeting.held_on - timedelta(days=rules().convocation_days)


@dataclass(frozen=True)
class MinutesOnDay:
    """The text of minutes and their standing, as known at a moment."""

    minutes: Minutes
    text_fr: str
    text_ar: str
    is_approved: bool


def minutes_known(meeting: BoardMeeting, known_at: datetime | None = None) -> MinutesOnDay | None:
    """What the minutes said at that moment; None when nothing was drafted by then."""
    minutes = Minutes.objects.filter(meeting=meeting).select_related("approved_in").first()
    if minutes is None:
        return None
    revisions = minutes.revisions.order_by("-recorded_at", "-id")
    if known_at is not None:
        revisions = revisions.filter(recorded_at__lte=known_at)
    last = revisions.first()
    if last is None:
        return None
    approved = minutes.approved_at is not None and (known_at is None or minutes.approved_at <= known_at)
    return MinutesOnDay(minutes, last.text_fr, last.text_ar, approved)
