"""The dry run: file to waiting rows, each told whether it is new, known, changed, suspect or wrong. The register is not touched."""

import tempfile
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.jobs.actions import enqueue
from accounts.jobs.models import Job
from accounts.jobs.registry import Cancelled, JobResult, Progress
from artisans.imports.actions.matching import mark_repeats, match_pieces
from artisans.imports.actions.receiving import drop_rows
from artisans.imports.actions.staging import TakenOver, stage_pieces
from artisans.imports.choices import ImportStatus
from artisans.imports.models import ImportBatch, StagedRow
from artisans.imports.workflow import WORKFLOW
from foundation.errors import InvalidValue
from foundation.time import now

SLICE = 600  # seconds: a longer check goes on in another job, well before the worker's own limit


def check_batch(job: Job, progress: Progress) -> JobResult:
    """The work of the job `imports.check`: goes on where a former worker stood. A file that cannot be read is refused and forgotten."""
    batch = ImportBatch.objects.get(pk=job.about_id)
    if batch.status != ImportStatus.RECEIVED:
        return JobResult()
    until = time.monotonic() + SLICE
    try:
        with local_copy(batch) as path:
            lines = max(batch.layout.get("lines") or 0, 1)
            for row in stage_pieces(batch, path):
                progress(min(45, 45 * row // lines), _("Reading row %(row)s") % {"row": row})
                if time.monotonic() > until:
                    return JobResult(effect=partial(_go_on, batch, job))
        if not batch.matched_to:
            progress(46, _("Looking for numbers told twice"))
            mark_repeats(batch)
        for row in match_pieces(batch):
            progress(
                46 + min(52, 52 * row // max(batch.staged_to, 1)),
                _("Comparing with the register: row %(row)s") % {"row": row},
            )
            if time.monotonic() > until:
                return JobResult(effect=partial(_go_on, batch, job))
    except InvalidValue as error:
        return JobResult(effect=partial(_refuse, batch, error.message))
    except TakenOver as error:
        raise Cancelled from error
    return JobResult(effect=partial(_checked, batch))


def _go_on(batch: ImportBatch, job: Job) -> None:
    enqueue(job.kind, about=batch, by=job.owner, payload=job.payload, title=job.title)


def _refuse(batch: ImportBatch, sentence: str) -> None:
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    WORKFLOW.take(locked, "refuse")
    locked.refusal, locked.ended_at = sentence[:400], now()
    locked.staged_to = locked.matched_to = 0
    name, locked.file = locked.file.name, ""
    locked.save()
    drop_rows(locked)
    transaction.on_commit(partial(locked.file.storage.delete, name))
    record("import.refused", target=locked, by=locked.recorded_by, reason=sentence)


def _checked(batch: ImportBatch) -> None:
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    WORKFLOW.take(locked, "check")
    locked.counts, locked.checked_at = count_rows(locked), now()
    locked.save(update_fields=["status", "counts", "checked_at"])
    record("import.checked", target=locked, by=locked.recorded_by, after=locked.counts)


def count_rows(batch: ImportBatch) -> dict[str, int]:
    found = StagedRow.objects.filter(batch=batch).order_by().values_list("outcome").annotate(Count("pk"))
    counts = dict(found)
    return {**counts, "rows": sum(counts.values())}


@contextmanager
def local_copy(batch: ImportBatch, suffix: str = "") -> Any:
    """The file where it can be opened by path: as it lies, or copied from a storage that has no paths."""
    try:
        path = Path(batch.file.path)
    except NotImplementedError:
        with tempfile.NamedTemporaryFile(suffix=suffix) as copy, batch.file.open("rb") as file:
            for piece in file.chunks():
                copy.write(piece)
            copy.flush()
            yield Path(copy.name)
        return
    yield path
