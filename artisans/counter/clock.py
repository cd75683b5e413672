"""What the clock does at the counter."""

from accounts.jobs.registry import CLOCK
from artisans.counter.actions import drop_forgotten
from foundation.time import now


@CLOCK.register("counter.drop_forgotten")
def forget_entries() -> None:
    """Once an hour, in its seventh minute."""
    if now().minute == 7:
        drop_forgotten()
