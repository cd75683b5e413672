"""What the clock does for reports."""

from accounts.jobs.registry import CLOCK
from foundation.time import now
from reports.documents.actions import remove_stray_files


@CLOCK.register("reports.stray_files")
def stray_files() -> None:
    """Once an hour: a worker that died between writing a file and committing its row left the file behind."""
    if now().minute == 20:
        remove_stray_files()
