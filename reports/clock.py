"""What the clock does for reports."""

from accounts.jobs.registry import CLOCK
from foundation.time import now
from reports.documents.actions import remove_stray_files
from reports.documents.scheduled import ask_for_due_builds, throw_away_old_drafts


@CLOCK.register("reports.stray_files")
def stray_files() -> None:
    """Once an hour: a worker that died between writing a file and committing its row left the file behind."""
    if now().minute == 20:
        remove_stray_files()


@CLOCK.register("reports.scheduled")
def scheduled() -> None:
    """Every ten minutes: packs before meetings and the month's draft, each asked for once."""
    if now().minute % 10 == 0:
        ask_for_due_builds()


@CLOCK.register("reports.old_drafts")
def old_drafts() -> None:
    """Once an hour: drafts past their time."""
    if now().minute == 40:
        throw_away_old_drafts()
