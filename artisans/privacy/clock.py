"""What the clock does about personal data."""

from accounts.jobs.registry import CLOCK
from artisans.privacy.retention import apply_retention
from foundation.time import CASABLANCA, now


@CLOCK.register("privacy.retention")
def retention() -> None:
    """Once a night, at ten past three."""
    moment = now().astimezone(CASABLANCA)
    if (moment.hour, moment.minute) == (3, 10):
        apply_retention()
