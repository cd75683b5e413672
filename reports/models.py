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
from reports.monitoring.models import Indicator, Measurement, MeasurementShare, ReportingPeriod, SiteVisit, Target

__all__ = [
    "ActionLine",
    "ActionProgress",
    "AgendaItem",
    "BoardMeeting",
    "BudgetProposal",
    "Indicator",
    "Measurement",
    "MeasurementShare",
    "Narrative",
    "Report",
    "ReportFile",
    "ReportingPeriod",
    "Resolution",
    "ResolutionUpdate",
    "Risk",
    "RiskReview",
    "SiteVisit",
    "Snapshot",
    "Target",
]
