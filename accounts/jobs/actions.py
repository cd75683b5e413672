"""Asking for background work, stopping it, asking again."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import structlog
from celery import current_app
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import json_safe, record
from accounts.jobs.models import Job
from accounts.jobs.workflow import WORKFLOW
from accounts.people.models import User
from foundation.errors import DomainError, NotPermitted
from foundation.time import now

log = structlog.get_logger(__name__)


class WorkIsOver(DomainError):
    code = "work_is_over"


def enqueue(
    kind: str,
    *,
    about: models.Model | None = None,
    by: User,
    payload: Mapping[str, Any] | None = None,
    title: str = "",
) -> Job:
    """A job in the caller's transaction. Once that is committed a worker is told; if nobody hears, the sweep finds it.

    `payload` holds ids and choices, never personal data. `title` says in the owner's language what is being made.
    """
    job = Job.objects.create(
        kind=kind,
        title=str(title)[:160],
        payload=json_safe(payload or {}),
        about_type=about._meta.label_lower if about is not None else "",
        about_id=about.pk if about is not None else None,
        owner=by,
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64],
    )
    transaction.on_commit(partial(nudge, job.pk))
    return job


def nudge(job_id: int) -> None:
    """Tell the workers now rather than at the next sweep. A broker that is away is no error: the row is there."""
    if tell_workers("jobs.run", job_id=job_id):
        Job.objects.filter(pk=job_id).mark_sent()


def tell_workers(task: str, **arguments: Any) -> bool:
    """Send a task by name; False when the broker did not take it, whatever the reason."""
    try:
        current_app.send_task(task, kwargs=arguments, retry=False)
    except Exception as problem:  # Whatever a broker client may raise must not undo what was committed.
        log.warning("broker_away", task=task, problem=type(problem).__name__)
        return False
    return True


@transaction.atomic
def cancel_job(*, job: Job, by: User) -> Job:
    """Waiting work ends now; running work ends where it next reports progress, or when its lease runs out."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    _require_owner(job, by)
    if not WORKFLOW.allows(job, "cancel"):
        raise WorkIsOver(_("This work is over already."))
    WORKFLOW.take(job, "cancel")
    job.cancel_asked = True
    job.finished_at = now()
    job.token = job.lease_until = None
    job.save(update_fields=["state", "cancel_asked", "finished_at", "token", "lease_until"])
    record("job.cancelled", target=job, by=by)
    return job


@transaction.atomic
def retry_job(*, job: Job, by: User) -> Job:
    """Failed or cancelled work starts again from the beginning."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    _require_owner(job, by)
    WORKFLOW.take(job, "retry")
    job.attempts = job.progress = 0
    job.error = job.step = ""
    job.cancel_asked = False
    job.sent_at = job.finished_at = job.token = job.lease_until = None
    job.save(
        update_fields=[
            "state", "attempts", "progress", "error", "step", "cancel_asked", "sent_at", "finished_at", "token",
            "lease_until",
        ]
    )  # fmt: skip
    record("job.retried", target=job, by=by)
    transaction.on_commit(partial(nudge, job.pk))
    return job


def _require_owner(job: Job, by: User) -> None:
    if job.owner_id != by.pk and not by.has_perm("accounts.change_alljobs"):
        raise NotPermitted(_("Only the person who asked for this work can change it."))
