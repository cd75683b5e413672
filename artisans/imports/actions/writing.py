"""Accepted rows into the register, a piece at a time: each piece whole or not at all, with history, keys, numbers and its source.

One import writes at a time (a lock of the database that ends with the transaction), and each piece is compared with the register once
more under that lock: what eight lists name at once is registered by one of them and only gains sources from the others. Officers at
their forms take no such lock; the unique numbers catch them, and the piece is tried again with what they entered.
"""

import time
from functools import partial
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.jobs.actions import enqueue
from accounts.jobs.models import Job
from accounts.jobs.registry import JobResult, Progress
from artisans.duplicates.actions.cases import note_twins
from artisans.duplicates.choices import FoundBy
from artisans.duplicates.matching import LOOK, Twin
from artisans.imports import statements
from artisans.imports.actions.checking import SLICE, count_rows
from artisans.imports.actions.receiving import forget_file
from artisans.imports.choices import ImportStatus, Outcome
from artisans.imports.history import register, told
from artisans.imports.models import ImportBatch, StagedRow
from artisans.imports.permissions import areas_of
from artisans.imports.registry import IMPORT_KINDS, WrittenRow
from artisans.imports.workflow import WORKFLOW
from artisans.parties.choices import PartyKind
from artisans.parties.models import ArtisanProfile, Identifier, Organisation, Party, new_party_reference
from foundation.time import now, today

ONE_WRITER = 0x53414E4144  # any number, the same for all imports


def write_batch(job: Job, progress: Progress) -> JobResult:
    """The work of the job `imports.write`: piece after piece, from wherever it stands; what is written is not written again."""
    batch = ImportBatch.objects.get(pk=job.about_id)
    until, total, done = time.monotonic() + SLICE, max(1, batch.counts.get("rows", 1)), 0
    after = 0
    while batch.status == ImportStatus.ACCEPTED:
        piece = _write_with_patience(batch, after)
        if piece is None:
            return JobResult(effect=partial(_finish, batch))
        after, count = piece
        done += count
        progress(min(99, 100 * after // max(batch.staged_to, total)), _("%(count)s rows written") % {"count": done})
        if time.monotonic() > until:
            return JobResult(effect=partial(_go_on, batch, job))
    return JobResult()


def _go_on(batch: ImportBatch, job: Job) -> None:
    enqueue(job.kind, about=batch, by=job.owner, payload=job.payload, title=job.title)


def _write_with_patience(batch: ImportBatch, after: int) -> tuple[int, int] | None:
    """A piece that met somebody's entry half-way is tried again: by then the entry is there to be seen."""
    for attempt in range(4):
        try:
            return write_piece(batch, after)
        except (IntegrityError, OperationalError):
            if attempt == 3:
                raise
            time.sleep(0.2 * (attempt + 1))
    return None


def write_piece(batch: ImportBatch, after: int) -> tuple[int, int] | None:
    """The next piece in one transaction: (its last row, rows that found their party), or None when nothing is left."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        locked = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        batch.status = locked.status
        if locked.status != ImportStatus.ACCEPTED:
            return after, 0
        values = _values(locked, after)
        cursor.execute(statements.PIECE, values)
        to, _count = cursor.fetchone()
        if to is None:
            return None
        values["to"] = to
        _alone(cursor)
        for statement in (statements.KNOWN_NOW, statements.TOLD_NOW, statements.ALIKE_NOW):
            cursor.execute(statement, values)
        if values["areas"] is not None:
            cursor.execute(statements.OUTSIDE, values)
        _free_references(cursor, values)
        with told(cursor, user=locked.accepted_by_id, job="imports.write", list=locked.reference) as context:
            register(cursor, _registered(values["kind"]), values, context)
            if locked.with_changes:
                _correct(cursor, values)
        cursor.execute(statements.SAME, values)
        cursor.execute(statements.SOURCES, values)
        written = cursor.fetchall()
        extras = _write_facts(locked, written)
        _open_cases(cursor, values, locked)
        cursor.execute(statements.GONE, values)
        _count_up(locked, written, extras, to)
    return to, len(written)


def _registered(kind: str) -> dict[type[Model], str]:
    """What a new row becomes, in the order of who points at whom."""
    found: dict[type[Model], str] = {Party: statements.PARTIES, Identifier: statements.NUMBERS}
    if kind == PartyKind.ORGANISATION:
        return found | {Organisation: statements.ORGANISATIONS}
    return found | {ArtisanProfile: statements.ARTISANS}


def _correct(cursor: Any, values: dict[str, Any]) -> None:
    """Corrections of known people. What was verified since the check stays: whoever verifies now waits for us, and we for them."""
    locks, writes = (statements.TO_CORRECT, statements.TO_CORRECT_NUMBERS), (statements.CORRECTIONS, statements.TRADES)
    for statement in (*locks, statements.VERIFIED_NOW, *writes, statements.OVERTAKEN):
        cursor.execute(statement, values)


def _alone(cursor: Any) -> None:
    """One import writes at a time; the lock goes with the transaction."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_WRITER])


def _values(batch: ImportBatch, after: int) -> dict[str, Any]:
    kind = IMPORT_KINDS[batch.kind]
    areas = areas_of(batch.accepted_by, kind.permission)
    return {
        "batch": batch.pk, "after": after, "to": 0, "with_suspects": batch.with_suspects, "with_changes": batch.with_changes,
        "kind": kind.party_kind.value, "checked": batch.checked_at, "today": today(), "now": now(), "by": batch.accepted_by_id,
        "areas": None if areas is None else [f"{area}%" for area in areas], "demonstration": batch.accepted_by.is_demonstration,
    }  # fmt: skip


def _free_references(cursor: Any, values: dict[str, Any]) -> None:
    """A reference drawn at random long ago may be the same as one of ours: those rows draw too."""
    cursor.execute(statements.REFERENCES_TAKEN, values)
    for (row,) in cursor.fetchall():
        reference = new_party_reference()
        while Party.objects.filter(reference=reference).exists():
            reference = new_party_reference()
        StagedRow.objects.filter(batch_id=values["batch"], row=row).update(reference=reference)


def _write_facts(batch: ImportBatch, written: list[tuple[int, int, str]]) -> int:
    """What the kind of list makes of its rows, now that each has its party."""
    kind = IMPORT_KINDS[batch.kind]
    if kind.write is None or not written:
        return 0
    facts = dict(
        StagedRow.objects.filter(batch=batch, row__in=[row for row, _p, _o in written]).values_list("row", "facts")
    )
    rows = [WrittenRow(row, party_id, outcome, facts.get(row) or {}) for row, party_id, outcome in sorted(written)]
    return kind.write(batch, rows, batch.accepted_by)


def _open_cases(cursor: Any, values: dict[str, Any], batch: ImportBatch) -> None:
    """Whoever was registered although they may be somebody else is looked at later, as any other twin."""
    cursor.execute(statements.PAIRS, values)
    for party_id, twin_id, score, reasons in cursor.fetchall():
        if twin_id is not None and twin_id != party_id:
            twin = Twin(twin_id, max(score or 0, LOOK), tuple(reasons))
            note_twins(party_id=party_id, twins=[twin], found_by=FoundBy.IMPORT, by=batch.accepted_by)


def _count_up(batch: ImportBatch, written: list[tuple[int, int, str]], extras: int, to: int) -> None:
    counts = dict(batch.written)
    for _row, _party, outcome in written:
        counts[outcome] = counts.get(outcome, 0) + 1
    if extras:
        counts["facts"] = counts.get("facts", 0) + extras
    ImportBatch.objects.filter(pk=batch.pk).update(written=counts, written_to=max(batch.written_to, to))


def _finish(batch: ImportBatch) -> None:
    """Nothing more to write. Suspects without a decision wait for one; else the list has arrived and its file goes."""
    locked = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    locked.counts = {**count_rows(locked), "sent": locked.counts.get("sent", locked.counts.get("rows", 0))}
    if locked.counts.get(Outcome.SUSPECT, 0):
        WORKFLOW.take(locked, "stop")
    else:
        WORKFLOW.take(locked, "finish")
        locked.ended_at = now()
        forget_file(locked)
    locked.save(update_fields=["status", "counts", "ended_at", "file"])
    record(
        "import.written", target=locked, by=locked.accepted_by, reason=locked.acceptance_reason, after=locked.written
    )
