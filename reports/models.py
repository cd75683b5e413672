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
from reports.documents.models import Narrative, Report, ReportCopy, ReportFile, ScheduledBuild, SectionComment, Snapshot
from reports.meetings.models import (
    Attendance,
    BoardMember,
    BoardRules,
    Convocation,
    Minutes,
    MinutesRevision,
)
from reports.monitoring.models import Indicator, Measurement, MeasurementShare, ReportingPeriod, SiteVisit, Target

__all__ = [
    "ActionLine",
    "ActionProgress",
    "AgendaItem",
    "Attendance",
    "BoardMeeting",
    "BoardMember",
    "BoardRules",
    "BudgetProposal",
    "Convocation",
    "Indicator",
    "Measurement",
    "MeasurementShare",
    "Minutes",
    "MinutesRevision",
    "Narrative",
    "Report",
    "ReportCopy",
    "ReportFile",
    "ReportingPeriod",
    "Resolution",
    "ResolutionUpdate",
    "Risk",
    "RiskReview",
    "ScheduledBuild",
    "SectionComment",
    "SiteVisit",
    "Snapshot",
    "Target",
]
