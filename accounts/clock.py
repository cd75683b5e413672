"""Gathers the rooms so that the clock finds them."""

from accounts.access import clock as access
from accounts.audit.sealing import seal_events
from accounts.jobs import clock as jobs
from accounts.jobs.registry import CLOCK
from accounts.lists import clock as lists
from foundation.time import CASABLANCA, now

__all__ = ["access", "jobs", "lists"]


@CLOCK.register("audit.seal_stragglers")
def seal_stragglers() -> None:
    """Each night, events whose transaction outlived fifty thousand others are sealed too."""
    moment = now().astimezone(CASABLANCA)
    if (moment.hour, moment.minute) == (2, 30):
        seal_events(full=True)
