"""What the clock does to calls."""

from accounts.jobs.registry import CLOCK
from accounts.people.models import User
from programs.calls.actions import open_and_close


@CLOCK.register("calls.open_and_close", order=10)
def open_and_close_calls() -> None:
    open_and_close(by=User.objects.system())
