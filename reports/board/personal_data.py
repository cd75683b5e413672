"""Rules for the board's papers: they name members and staff in their function, and no beneficiary."""

from artisans.parties.registry import NAMES_NOBODY, STAFF_ACTS, register_rules

register_rules(
    STAFF_ACTS, "reports.BoardMeeting", "reports.ResolutionUpdate", "reports.ActionProgress", "reports.RiskReview",
    "reports.Report", "reports.Narrative",
)  # fmt: skip
register_rules(
    NAMES_NOBODY, "reports.Resolution", "reports.Risk", "reports.Snapshot", "reports.ReportFile", "reports.ReportCopy"
)
