"""The board's part of the demonstration: two meetings, what became of the first, the plan, the risks, the draft budget.

What was published stands as published; the rest is marked as demonstration (`reports/data/*.json` say which).
Everything goes through the actions, each on its own day, so that follow-ups and the audit trail are dated as they would be.
"""

import io
import json
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.time import CASABLANCA, clock_at
from programs.catalog.models import Program
from reports.board import actions
from reports.board.choices import ResolutionStatus
from reports.board.models import ActionLine, AgendaItem, BoardMeeting, Resolution, Risk

DATA = Path(__file__).resolve().parent.parent / "data"
_CONVOCATION = timedelta(days=15)
_AGENDA_FIELDS = ("kind", "title_fr", "title_ar", "title_en", "source")
_MEETING_FIELDS = ("code", "title_fr", "title_ar", "title_en", "place", "place_ar", "chair", "chair_ar", "source")
_RESOLUTION_FIELDS = (
    "number",
    "text_fr",
    "text_ar",
    "text_en",
    "owner",
    "owner_ar",
    "due_on",
    "source",
    "is_demonstration",
)


@transaction.atomic
def seed_board(secretary: User, authoriser: User, head: User) -> list[BoardMeeting]:
    """The two meetings of 2023 and what stands around them; a second call changes nothing.

    The last meeting is left convened, its resolutions still asked of the board: the report is made for it.
    """
    told = read("meetings.json")["meetings"]
    codes = [item["code"] for item in told]
    if BoardMeeting.objects.filter(code__in=codes).exists():
        return list(BoardMeeting.objects.filter(code__in=codes))
    _seed_risks(read("plan_2024.json")["risks"], head)
    meetings = []
    for item in told:
        is_last = item is told[-1]
        meetings.append(_seed_meeting(item, secretary, is_held=not is_last))
    with clock_at(_at(date(2023, 12, 14))):
        _seed_plan(read("plan_2024.json"), head)
        file = io.BytesIO((DATA / "budget_2024_demo.csv").read_bytes())
        actions.import_budget(meeting=meetings[-1], year=2024, file=file, by=authoriser, is_demonstration=True)
    return meetings


def read(name: str) -> dict[str, Any]:
    """One file of the board's data."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=CASABLANCA)


def _on(day: date, hour: int = 10) -> AbstractContextManager[None]:
    return clock_at(_at(day, hour))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _programs() -> dict[str, Program]:
    return {program.code: program for program in Program.objects.all()}


def _seed_meeting(item: dict[str, Any], secretary: User, *, is_held: bool) -> BoardMeeting:
    held_on = date.fromisoformat(item["held_on"])
    with _on(held_on - _CONVOCATION):
        fields = {name: item[name] for name in _MEETING_FIELDS}
        meeting = BoardMeeting.objects.create(held_on=held_on, **fields)
        record("meeting.planned", target=meeting, by=secretary, after={"held_on": held_on})
        for position, point in enumerate(item["agenda"], start=1):
            point = {name: point.get(name, "") for name in _AGENDA_FIELDS}
            AgendaItem.objects.create(meeting=meeting, position=position, **point)
        resolutions = [_resolution(meeting, told) for told in item["resolutions"]]
        meeting = actions.convene_meeting(meeting=meeting, by=secretary)
    if not is_held:
        return meeting
    with _on(held_on, 16):
        meeting = actions.hold_meeting(meeting=meeting, by=secretary)
        for resolution in resolutions:
            actions.follow_up_resolution(resolution=resolution, status=ResolutionStatus.OPEN, on=held_on, by=secretary)
    steps = [
        (date.fromisoformat(update["on"]), number, update)
        for number, told in enumerate(item["resolutions"])
        for update in told["updates"]
    ]
    for day, number, update in sorted(steps, key=lambda step: step[:2]):
        with _on(day, 11):
            actions.follow_up_resolution(
                resolution=resolutions[number], status=update["status"], on=day, by=secretary,
                note_fr=update["note_fr"], note_ar=update["note_ar"],
            )  # fmt: skip
    return meeting


def _resolution(meeting: BoardMeeting, told: dict[str, Any]) -> Resolution:
    fields = {name: told[name] for name in _RESOLUTION_FIELDS if name in told}
    fields["due_on"] = _day(told.get("due_on"))
    return Resolution.objects.create(meeting=meeting, **fields)


def _seed_plan(told: dict[str, Any], head: User) -> None:
    programs = _programs()
    for position, item in enumerate(told["actions"], start=1):
        line = ActionLine.objects.create(
            year=told["year"],
            position=position,
            program=programs[item["program"]] if item["program"] else None,
            starts_on=_day(item["starts_on"]),
            ends_on=_day(item["ends_on"]),
            target=Decimal(item["target"]),
            budget=Decimal(item["budget"]),
            is_demonstration=True,
            source=item.get("source", ""),
            **{
                name: item[name]
                for name in ("axis_fr", "axis_ar", "title_fr", "title_ar", "owner", "owner_ar", "unit_fr", "unit_ar")
            },
        )
        record("action.planned", target=line, by=head, after={"year": line.year})


def _seed_risks(told: list[dict[str, Any]], head: User) -> None:
    programs = _programs()
    for item in told:
        opened_on = date.fromisoformat(item["opened_on"])
        with _on(opened_on):
            risk = Risk.objects.create(
                program=programs[item["program"]] if item["program"] else None,
                opened_on=opened_on,
                is_demonstration=True,
                **{
                    name: item[name]
                    for name in ("title_fr", "title_ar", "owner", "owner_ar", "response_fr", "response_ar")
                },
            )
            record("risk.opened", target=risk, by=head)
        for review in item["reviews"]:
            day = date.fromisoformat(review["on"])
            with _on(day):
                actions.review_risk(
                    risk=risk,
                    on=day,
                    likelihood=review["likelihood"],
                    impact=review["impact"],
                    trend=review["trend"],
                    by=head,
                )
