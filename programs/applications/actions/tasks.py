"""What is still to be done on a file: written, done, or done again."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import InvalidValue, NotPermitted, StepNotAllowed
from foundation.time import now
from programs.applications.actions.locking import locked, require_reach
from programs.applications.choices import ApplicationStatus as S
from programs.applications.models import Application, FileTask
from programs.applications.permissions import may_reach

SCREEN = "programs.screen_application"


@transaction.atomic
def add_task(
    *, application: Application, title: str, by: User, due_on: date | None = None, person: User | None = None
) -> FileTask:
    """Write down something to be done, for one officer or for whoever takes the file. The applicant never sees it."""
    application = locked(application)
    _require(by, application)
    if application.status == S.DRAFT:
        raise StepNotAllowed(_("A draft belongs to its author alone."))
    if not title.strip():
        raise InvalidValue(_("Write what is to be done."))
    if person is not None and not may_reach(person, SCREEN, application):
        raise NotPermitted(_("%(officer)s has no role for this programme and area.") % {"officer": person})
    task = FileTask.objects.create(
        application=application,
        title=title.strip()[:200],
        due_on=due_on,
        person=person,
        written_at=now(),
        written_by=by,
    )
    record("application.task_added", target=application, by=by, after={"task": task.pk, "person": person and person.pk})
    return task


@transaction.atomic
def finish_task(*, task: FileTask, by: User) -> FileTask:
    """It is done; a second time changes nothing."""
    application = locked(task.application)
    _require(by, application)
    task = FileTask.objects.select_for_update().get(pk=task.pk)
    if task.done_at is not None:
        return task
    task.done_at, task.done_by = now(), by
    task.save(update_fields=["done_at", "done_by"])
    record("application.task_done", target=application, by=by, after={"task": task.pk})
    return task


def _require(by: User, application: Application) -> None:
    require_reach(
        by, SCREEN, application, _("Your role does not allow you to examine files of this programme and area.")
    )
