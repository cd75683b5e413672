"""Rules for the board's members: they act for an institution; their letters and their presence are records of the house."""

from artisans.parties.registry import NAMES_NOBODY, STAFF_ACTS, register_rules

register_rules(
    STAFF_ACTS, "reports.BoardMember", "reports.Convocation", "reports.Attendance", "reports.Minutes",
    "reports.MinutesRevision", "reports.SectionComment",
)  # fmt: skip
register_rules(NAMES_NOBODY, "reports.BoardRules", "reports.ScheduledBuild")
