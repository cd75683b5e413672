"""What the clock does for the register."""

from accounts.jobs.registry import CLOCK
from accounts.people.models import User
from artisans.changes import clock as changes_clock  # noqa: F401 - registers itself
from artisans.counter import clock as counter_clock  # noqa: F401 - registers itself
from artisans.documents.actions import remove_orphans
from artisans.duplicates import clock as duplicates_clock  # noqa: F401
from artisans.imports import clock as imports_clock  # noqa: F401
from artisans.networks.actions import lapse_invitations, remind_of_papers
from artisans.privacy import clock as privacy_clock  # noqa: F401
from foundation.time import now


@CLOCK.register("documents.remove_orphans")
def sweep_files() -> None:
    """Once an hour, in its first minute."""
    if now().minute == 0:
        remove_orphans()


@CLOCK.register("networks.lapse_invitations")
def end_invitations() -> None:
    """Invitations nobody answered in time end; safe to run twice."""
    lapse_invitations(by=User.objects.system())


@CLOCK.register("networks.remind_of_papers")
def remind() -> None:
    """Papers that end within thirty days: one reminder each."""
    remind_of_papers(by=User.objects.system())
