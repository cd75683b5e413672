"""A worker at work: it wins the row, keeps its lease alive beside the work, and ends it in one transaction."""

import contextlib
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta

import structlog
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, Error, connections, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.jobs.choices import JobState
from accounts.jobs.models import Job
from accounts.jobs.querysets import MAX_ATTEMPTS, ClockTimestamp, SecondsAgo
from accounts.jobs.registry import JOB_KINDS, Cancelled, JobResult
from accounts.jobs.workflow import WORKFLOW
from foundation.errors import DomainError
from foundation.storing import is_no_room, save_whole
from foundation.time import now

log = structlog.get_logger(__name__)
PAUSE_BETWEEN_ATTEMPTS = 5  # seconds, times the number of attempts


class Lease:
    """Keeps one job's lease with a connection of its own, whatever transaction the work is in.

    Calling it reports progress. A thread renews every third of the lease, so work that says nothing for a while keeps it.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self._token: uuid.UUID = job.token
        self._connection = connections.create_connection(DEFAULT_DB_ALIAS)
        self._connection.inc_thread_sharing()
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._lost = False
        self._said: tuple[int, str] = (job.progress, job.step)
        self._thread = threading.Thread(target=self._keep, name=f"lease-{job.reference}", daemon=True)

    def __enter__(self) -> "Lease":
        self._thread.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._ended.set()
        self._thread.join(timeout=10)
        with self._lock, contextlib.suppress(Error):
            self._connection.close()

    def __call__(self, percent: int, step: str = "") -> None:
        said = (max(0, min(100, int(percent))), str(step)[:160] or self._said[1])
        if said != self._said:
            self._said = said
            self._renew()
        if self._lost:
            raise Cancelled

    def _keep(self) -> None:
        while not self._ended.wait(settings.JOB_LEASE_SECONDS / 3):
            self._renew()

    def _renew(self) -> None:
        """A database that does not answer for a moment is waited for: the lease is longer than the moment."""
        with self._lock:
            try:
                with self._connection.cursor() as cursor:
                    cursor.execute(
                        "UPDATE accounts_job SET lease_until = clock_timestamp() + make_interval(secs => %s),"
                        " progress = %s, step = %s WHERE id = %s AND token = %s AND state = 'running'",
                        [settings.JOB_LEASE_SECONDS, *self._said, self.job.pk, self._token],
                    )
                    if cursor.rowcount == 0:
                        # A row not visible at all is one our caller has not committed yet.
                        cursor.execute("SELECT 1 FROM accounts_job WHERE id = %s", [self.job.pk])
                        self._lost = cursor.fetchone() is not None
            except Error as problem:
                log.warning("lease_not_renewed", job=self.job.reference, problem=type(problem).__name__)
                with contextlib.suppress(Error):
                    self._connection.close()


def run_job(job_id: int) -> bool:
    """Do the work if it can be won; whether it was. Safe to call any number of times, from anywhere."""
    job = Job.objects.claim(job_id)
    if job is None:
        return False
    with _told_as(job), Lease(job) as lease:
        log.info("job_started", attempt=job.attempts)
        try:
            work = JOB_KINDS.get(job.kind)
            if work is None:
                raise DomainError(_("This installation does not know this kind of work."))
            result = work(job, lease)
            finish(job, result or JobResult())
        except Cancelled:
            log.info("job_left")
        except DomainError as refusal:
            fail(job, refusal.message)
        except Exception as problem:
            stumble(job, problem)
    return True


@contextlib.contextmanager
def _told_as(job: Job) -> Iterator[None]:
    """Log lines of the work carry the request that asked for it; words are in the owner's language."""
    names = {"job": job.reference, "kind": job.kind} | ({"request_id": job.request_id} if job.request_id else {})
    with structlog.contextvars.bound_contextvars(**names), translation.override(job.owner.language):
        yield


def finish(job: Job, result: JobResult) -> None:
    """The effect and the job's end in one transaction, only if the lease is still ours. Raises `Cancelled` if not."""
    path = ""
    if result.file is not None:
        content = ContentFile(result.file) if isinstance(result.file, bytes) else File(result.file)
        with contextlib.closing(content):
            path = save_whole(default_storage, f"jobs/{job.reference}/{job.token}/{result.file_name}", content)
    try:
        with transaction.atomic():
            held = Job.objects.held(job.token).select_for_update().filter(pk=job.pk).first()
            if held is None:
                raise Cancelled
            if result.effect is not None:
                result.effect()
            WORKFLOW.take(held, "finish")
            Job.objects.filter(pk=job.pk).update(
                state=held.state, progress=100, step="", error="", file=path, file_name=result.file_name[:160],
                finished_at=now(), lease_until=None, token=None,
            )  # fmt: skip
    except BaseException:
        if path:
            default_storage.delete(path)
        raise
    log.info("job_done")


def fail(job: Job, reason: str) -> None:
    """The end, with a sentence for its owner."""
    Job.objects.held(job.token).filter(pk=job.pk).update(
        state=JobState.FAILED, error=reason, finished_at=now(), lease_until=None, token=None
    )
    log.info("job_failed")


def stumble(job: Job, problem: Exception) -> None:
    """An unexpected error: a pause and another attempt, or the end after the last."""
    log.error("job_stumbled", problem=type(problem).__name__, attempt=job.attempts, exc_info=problem)
    if job.attempts >= MAX_ATTEMPTS:
        fail(job, no_room_sentence() if is_no_room(problem) else worn_out_sentence(job.attempts))
        return
    # The lapse is the queue: once the pause is over the sweep sends it again.
    Job.objects.held(job.token).filter(pk=job.pk).update(
        lease_until=SecondsAgo(-PAUSE_BETWEEN_ATTEMPTS * job.attempts), token=None, step=_("Will be tried again.")
    )


def worn_out_sentence(attempts: int) -> str:
    return _(
        "This work stopped unexpectedly %(count)d times. Try again later, or give its number to the help desk."
    ) % {"count": attempts}


def no_room_sentence() -> str:
    return _("There is no room left on the server’s disk. Tell the help desk; once there is room, try again.")


def sweep(tell: Callable[[int], bool], *, at_most: int = 500) -> int:
    """End what is worn out; tell the workers what they may not have heard. Returns how many were told."""
    for job in Job.objects.worn_out().select_related("owner")[:at_most]:
        with translation.override(job.owner.language):
            reason = worn_out_sentence(job.attempts)
        Job.objects.worn_out().filter(pk=job.pk).update(
            state=JobState.FAILED, error=reason, finished_at=ClockTimestamp(), lease_until=None, token=None
        )
    told = []
    for job_id in Job.objects.unheard().values_list("pk", flat=True)[:at_most]:
        if not tell(job_id):
            break  # the broker is away: the next sweep tries again
        told.append(job_id)
    Job.objects.filter(pk__in=told).mark_sent()
    return len(told)


def remove_old_files(*, days: int = 7) -> int:
    """Files are kept a week; the row stays and says so."""
    removed = 0
    for job in Job.objects.with_old_files(now() - timedelta(days=days))[:500]:
        job.file.delete(save=False)
        removed += Job.objects.filter(pk=job.pk).update(file="")
    return removed
