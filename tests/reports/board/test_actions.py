"""Recording what the board decides, and the money it adopts."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from foundation.errors import DomainError, InvalidValue, StepNotAllowed
from programs.budget.models import BudgetLine, LedgerEntry
from programs.catalog.models import Program
from reports.board import actions
from reports.board.choices import ResolutionStatus as S
from reports.board.models import BudgetProposal, Resolution
from reports.board.workflow import MEETING, RESOLUTION
from tests.factories.accounts import UserFactory
from tests.factories.reports import (
    ActionLineFactory,
    BoardMeetingFactory,
    BudgetProposalFactory,
    ResolutionFactory,
    ResolutionUpdateFactory,
)

pytestmark = pytest.mark.django_db
HEADER = "programme;rubrique;libelle_fr;libelle_ar;montant_mad;exercice_precedent_mad;note\n"


@pytest.fixture
def meeting():
    return BoardMeetingFactory(held_on=date(2023, 12, 27))


@pytest.fixture
def secretary():
    return UserFactory()


def spreadsheet(*rows: str) -> io.BytesIO:
    return io.BytesIO((HEADER + "\n".join(rows)).encode())


@pytest.mark.parametrize("workflow, factory", [(MEETING, BoardMeetingFactory), (RESOLUTION, ResolutionFactory)])
def test_the_database_refuses_every_step_the_table_does_not_know(workflow, factory):
    row = factory()
    for target in sorted(workflow.states() - {row.status}):
        if (row.status, target) in workflow.pairs():
            continue
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(status=target)


def test_follow_up_moves_the_resolution_and_keeps_the_day(secretary):
    resolution = ResolutionFactory()

    actions.follow_up_resolution(resolution=resolution, status=S.OPEN, on=date(2023, 7, 18), by=secretary)
    actions.follow_up_resolution(
        resolution=resolution, status=S.OPEN, on=date(2023, 9, 1), by=secretary, note_fr="Suite"
    )

    resolution.refresh_from_db()
    assert resolution.status == S.OPEN
    assert list(resolution.updates.values_list("on", "note_fr")) == [
        (date(2023, 7, 18), ""),
        (date(2023, 9, 1), "Suite"),
    ]


def test_follow_up_refuses_a_leap_a_future_day_and_an_earlier_one(secretary):
    resolution = ResolutionFactory()
    with pytest.raises(StepNotAllowed):
        actions.follow_up_resolution(resolution=resolution, status=S.DONE, on=date(2023, 7, 18), by=secretary)
    with pytest.raises(InvalidValue):
        actions.follow_up_resolution(resolution=resolution, status=S.OPEN, on=date(2999, 1, 1), by=secretary)
    actions.follow_up_resolution(resolution=resolution, status=S.OPEN, on=date(2023, 7, 18), by=secretary)
    with pytest.raises(InvalidValue):
        actions.follow_up_resolution(resolution=resolution, status=S.DONE, on=date(2023, 7, 17), by=secretary)

    assert resolution.updates.count() == 1


def test_follow_up_is_append_only(secretary):
    update = ResolutionUpdateFactory()
    with pytest.raises(DatabaseError), transaction.atomic():
        type(update).objects.filter(pk=update.pk).update(note_fr="autre")


def test_progress_may_fall_only_with_a_reason(secretary):
    action = ActionLineFactory()
    actions.record_progress(action=action, on=date(2024, 2, 1), done=Decimal(2), spent=Decimal(10), by=secretary)
    with pytest.raises(InvalidValue):
        actions.record_progress(action=action, on=date(2024, 3, 1), done=Decimal(1), spent=Decimal(10), by=secretary)

    actions.record_progress(
        action=action, on=date(2024, 3, 1), done=Decimal(1), spent=Decimal(10), by=secretary, note_fr="Double compte"
    )

    assert action.progress.count() == 2


def test_import_budget_reads_every_row_and_the_same_file_changes_nothing(meeting, secretary):
    Program.objects.create(code="exp", prefix="EXP", name_fr="Export", name_ar="تصدير", name_en="Export")
    rows = ("exp;grants;Aides;دعم;2 000 000,00;1 500 000,00;", ";promotion;Foires;المعارض;300000;;note")

    first = actions.import_budget(meeting=meeting, year=2024, file=spreadsheet(*rows), by=secretary)
    again = actions.import_budget(meeting=meeting, year=2024, file=spreadsheet(*rows), by=secretary)

    amounts = list(BudgetProposal.objects.order_by("amount").values_list("name_fr", "amount", "previous_amount"))
    assert (first, again) == (2, 2)
    assert amounts == [("Foires", Decimal("300000.00"), None), ("Aides", Decimal("2000000.00"), Decimal("1500000.00"))]


def test_import_budget_names_every_wrong_cell_and_writes_nothing(meeting, secretary):
    rows = (
        "unknown;grants;Aides;;100;;",
        ";travel;Voyages;;100;;",
        ";running;;;1.234;;",
        ";running;Fonctionnement;;;;",
    )

    with pytest.raises(actions.RowsRefused) as refused:
        actions.import_budget(meeting=meeting, year=2024, file=spreadsheet(*rows), by=secretary)

    told = "\n".join(refused.value.reasons)
    assert BudgetProposal.objects.count() == 0
    for row, word in (
        (2, "unknown"),
        (3, "rubrique"),
        (4, "libelle_fr"),
        (4, "montant_mad"),
        (5, "montant_mad"),
        (5, "4"),
    ):
        assert any(f" {row}" in line and word in line for line in refused.value.reasons), (row, word, told)


def test_import_budget_asks_for_the_missing_columns(meeting, secretary):
    with pytest.raises(actions.RowsRefused) as refused:
        actions.import_budget(meeting=meeting, year=2024, file=io.BytesIO(b"a;b\n1;2\n"), by=secretary)

    assert "montant_mad" in refused.value.reasons[0]


def test_adopt_budget_allocates_each_line_once(meeting, secretary):
    BudgetProposalFactory(meeting=meeting, amount=Decimal("1000.50"))

    actions.adopt_budget(meeting=meeting, by=secretary)
    actions.adopt_budget(meeting=meeting, by=secretary)

    assert list(LedgerEntry.objects.values_list("kind", "amount", "available")) == [
        ("allocate", Decimal("1000.50"), Decimal("1000.50"))
    ]
    assert BudgetLine.objects.count() == 1


def test_adopt_budget_waits_for_the_meeting(meeting, secretary):
    BudgetProposalFactory(meeting=meeting)
    with pytest.raises(DomainError):
        actions.adopt_budget(meeting=meeting, by=secretary, on=date(2023, 12, 26))

    assert LedgerEntry.objects.count() == 0


def test_an_adopted_line_cannot_be_imported_over(meeting, secretary):
    row = ";promotion;Foires;المعارض;300000;;note"
    actions.import_budget(meeting=meeting, year=2024, file=spreadsheet(row), by=secretary)
    actions.adopt_budget(meeting=meeting, by=secretary)

    with pytest.raises(actions.RowsRefused):
        actions.import_budget(meeting=meeting, year=2024, file=spreadsheet(row.replace("300000", "1")), by=secretary)

    assert BudgetProposal.objects.get().amount == Decimal(300000)
    assert Resolution.objects.count() == 0
