"""What the clock does for change requests."""

from accounts.jobs.registry import CLOCK
from artisans.changes.actions import expire_changes
from foundation.time import now


@CLOCK.register("changes.expire")
def expire() -> None:
    """Once an hour, in its tenth minute."""
    if now().minute == 10:
        expire_changes()
