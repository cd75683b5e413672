"""What the clock does for reports."""

from accounts.jobs.registry import CLOCK
from reports.documents.actions import remove_stray_files


@CLOCK.register("reports.stray_files")
def stray_files() -> None:
    """A worker that died between writing a file and committing its row left the file behind."""
    remove_stray_files()
