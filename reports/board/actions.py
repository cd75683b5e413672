"""What the secretary records: meetings, resolutions and their follow-up, the plan, the budget adopted."""

from datetime import date
from decimal import Decimal
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue
from foundation.money import parse_amount
from foundation.spreadsheets import read_rows
from foundation.time import today
from programs.budget.actions import allocate
from programs.budget.choices import Heading
from programs.budget.models import BudgetLine
from programs.catalog.models import FiscalYear, Program
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
from reports.board.workflow import MEETING, RESOLUTION

STEP_TO = {
    ResolutionStatus.OPEN: "adopt",
    ResolutionStatus.LATE: "fall_behind",
    ResolutionStatus.DONE: "complete",
    ResolutionStatus.DROPPED: "drop",
}
COLUMNS = ("programme", "rubrique", "libelle_fr", "libelle_ar", "montant_mad", "exercice_precedent_mad", "note")


class RowsRefused(DomainError):
    """A spreadsheet holds errors; `reasons` names each row and column. Nothing was written."""

    code = "rows_refused"


@transaction.atomic
def convene_meeting(*, meeting: BoardMeeting, by: User) -> BoardMeeting:
    """Record that the convocation left."""
    return _move_meeting(meeting, "convene", by)


@transaction.atomic
def hold_meeting(*, meeting: BoardMeeting, by: User, minutes: str = "") -> BoardMeeting:
    """Record that the meeting was held. Refused before its day."""
    if meeting.held_on > today():
        raise DomainError(_("A meeting is recorded as held on its day or later."))
    return _move_meeting(meeting, "hold", by, minutes=minutes)


def _move_meeting(meeting: BoardMeeting, step: str, by: User, minutes: str = "") -> BoardMeeting:
    meeting = BoardMeeting.objects.select_for_update().get(pk=meeting.pk)
    before = meeting.status
    MEETING.take(meeting, step)
    if minutes:
        meeting.minutes = minutes
    meeting.save(update_fields=["status", "minutes"])
    record(f"meeting.{step}", target=meeting, by=by, before={"status": before}, after={"status": meeting.status})
    return meeting


@transaction.atomic
def follow_up_resolution(
    *, resolution: Resolution, status: str, on: date, by: User, note_fr: str = "", note_ar: str = ""
) -> ResolutionUpdate:
    """Say where a resolution stands on a day. The same status again is a note without a move.

    Raises InvalidValue for a day in the future or before the last update, StepNotAllowed for a leap.
    """
    resolution = Resolution.objects.select_for_update().get(pk=resolution.pk)
    if on > today():
        raise InvalidValue(_("The follow-up cannot be dated in the future."))
    last = resolution.updates.order_by("-on", "-id").first()
    if last is not None and on < last.on:
        raise InvalidValue(_("A later follow-up is already recorded; date this one after it."))
    before = resolution.status
    if status != before:
        if status not in STEP_TO:
            raise InvalidValue(_("A resolution does not return to its draft."))
        RESOLUTION.take(resolution, STEP_TO[ResolutionStatus(status)])
        resolution.save(update_fields=["status"])
    update = ResolutionUpdate.objects.create(
        resolution=resolution, on=on, status=resolution.status, note_fr=note_fr, note_ar=note_ar, recorded_by=by
    )
    record(
        "resolution.followed_up", target=resolution, by=by, reason=note_fr,
        before={"status": before}, after={"status": resolution.status, "on": on},
    )  # fmt: skip
    return update


@transaction.atomic
def record_progress(
    *, action: ActionLine, on: date, done: Decimal, spent: Decimal, by: User, note_fr: str = "", note_ar: str = ""
) -> ActionProgress:
    """Say how far an action is, in its own unit and in dirhams. Progress never falls: a correction says why."""
    if on > today():
        raise InvalidValue(_("Progress cannot be dated in the future."))
    if done < 0 or spent < 0:
        raise InvalidValue(_("Progress and spending cannot be negative."))
    last = action.progress.order_by("-on", "-id").first()
    if last is not None and (done < last.done or spent < last.spent) and not (note_fr + note_ar).strip():
        raise InvalidValue(_("Progress is lower than before: say why in the note."))
    progress = ActionProgress.objects.create(
        action=action, on=on, done=done, spent=spent, note_fr=note_fr, note_ar=note_ar, recorded_by=by
    )
    record("action.progressed", target=action, by=by, after={"on": on, "done": done, "spent": spent})
    return progress


@transaction.atomic
def review_risk(*, risk: Risk, on: date, likelihood: int, impact: int, trend: str, by: User) -> RiskReview:
    """Weigh a risk on a day, each side from 1 to 5."""
    if not (1 <= likelihood <= 5 and 1 <= impact <= 5):
        raise InvalidValue(_("Likelihood and impact go from 1 to 5."))
    review = RiskReview.objects.create(
        risk=risk, on=on, likelihood=likelihood, impact=impact, trend=trend, recorded_by=by
    )
    record("risk.reviewed", target=risk, by=by, after={"on": on, "likelihood": likelihood, "impact": impact})
    return review


@transaction.atomic
def import_budget(*, meeting: BoardMeeting, year: int, file: BinaryIO, by: User, is_demonstration: bool = False) -> int:
    """Read a draft budget (CSV or XLSX, columns `COLUMNS`) and put it to the meeting; returns the rows written.

    All rows or none: RowsRefused names every wrong cell. The same file again changes nothing; a changed
    amount replaces the draft as long as the line is not adopted.
    """
    fiscal_year, _made = FiscalYear.objects.get_or_create(
        year=year, defaults={"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
    )
    lines, errors = _read_budget(file)
    adopted = set(meeting.budget_proposals.exclude(adopted_on=None).values_list("program__code", "heading"))
    errors += [
        _("Row %(row)s: this line is already adopted and can no longer change.") % {"row": row}
        for row, line in lines
        if ((line["program"].code if line["program"] else None), line["heading"]) in adopted
    ]
    if errors:
        raise RowsRefused(_("The file was not imported: correct the cells named and send it again."), reasons=errors)
    for _row, line in lines:
        BudgetProposal.objects.update_or_create(
            meeting=meeting,
            fiscal_year=fiscal_year,
            program=line["program"],
            heading=line["heading"],
            defaults={
                "name_fr": line["name_fr"],
                "name_ar": line["name_ar"],
                "amount": line["amount"],
                "previous_amount": line["previous"],
                "note": line["note"],
                "is_demonstration": is_demonstration,
            },
        )
    record("budget.proposed", target=meeting, by=by, after={"year": year, "rows": len(lines)})
    return len(lines)


def _read_budget(file: BinaryIO) -> tuple[list[tuple[int, dict]], list[str]]:
    rows = read_rows(file, max_rows=2000)
    _number, header = next(rows, (1, []))
    names = [str(cell or "").strip().lower() for cell in header]
    missing = [name for name in COLUMNS[:5] if name not in names]
    if missing:
        return [], [_("Row 1: these columns are missing: %(columns)s.") % {"columns": ", ".join(missing)}]
    programs = {program.code: program for program in Program.objects.all()}
    lines, errors, seen = [], [], {}
    for number, cells in rows:
        values = dict(zip(names, cells, strict=False))
        line = {
            "program": None,
            "heading": str(values.get("rubrique") or "").strip(),
            "name_fr": str(values.get("libelle_fr") or "").strip(),
            "name_ar": str(values.get("libelle_ar") or "").strip(),
            "note": str(values.get("note") or "").strip()[:240],
            "amount": _amount(values, "montant_mad", number, errors, required=True),
            "previous": _amount(values, "exercice_precedent_mad", number, errors, required=False),
        }
        code = str(values.get("programme") or "").strip()
        if code and code not in programs:
            errors.append(
                _("Row %(row)s, column programme: “%(value)s” is not a programme.") % {"row": number, "value": code}
            )
        line["program"] = programs.get(code)
        if line["heading"] not in Heading.values:
            errors.append(
                _("Row %(row)s, column rubrique: write one of %(values)s.")
                % {"row": number, "values": ", ".join(Heading.values)}
            )
        if not line["name_fr"]:
            errors.append(_("Row %(row)s, column libelle_fr: write a name.") % {"row": number})
        key = (code, line["heading"])
        if key in seen:
            errors.append(
                _("Row %(row)s: the same programme and heading already stand in row %(first)s.")
                % {"row": number, "first": seen[key]}
            )
        seen.setdefault(key, number)
        lines.append((number, line))
    if not lines and not errors:
        errors.append(_("The file holds no line."))
    return lines, errors


def _amount(values: dict, column: str, row: int, errors: list[str], *, required: bool) -> Decimal | None:
    cell = values.get(column)
    if cell in (None, ""):
        if required:
            errors.append(_("Row %(row)s, column %(column)s: write an amount.") % {"row": row, "column": column})
        return None
    try:
        amount = (
            Decimal(str(cell)).quantize(Decimal("0.01")) if isinstance(cell, int | float) else parse_amount(str(cell))
        )
    except InvalidValue as error:
        errors.append(
            _("Row %(row)s, column %(column)s: %(problem)s") % {"row": row, "column": column, "problem": error.message}
        )
        return None
    if amount <= 0:
        errors.append(
            _("Row %(row)s, column %(column)s: the amount must be above zero.") % {"row": row, "column": column}
        )
    return amount


@transaction.atomic
def adopt_budget(*, meeting: BoardMeeting, by: User, on: date | None = None) -> list[BudgetLine]:
    """Turn the draft budget of a meeting into money on the ledger, each line once.

    Refused before the meeting's day. Asked again, it allocates only what is not adopted yet.
    """
    day = on or today()
    if day < meeting.held_on:
        raise DomainError(_("The budget is adopted at the meeting, not before."))
    adopted = []
    for proposal in meeting.budget_proposals.select_for_update().filter(adopted_on=None).order_by("id"):
        line, _made = BudgetLine.objects.get_or_create(
            program=proposal.program,
            fiscal_year=proposal.fiscal_year,
            heading=proposal.heading,
            defaults={
                "name_fr": proposal.name_fr,
                "name_ar": proposal.name_ar,
                "is_demonstration": proposal.is_demonstration,
            },
        )
        allocate(
            line=line, amount=proposal.amount, by=by, key=f"board:{meeting.code}:{proposal.pk}",
            note=meeting.code, booked_on=day,
        )  # fmt: skip
        proposal.adopted_on = day
        proposal.save(update_fields=["adopted_on"])
        adopted.append(line)
    record("budget.adopted", target=meeting, by=by, after={"lines": len(adopted), "on": day})
    return adopted
