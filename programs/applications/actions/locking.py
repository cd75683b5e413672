"""The locked row, with what every action needs of it; the service clock."""

from datetime import timedelta

from accounts.people.models import User
from foundation.calendar import add_working_days, working_days_between
from foundation.errors import NotPermitted
from foundation.time import now
from programs.applications.models import Application
from programs.applications.permissions import is_own_file, may_reach
from programs.applications.queries import local_day, settings_of


def locked(application: Application) -> Application:
    """The row as it stands now, locked until the transaction ends."""
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("call__version__program", "call__rules", "form", "party", "applicant")
        .get(pk=application.pk)
    )


def require_reach(user: User, permission: str, application: Application, sentence: str) -> None:
    """Refuse people whose role does not reach this file."""
    if not may_reach(user, permission, application):
        raise NotPermitted(sentence)


def refuse_own(user: User, application: Application, error: type[NotPermitted], sentence: str) -> None:
    """Refuse whoever stands behind the file."""
    if is_own_file(user, application):
        raise error(sentence)


def start_clock(application: Application) -> None:
    """The service standard runs from the receipt, in working days."""
    days = settings_of(application)["service_standard_days"]
    application.due_on = add_working_days(local_day(application.submitted_at), days)


def stop_clock(application: Application) -> None:
    """The applicant has to act: the days that follow are not ours."""
    application.clock_stopped_at = now()


def resume_clock(application: Application) -> None:
    """The working days that passed meanwhile are added to the day the file is due."""
    if application.clock_stopped_at is None:
        return
    moment = now()
    passed = max(moment - application.clock_stopped_at, timedelta())
    application.clock_stopped_seconds += int(passed.total_seconds())
    if application.due_on:
        waited = working_days_between(local_day(application.clock_stopped_at), local_day(moment))
        application.due_on = add_working_days(application.due_on, waited) if waited > 0 else application.due_on
    application.clock_stopped_at = None


CLOCK_FIELDS = ("clock_stopped_at", "clock_stopped_seconds", "due_on")
