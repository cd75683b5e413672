"""What the broker may ask of a worker about jobs."""

from celery import shared_task

from accounts.jobs.actions import tell_workers
from accounts.jobs.running import run_job, sweep


@shared_task(name="jobs.run", acks_late=True, reject_on_worker_lost=True)
def run(*, job_id: int) -> None:
    run_job(job_id)


@shared_task(name="jobs.sweep", acks_late=False)
def sweep_jobs() -> None:
    sweep(lambda job_id: tell_workers("jobs.run", job_id=job_id))
