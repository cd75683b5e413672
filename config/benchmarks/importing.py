"""P5 and P6: a list with planted faults from the file to the register, beside the least that writing its rows can cost."""

import resource
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.db import connection, transaction
from django.test.utils import override_settings

from accounts.jobs.models import Job
from accounts.jobs.running import run_job
from accounts.people.models import User
from artisans import tasks  # noqa: F401 - the kinds of work register themselves
from artisans.imports import statements
from artisans.imports.actions import accept_import, map_columns, receive_file
from artisans.imports.actions.matching import mark_repeats, match_pieces
from artisans.imports.actions.staging import stage_pieces
from artisans.imports.actions.writing import _values
from artisans.imports.choices import Outcome
from artisans.imports.kinds import PERSONS
from artisans.imports.models import ImportBatch, StagedRow
from config.benchmarks.parts import PARTS, Bench
from config.benchmarks.planted import Truth, write_list

MOST = 60_000  # the emergency's people
_BARE_COPY = "CREATE TEMPORARY TABLE bare ON COMMIT DROP AS SELECT * FROM artisans_stagedrow WHERE batch_id = %s"


@PARTS.register("P5", order=50)
def register_import(bench: Bench) -> None:
    """A CSV as long as the register."""
    if bench.is_whole:
        measure(bench, "P5 import of a CSV", ".csv", bench.size, seed=11)


@PARTS.register("P6", order=60)
def emergency_intake(bench: Bench) -> None:
    """Sixty thousand people by XLSX, or as many as the register has."""
    if bench.is_whole:
        measure(bench, "P6 intake by XLSX", ".xlsx", min(MOST, bench.size), seed=12)


def measure(bench: Bench, name: str, suffix: str, count: int, *, seed: int) -> None:
    """Each step timed by itself; what was planted compared with what was found. Without the record of queries a debug run keeps."""
    _forget_peak()
    with override_settings(DEBUG=False), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list{suffix}"
        truth = write_list(path, count, seed)
        begun = time.perf_counter()
        with path.open("rb") as file:
            batch = receive_file(kind=PERSONS, file=file, name=path.name, source="bench", reason=name, by=bench.user)
        job = map_columns(batch=batch, mapping=batch.mapping, by=bench.user)
        batch.refresh_from_db()
        _exhaust(stage_pieces(batch, path))
        staged = time.perf_counter()
        mark_repeats(batch)
        _exhaust(match_pieces(batch))
        matched = time.perf_counter()
        _run(job)
    _told_and_planted(bench, name, batch, truth)
    floor = _floor(batch, bench.user)
    start = time.perf_counter()
    _run(accept_import(batch=batch, by=bench.user))
    written = time.perf_counter() - start
    plain = staged - begun + written
    bench.tell(f"{name}, {count:,} rows, no matching", floor / plain, count / plain, "rows/s")
    bench.tell(f"{name}, matching alone", None, count / (matched - staged), "rows/s")
    bench.tell(f"{name}, upload to register", floor / (matched - begun + written), matched - begun + written, "s")
    bench.tell(f"{name}, peak of the process", None, _peak(), "MiB")


def _forget_peak() -> None:
    """The peak of memory counts from here; where the kernel has no such thing, from the start of the process."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    """The most memory the process had, in MiB."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _exhaust(pieces: Iterable[int]) -> None:
    for _row in pieces:
        pass


def _run(job: Job) -> None:
    run_job(job.pk)
    job.refresh_from_db()
    if job.state != "done":
        raise RuntimeError(job.error)


def _floor(batch: ImportBatch, by: User) -> float:
    """The bare staged upsert: the same rows into the same tables with their triggers, indexes and keys; then undone."""
    batch.refresh_from_db()
    batch.accepted_by = by
    values = {**_values(batch, 0), "to": batch.staged_to}
    start = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(_BARE_COPY, [batch.pk])
        for statement in (statements.PARTIES, statements.NUMBERS, statements.ARTISANS):
            cursor.execute(statement, values)
        taken = time.perf_counter() - start
        transaction.set_rollback(True)
    return taken


def _told_and_planted(bench: Bench, name: str, batch: ImportBatch, truth: Truth) -> None:
    wrong = set(StagedRow.objects.filter(batch=batch, outcome=Outcome.ERROR).values_list("row", flat=True))
    held = set(
        StagedRow.objects.filter(batch=batch).exclude(twin_row=None, twin_party_id=None).values_list("row", flat=True)
    )
    for what, found, planted in (("errors", wrong, set(truth.errors)), ("duplicates", held, set(truth.duplicates))):
        hits = len(found & planted)
        bench.tell(f"{name}, {what} found of {len(planted):,}", None, hits / max(1, len(planted)), "recall")
        bench.tell(f"{name}, {what} told rightly", None, hits / max(1, len(found)), "precision")
