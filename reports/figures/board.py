"""What is asked of the board, what became of its resolutions, the plan, the draft budget, the risks."""

from decimal import Decimal
from typing import Any

from reports.board.choices import ResolutionStatus, Trend
from reports.board.queries import (
    ResolutionOnDay,
    action_plan_on,
    budget_proposals,
    outstanding_on,
    resolutions_on,
    risks_on,
)
from reports.figures.base import BLOCKS, Block, Figure, Reading, Rows, Table, TableRow, Words, names_of, words

STANDING: dict[str, Words] = {
    ResolutionStatus.PROPOSED: words("Soumise au conseil", "معروضة على المجلس", "Put to the board"),
    ResolutionStatus.OPEN: words("En cours", "قيد التنفيذ", "In progress"),
    ResolutionStatus.LATE: words("En retard", "متأخرة", "Late"),
    ResolutionStatus.DONE: words("Réalisée", "منجزة", "Done"),
    ResolutionStatus.DROPPED: words("Abandonnée", "متخلى عنها", "Dropped"),
}
TRENDS: dict[str, Words] = {
    Trend.UP: words("en hausse", "في ارتفاع", "rising"),
    Trend.STEADY: words("stable", "مستقر", "steady"),
    Trend.DOWN: words("en baisse", "في انخفاض", "falling"),
}


@BLOCKS.register("board", order=10)
def collect_board(reading: Reading) -> Block:
    """The agenda, the decisions asked, and what earlier meetings left open."""
    block = Block()
    mine = resolutions_on(reading.as_of, meeting=reading.meeting, known_at=reading.known_at)
    outstanding = outstanding_on(reading.as_of, before=reading.meeting, known_at=reading.known_at)
    earlier = [
        item
        for item in resolutions_on(reading.as_of, known_at=reading.known_at)
        if item.resolution.meeting.held_on < reading.meeting.held_on
    ]
    block.extra["agenda"] = [
        {
            "kind": item.kind,
            "title": words(item.title_fr, item.title_ar or item.title_fr, item.title_en or item.title_fr),
        }
        for item in reading.meeting.agenda.all()
    ]
    block.extra["asked"] = [_resolution(item) for item in mine]
    block.extra["outstanding"] = [_resolution(item) for item in outstanding]
    block.extra["closed"] = [_resolution(item) for item in earlier if item not in outstanding]
    for key, number, label, items, definition in (
        ("asked", "01", words("Décisions demandées", "القرارات المطلوبة", "Decisions asked"), mine,
         words("Projets de résolution soumis à cette réunion.", "مشاريع القرارات المعروضة على هذا الاجتماع.", "Draft resolutions put to this meeting.")),
        ("outstanding", "02", words("Résolutions en suspens", "قرارات عالقة", "Resolutions outstanding"), outstanding,
         words("Résolutions de réunions antérieures en cours ou en retard.", "قرارات اجتماعات سابقة قيد التنفيذ أو متأخرة.", "Earlier resolutions in progress or late.")),
        ("late", "03", words("dont en retard", "منها متأخرة", "of which late"), [item for item in outstanding if item.is_overdue],
         words("Échéance dépassée ou retard déclaré.", "تجاوز الأجل أو تأخر مصرح به.", "Past due or declared late.")),
    ):  # fmt: skip
        rows = Rows.of("reports.Resolution", (item.resolution.pk for item in items))
        block.add(key, Figure(f"C.{number}", label, len(items), "count", definition, rows))
    return block


def _resolution(item: ResolutionOnDay) -> dict[str, Any]:
    resolution = item.resolution
    return {
        "meeting": resolution.meeting.code,
        "meeting_on": resolution.meeting.held_on.isoformat(),
        "number": resolution.number,
        "text": words(
            resolution.text_fr, resolution.text_ar or resolution.text_fr, resolution.text_en or resolution.text_fr
        ),
        "owner": resolution.owner,
        "owner_ar": resolution.owner_ar,
        "due_on": resolution.due_on.isoformat() if resolution.due_on else None,
        "status": item.status,
        "standing": STANDING[item.status],
        "note": words(item.note_fr, item.note_ar or item.note_fr, item.note_fr),
        "updated_on": item.updated_on.isoformat() if item.updated_on else None,
        "is_demonstration": resolution.is_demonstration,
        "source": resolution.source,
    }


@BLOCKS.register("plan", order=60)
def collect_plan(reading: Reading) -> Block:
    """The plan put to the meeting: next year's from July on, else this year's; and the draft budget."""
    year = reading.as_of.year + 1 if reading.as_of.month > 6 else reading.as_of.year
    items = action_plan_on(reading.as_of, year=year, known_at=reading.known_at)
    block = Block(extra={"year": year})
    block.extra["actions"] = [
        {
            "axis": words(item.action.axis_fr, item.action.axis_ar or item.action.axis_fr, item.action.axis_fr),
            "title": words(item.action.title_fr, item.action.title_ar or item.action.title_fr, item.action.title_fr),
            "owner": item.action.owner,
            "owner_ar": item.action.owner_ar,
            "starts_on": item.action.starts_on.isoformat(),
            "ends_on": item.action.ends_on.isoformat(),
            "target": None if item.action.target is None else str(item.action.target),
            "unit": words(item.action.unit_fr, item.action.unit_ar or item.action.unit_fr, item.action.unit_fr),
            "budget": None if item.action.budget is None else str(item.action.budget),
            "done": str(item.done),
            "spent": str(item.spent),
            "is_demonstration": item.action.is_demonstration,
        }
        for item in items
    ]
    planned = sum((item.action.budget or Decimal(0) for item in items), Decimal(0))
    block.add(
        "actions",
        Figure("A.01", words("Actions prévues", "الأعمال المبرمجة", "Actions planned"), len(items), "count",
               words("Lignes du plan d’action de l’exercice.", "أسطر برنامج العمل للسنة.", "Lines of the year’s action plan."),
               Rows.of("reports.ActionLine", (item.action.pk for item in items))),
    )  # fmt: skip
    block.add(
        "planned",
        Figure("A.02", words("Budget des actions", "ميزانية الأعمال", "Budget of the actions"), planned, "MAD",
               words("Somme des budgets des lignes du plan.", "مجموع ميزانيات أسطر البرنامج.", "Sum of the lines’ budgets."),
               Rows.of("reports.ActionLine", (item.action.pk for item in items))),
    )  # fmt: skip
    _draft_budget(block, reading)
    return block


def _draft_budget(block: Block, reading: Reading) -> None:
    proposals = list(budget_proposals(reading.meeting))
    amount = sum((proposal.amount for proposal in proposals), Decimal(0))
    before = sum((proposal.previous_amount or Decimal(0) for proposal in proposals), Decimal(0))
    rows = Rows.of("reports.BudgetProposal", (proposal.pk for proposal in proposals))
    block.add(
        "draft_budget",
        Figure("A.03", words("Projet de budget", "مشروع الميزانية", "Draft budget"), amount, "MAD",
               words("Somme des lignes soumises au conseil.", "مجموع الأسطر المعروضة على المجلس.", "Sum of the lines put to the board."), rows),
    )  # fmt: skip
    change = (100 * (amount - before) / before).quantize(Decimal("0.1")) if before else None
    block.add(
        "draft_change",
        Figure("A.04", words("Évolution sur un an", "التطور السنوي", "Change on the year"), change, "percent",
               words("Par rapport aux montants de l’exercice précédent portés au projet.", "مقارنة بمبالغ السنة السابقة الواردة في المشروع.", "Against the previous amounts in the draft."), rows),
    )  # fmt: skip
    block.tables["draft_budget"] = Table(
        "A.20",
        words("Projet de budget par ligne", "مشروع الميزانية حسب الخط", "Draft budget by line"),
        (
            (words("Exercice précédent", "السنة السابقة", "Year before"), "MAD"),
            (words("Projet", "المشروع", "Draft"), "MAD"),
        ),
        tuple(
            TableRow(names_of(proposal), (proposal.previous_amount, proposal.amount), (proposal.pk,))
            for proposal in proposals
        ),
        words(
            "Lignes du projet soumis à la réunion.",
            "أسطر المشروع المعروض على الاجتماع.",
            "Lines of the draft put to the meeting.",
        ),
        "reports.BudgetProposal",
    )
    block.extra["budget_is_demonstration"] = any(proposal.is_demonstration for proposal in proposals)


@BLOCKS.register("risks", order=70)
def collect_risks(reading: Reading) -> Block:
    """Risks open on the day, gravest first."""
    items = risks_on(reading.as_of, known_at=reading.known_at)
    block = Block()
    block.extra["risks"] = [
        {
            "title": words(item.risk.title_fr, item.risk.title_ar or item.risk.title_fr, item.risk.title_fr),
            "owner": item.risk.owner,
            "owner_ar": item.risk.owner_ar,
            "response": words(
                item.risk.response_fr, item.risk.response_ar or item.risk.response_fr, item.risk.response_fr
            ),
            "likelihood": item.review.likelihood if item.review else None,
            "impact": item.review.impact if item.review else None,
            "weight": item.weight,
            "trend": TRENDS[item.review.trend] if item.review else None,
            "is_demonstration": item.risk.is_demonstration,
        }
        for item in items
    ]
    block.add(
        "open",
        Figure("R.01", words("Risques ouverts", "المخاطر المفتوحة", "Open risks"), len(items), "count",
               words("Risques suivis et non clos à la date d’arrêté.", "مخاطر متتبعة لم تغلق عند تاريخ الحصر.", "Risks followed and not closed on the reporting day."),
               Rows.of("reports.Risk", (item.risk.pk for item in items))),
    )  # fmt: skip
    return block
