"""What the clock does to complaints."""

from accounts.jobs.registry import CLOCK
from accounts.people.models import User
from foundation.time import CASABLANCA, now
from programs.complaints.actions import move_with_time


@CLOCK.register("complaints.move", order=40)
def move_complaints() -> None:
    """Once an hour is enough for days."""
    if now().astimezone(CASABLANCA).minute == 20:
        move_with_time(by=User.objects.system())
