"""Calling a meeting, recording who came, writing and approving the minutes, ordering the agenda."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import now, today
from reports.board import actions as board
from reports.board.choices import MeetingStatus
from reports.board.models import AgendaItem, BoardMeeting, Resolution
from reports.meetings.choices import Presence
from reports.meetings.emails import queue_convocation
from reports.meetings.models import Attendance, BoardMember, BoardRules, Convocation, Minutes, MinutesRevision
from reports.meetings.queries import quorum_of
from reports.meetings.workflow import MINUTES


class QuorumNotReached(DomainError):
    """Too few votes are present or represented: the meeting cannot be recorded as held."""

    code = "quorum_not_reached"


@transaction.atomic
def plan_meeting(
    *, held_on: date, title_fr: str, title_ar: str, place: str, by: User, title_en: str = ""
) -> BoardMeeting:
    """Put a meeting into the calendar; its code is CA- and its day."""
    if BoardMeeting.objects.filter(held_on=held_on).exists():
        raise InvalidValue(_("A meeting is already planned on that day."))
    if held_on < today():
        raise InvalidValue(_("A meeting is planned for today or later."))
    meeting = BoardMeeting.objects.create(
        code=f"CA-{held_on}", held_on=held_on, title_fr=title_fr, title_ar=title_ar, title_en=title_en, place=place
    )
    record("meeting.planned", target=meeting, by=by, after={"held_on": held_on})
    return meeting


@transaction.atomic
def set_agenda(*, meeting: BoardMeeting, points: Sequence[Mapping[str, str]], by: User) -> list[AgendaItem]:
    """The points in their order, instead of those there were. Refused once the letters have left."""
    meeting = BoardMeeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.status != MeetingStatus.PLANNED:
        raise DomainError(_("The members were called with this agenda: it no longer changes."))
    if any(not point.get("title_fr", "").strip() for point in points):
        raise InvalidValue(_("Each point of the agenda has a title in French."))
    before = [point.title_fr for point in meeting.agenda.order_by("position")]
    meeting.agenda.all().delete()
    made = AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, position=position, **point) for position, point in enumerate(points, start=1)
    )
    record(
        "meeting.agenda", target=meeting, by=by, before={"points": before},
        after={"points": [point.title_fr for point in made]},
    )  # fmt: skip
    return made


@transaction.atomic
def propose_resolution(
    *, meeting: BoardMeeting, text_fr: str, owner: str, by: User, text_ar: str = "", due_on: date | None = None
) -> Resolution:
    """Put a draft resolution to a meeting that was not held yet; numbers follow each other."""
    meeting = BoardMeeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.status == MeetingStatus.HELD:
        raise DomainError(_("This meeting was held: a new resolution is put to the next one."))
    last = meeting.resolutions.order_by("-number").values_list("number", flat=True).first() or 0
    resolution = Resolution.objects.create(
        meeting=meeting, number=last + 1, text_fr=text_fr, text_ar=text_ar, owner=owner, due_on=due_on
    )
    record("resolution.proposed", target=resolution, by=by, after={"meeting": meeting.code, "number": last + 1})
    return resolution


@transaction.atomic
def convoke(*, meeting: BoardMeeting, by: User) -> list[Convocation]:
    """Write to every member who sits on the day, each once, and record that the meeting is convened.

    Refused without an agenda. Members without an address are recorded as called too: their letter goes on paper.
    """
    meeting = BoardMeeting.objects.select_for_update().get(pk=meeting.pk)
    if not meeting.agenda.exists():
        raise DomainError(_("Set the agenda before calling the members."))
    board.convene_meeting(meeting=meeting, by=by)
    day, made = today(), []
    for member in BoardMember.objects.on(meeting.held_on).select_related("user"):
        letter = queue_convocation(meeting, member)
        made.append(
            Convocation.objects.create(meeting=meeting, member=member, message=letter, sent_on=day, recorded_by=by)
        )
    record(
        "meeting.convoked", target=meeting, by=by,
        after={"letters": sum(row.message_id is not None for row in made), "members": len(made)},
    )  # fmt: skip
    return made


@transaction.atomic
def record_attendance(*, meeting: BoardMeeting, presences: Mapping[int, tuple[str, int | None]], by: User) -> int:
    """Who was there: member id to (presence, id of the proxy). All rows or none; how many were written.

    A proxy must be present themselves and hold one mandate only. Refused before the day and once the meeting was held.
    """
    meeting = BoardMeeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.status == MeetingStatus.HELD:
        raise DomainError(_("The meeting was recorded as held: its attendance no longer changes."))
    if meeting.held_on > today():
        raise DomainError(_("Attendance is recorded on the day of the meeting or later."))
    sitting = set(BoardMember.objects.on(meeting.held_on).values_list("pk", flat=True))
    if set(presences) - sitting:
        raise InvalidValue(_("Somebody on the list does not sit on the board on that day."))
    proxies = [proxy for presence, proxy in presences.values() if presence == Presence.REPRESENTED]
    for proxy in proxies:
        if proxy is None or presences.get(proxy, ("", None))[0] != Presence.PRESENT:
            raise InvalidValue(_("Whoever is represented names a member who is present."))
    if len(proxies) != len(set(proxies)):
        raise InvalidValue(_("A member represents one other member at most."))
    for member, (presence, proxy) in presences.items():
        Attendance.objects.update_or_create(
            meeting=meeting, member_id=member,
            defaults={
                "presence": presence, "represented_by_id": proxy if presence == Presence.REPRESENTED else None,
                "recorded_at": now(), "recorded_by": by,
            },
        )  # fmt: skip
    quorum = quorum_of(meeting)
    record(
        "meeting.attended", target=meeting, by=by,
        after={"present": quorum.present, "represented": quorum.represented, "needed": quorum.needed},
    )  # fmt: skip
    return len(presences)


@transaction.atomic
def hold(*, meeting: BoardMeeting, by: User) -> BoardMeeting:
    """Record that the meeting was held. With members on record, only when its quorum was reached."""
    meeting = BoardMeeting.objects.select_for_update().get(pk=meeting.pk)
    quorum = quorum_of(meeting)
    if quorum.votes and not quorum.is_recorded:
        raise QuorumNotReached(_("Record who was present before recording the meeting as held."))
    if quorum.votes and not quorum.is_reached:
        raise QuorumNotReached(
            _("The quorum is not reached: %(counted)s of the %(needed)s votes needed are present or represented.")
            % {"counted": quorum.counted, "needed": quorum.needed}
        )
    return board.hold_meeting(meeting=meeting, by=by)


@transaction.atomic
def draft_minutes(*, meeting: BoardMeeting, text_fr: str, text_ar: str, by: User, **extra: Any) -> Minutes:
    """Write or rewrite the minutes of a meeting that was held; each wording stays on record. Approved ones do not change."""
    meeting = BoardMeeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.status != MeetingStatus.HELD:
        raise DomainError(_("Minutes are written once the meeting was held."))
    if not text_fr.strip():
        raise InvalidValue(_("Write the text of the minutes in French."))
    minutes = Minutes.objects.select_for_update().filter(meeting=meeting).first()
    if minutes is None:
        minutes = Minutes(meeting=meeting, **extra)
    elif minutes.approved_at is not None:
        raise DomainError(_("These minutes are approved and no longer change."))
    minutes.text_fr, minutes.text_ar = text_fr.strip(), text_ar.strip()
    minutes.drafted_at, minutes.drafted_by = now(), by
    minutes.save()
    MinutesRevision.objects.create(minutes=minutes, text_fr=minutes.text_fr, text_ar=minutes.text_ar, recorded_by=by)
    record("minutes.drafted", target=minutes, by=by, after={"meeting": meeting.code})
    return minutes


@transaction.atomic
def approve_minutes(*, minutes: Minutes, in_meeting: BoardMeeting, by: User) -> Minutes:
    """Record that a later meeting approved the minutes; by somebody else than who wrote them, on its day or after."""
    minutes = Minutes.objects.select_for_update().select_related("meeting").get(pk=minutes.pk)
    if in_meeting.held_on <= minutes.meeting.held_on:
        raise InvalidValue(_("Minutes are approved by a later meeting."))
    if in_meeting.held_on > today():
        raise DomainError(_("The meeting that approves them has not taken place yet."))
    if minutes.drafted_by_id == by.pk:
        raise NotPermitted(_("The approval is recorded by somebody else than who wrote the minutes."))
    MINUTES.take(minutes, "approve")
    minutes.approved_in, minutes.approved_at, minutes.approved_by = in_meeting, now(), by
    minutes.save(update_fields=["status", "approved_in", "approved_at", "approved_by"])
    record("minutes.approved", target=minutes, by=by, after={"meeting": in_meeting.code})
    return minutes


@transaction.atomic
def change_rules(*, by: User, **values: int) -> BoardRules:
    """Change the dates and the quorum; in force from now on."""
    row = BoardRules.objects.select_for_update().filter(pk=1).first() or BoardRules(pk=1)
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    record("board.rules", target=row, by=by, before=before, after=values)
    return row
