"""What workers can do and what the clock starts: higher rooms register here.

A kind of job is a function `work(job, progress) -> JobResult | None`, registered in the room's `tasks.py`:

    @JOB_KINDS.register("reports.build")
    def build(job: Job, progress: Progress) -> JobResult:
        progress(10, _("Collecting figures"))
        ...
        return JobResult(effect=partial(attach_build, report_id=…, by=job.owner), file=data, file_name="rapport.pdf")

It runs outside a transaction, in the owner's language, and may be run again from the start when its worker dies. So what
must happen once goes into `effect`, called in one transaction with the job's end, by the one worker that still holds the
lease. A `DomainError` ends the job with its sentence; anything else is tried again, twice.

Clock work is a function without arguments, registered in the room's `clock.py`, called each minute in its own transaction
by the task `config.clock`; it acts as `User.objects.system()` and is safe to run twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Protocol

from foundation.registry import Registry

if TYPE_CHECKING:
    from accounts.jobs.models import Job
    from accounts.people.models import User


class Cancelled(Exception):
    """The owner asked to stop, or another worker took the job over: leave everything and return."""


class Progress(Protocol):
    """Says how far the work is (percent, a sentence) and renews the lease. Raises `Cancelled`; call it often."""

    def __call__(self, percent: int, step: str = "") -> None: ...


@dataclass(frozen=True)
class JobResult:
    """What comes of a job: an effect in the transaction that ends it, a file kept for seven days.

    A large file is given as an open one, at its beginning; it is closed once it is kept.
    """

    effect: Callable[[], object] | None = None
    file: bytes | IO[bytes] | None = None
    file_name: str = ""


JOB_KINDS: Registry[Callable[["Job", Progress], JobResult | None]] = Registry("kind of job")
# By kind of job: whether its owner may still fetch the file, asked each time. Kinds without a rule: always.
FILE_RULES: Registry[Callable[["Job", "User"], bool]] = Registry("rule for the file of a job")
CLOCK: Registry[Callable[[], object]] = Registry("clock work")
