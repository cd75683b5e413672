"""By night the register is searched for duplicates; cases put off come back in the morning of their day."""

from accounts.jobs.registry import CLOCK
from accounts.people.models import User
from artisans.duplicates.actions import reopen_due
from artisans.duplicates.tasks import start_search
from foundation.time import CASABLANCA, now

_HOUR = 2
_SUNDAY = 6


@CLOCK.register("duplicates.search")
def search_by_night() -> None:
    """Once a night, in the first minute after two: what is new; on Sundays everything. Safe to run twice."""
    moment = now().astimezone(CASABLANCA)
    if (moment.hour, moment.minute) == (_HOUR, 0):
        start_search(by=User.objects.system(), everything=moment.weekday() == _SUNDAY)


@CLOCK.register("duplicates.reopen_due")
def bring_back() -> None:
    """Cases whose day has come; once an hour is soon enough."""
    if now().minute == 1:
        reopen_due(by=User.objects.system())
