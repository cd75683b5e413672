"""Gathers the rooms so that Celery finds their tasks; and the tick that starts what is due."""

import structlog
from celery import shared_task
from django.db import transaction

from accounts.audit.tasks import seal
from accounts.jobs.registry import CLOCK
from accounts.jobs.tasks import run, sweep_jobs
from accounts.outbox.tasks import send

__all__ = ["run", "seal", "send", "strike", "sweep_jobs"]

log = structlog.get_logger(__name__)


@shared_task(name="config.clock", acks_late=False)
def strike() -> None:
    """Each minute: every piece of clock work in its own transaction; one that stumbles does not stop the others."""
    for name, work in CLOCK.items():
        try:
            with transaction.atomic():
                work()
        except Exception as problem:
            log.error("clock_work_stumbled", work=name, problem=type(problem).__name__, exc_info=problem)
