"""Gathers the rooms so that Django finds their models."""

from reports.board.models import (
    ActionLine,
    ActionProgress,
    AgendaItem,
    BoardMeeting,
    BudgetProposal,
    Resolution,
    ResolutionUpdate,
    Risk,
    RiskReview,
)
from reports.documents.models import Narrative, Report, ReportFile, Snapshot

__all__ = [
    "ActionLine",
    "ActionProgress",
    "AgendaItem",
    "BoardMeeting",
    "BudgetProposal",
    "Narrative",
    "Report",
    "ReportFile",
    "Resolution",
    "ResolutionUpdate",
    "Risk",
    "RiskReview",
    "Snapshot",
]
