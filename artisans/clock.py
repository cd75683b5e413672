"""What the clock does for the register."""

from accounts.jobs.registry import CLOCK
from artisans.changes import clock as changes_clock  # noqa: F401 - registers itself
from artisans.documents.actions import remove_orphans
from foundation.time import now


@CLOCK.register("documents.remove_orphans")
def sweep_files() -> None:
    """Once an hour, in its first minute."""
    if now().minute == 0:
        remove_orphans()
