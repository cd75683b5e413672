"""What only the pack prints: who sits on the board, how they were called, the last minutes, how far the plan is.

Members appear by the institution they stand for; no person is named.
"""

from decimal import Decimal
from typing import Any

from reports.board.queries import ActionOnDay, action_plan_on
from reports.figures.base import BLOCKS, Block, Figure, Reading, Rows, Words, words
from reports.meetings.choices import VOTING, Presence, Seat
from reports.meetings.models import BoardMember, Convocation
from reports.meetings.queries import minutes_known, previous_meeting, quorum_of, rules

SEATS: dict[str, Words] = {
    Seat.CHAIR: words("Présidence", "الرئاسة", "Chair"),
    Seat.MEMBER: words("Membre", "عضو", "Member"),
    Seat.OBSERVER: words("Voix consultative", "عضو استشاري", "Adviser without a vote"),
}
PRESENCES: dict[str, Words] = {
    Presence.PRESENT: words("Présent", "حاضر", "Present"),
    Presence.REPRESENTED: words("Représenté", "ممثَّل", "Represented"),
    Presence.EXCUSED: words("Excusé", "معتذر", "Excused"),
    Presence.ABSENT: words("Absent", "غائب", "Absent"),
}


@BLOCKS.register("pack", order=15)
def collect_pack(reading: Reading) -> Block:
    """The formal part of a meeting's pack."""
    block = Block()
    meeting = reading.meeting
    members = list(BoardMember.objects.on(meeting.held_on))
    sent = Convocation.objects.filter(meeting=meeting, recorded_at__lte=reading.known_at).order_by("sent_on")
    first = sent.values_list("sent_on", flat=True).first()
    block.extra["members"] = [
        {"body": words(row.body_fr, row.body_ar or row.body_fr, row.body_fr), "seat": SEATS[row.seat]}
        for row in members
    ]
    block.extra["convoked_on"] = first.isoformat() if first else None
    block.extra["quorum_percent"] = rules().quorum_percent
    block.extra["previous"] = _previous(reading)
    block.extra["progress"] = _progress(block, reading)
    block.add(
        "votes",
        Figure(
            "C.04", words("Voix délibératives", "الأصوات التقريرية", "Votes"), sum(row.seat in VOTING for row in members), "count",
            words("Sièges délibératifs à la date de la réunion.", "المقاعد التقريرية بتاريخ الاجتماع.", "Voting seats on the day of the meeting."),
            Rows.of("reports.BoardMember", (row.pk for row in members if row.seat in VOTING)),
        ),
    )  # fmt: skip
    return block


def _previous(reading: Reading) -> dict[str, Any] | None:
    """The meeting before: its minutes as known, its attendance by institution, its quorum."""
    meeting = previous_meeting(reading.meeting)
    if meeting is None:
        return None
    known = minutes_known(meeting, reading.known_at)
    rows = meeting.attendance.filter(recorded_at__lte=reading.known_at).select_related("member")
    quorum = quorum_of(meeting, known_at=reading.known_at)
    return {
        "code": meeting.code,
        "held_on": meeting.held_on.isoformat(),
        "title": words(meeting.title_fr, meeting.title_ar or meeting.title_fr, meeting.title_en or meeting.title_fr),
        "minutes": words(known.text_fr, known.text_ar or known.text_fr, known.text_fr) if known else None,
        "is_approved": bool(known and known.is_approved),
        "is_demonstration": bool(known and known.minutes.is_demonstration),
        "attendance": [
            {
                "body": words(row.member.body_fr, row.member.body_ar or row.member.body_fr, row.member.body_fr),
                "presence": PRESENCES[row.presence],
            }
            for row in rows
        ],
        "quorum": {
            "votes": quorum.votes,
            "counted": quorum.counted,
            "needed": quorum.needed,
            "is_reached": quorum.is_reached,
        },
    }


def _progress(block: Block, reading: Reading) -> dict[str, Any]:
    """The plan under way with what was done and spent beside each aim; next year's when none was made for this one."""
    year = reading.as_of.year
    items = action_plan_on(reading.as_of, year=year, known_at=reading.known_at)
    if not items:
        year += 1
        items = action_plan_on(reading.as_of, year=year, known_at=reading.known_at)
    budget = sum((item.action.budget or Decimal(0) for item in items), Decimal(0))
    spent = sum((item.spent for item in items), Decimal(0))
    measured = [min(item.done_percent, Decimal(100)) for item in items if item.done_percent is not None]
    rows = Rows.of("reports.ActionLine", (item.action.pk for item in items))
    for key, code, label, value, unit, definition in (
        ("physical", "A.05", words("Avancement physique", "التقدم المادي", "Physical progress"),
         (sum(measured) / len(measured)).quantize(Decimal("0.1")) if measured else None, "percent",
         words("Moyenne simple des taux de réalisation des actions, chacun plafonné à 100 %.", "المتوسط البسيط لنسب إنجاز الأعمال، كل منها في حدود 100 %.", "Plain mean of the actions’ progress, each capped at 100%.")),
        ("spent", "A.06", words("Dépensé sur le plan", "المصروف من البرنامج", "Spent on the plan"), spent, "MAD",
         words("Somme des dépenses déclarées sur les actions.", "مجموع النفقات المصرح بها على الأعمال.", "Sum of the spending recorded on the actions.")),
        ("financial", "A.07", words("Avancement financier", "التقدم المالي", "Financial progress"),
         (100 * spent / budget).quantize(Decimal("0.1")) if budget else None, "percent",
         words("Dépensé en part du budget des actions.", "المصروف كنسبة من ميزانية الأعمال.", "Spent as a share of the actions’ budget.")),
    ):  # fmt: skip
        block.add(key, Figure(code, label, value, unit, definition, rows))
    return {"year": year, "actions": [_action(item) for item in items]}


def _action(item: ActionOnDay) -> dict[str, Any]:
    action = item.action
    return {
        "axis": words(action.axis_fr, action.axis_ar or action.axis_fr, action.axis_fr),
        "title": words(action.title_fr, action.title_ar or action.title_fr, action.title_fr),
        "owner": action.owner,
        "owner_ar": action.owner_ar,
        "ends_on": action.ends_on.isoformat(),
        "unit": words(action.unit_fr, action.unit_ar or action.unit_fr, action.unit_fr),
        "target": None if action.target is None else str(action.target),
        "done": str(item.done),
        "done_percent": None if item.done_percent is None else str(item.done_percent.quantize(Decimal("0.1"))),
        "budget": None if action.budget is None else str(action.budget),
        "spent": str(item.spent),
        "spent_percent": None if item.spent_percent is None else str(item.spent_percent.quantize(Decimal("0.1"))),
    }
