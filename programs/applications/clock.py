"""What the clock does to files."""

from accounts.jobs.registry import CLOCK
from accounts.people.models import User
from programs.applications.actions import lapse_overdue, remind_of_corrections, remind_of_drafts


@CLOCK.register("applications.lapse_overdue", order=20)
def lapse_overdue_applications() -> None:
    lapse_overdue(by=User.objects.system())


@CLOCK.register("applications.remind", order=30)
def remind() -> None:
    remind_of_corrections()
    remind_of_drafts()
