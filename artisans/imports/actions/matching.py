"""Which waiting rows may be people the register has, or people the file names twice. Set by set, the best twin of each row kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from artisans.duplicates.matching import LOOK, REGISTER, Among, Probe, Twin, twins_of_many
from artisans.imports.choices import Outcome
from artisans.imports.models import ImportBatch, StagedNumber, StagedRow
from artisans.imports.registry import IMPORT_KINDS

PIECE = 2_000
_REPEATS = """
WITH doubled AS (
    SELECT kind, value_lookup, min(row) AS first FROM artisans_stagednumber WHERE batch_id = %(batch)s
    GROUP BY kind, value_lookup HAVING count(*) > 1
), later AS (
    SELECT n.row, min(d.first) AS first FROM artisans_stagednumber n JOIN doubled d USING (kind, value_lookup)
     WHERE n.batch_id = %(batch)s AND n.row > d.first GROUP BY n.row
)
UPDATE artisans_stagedrow s
   SET outcome = CASE WHEN s.search = f.search AND s.birth_date IS NOT DISTINCT FROM f.birth_date THEN 'same' ELSE 'suspect' END,
       party_id = f.party_id, twin_row = f.row, score = 100, reasons = '{same_number_in_file}'
  FROM later JOIN artisans_stagedrow f ON f.batch_id = %(batch)s AND f.row = later.first
 WHERE s.batch_id = %(batch)s AND s.row = later.row AND s.outcome = 'new'
"""
_TOLD_TWICE = """
WITH doubled AS (
    SELECT row_key, min(row) AS first FROM artisans_stagedrow WHERE batch_id = %(batch)s AND outcome = 'new'
    GROUP BY row_key HAVING count(*) > 1
)
UPDATE artisans_stagedrow s SET outcome = 'same', party_id = f.party_id, twin_row = f.row, score = 100, reasons = '{told_twice}'
  FROM doubled d JOIN artisans_stagedrow f ON f.batch_id = %(batch)s AND f.row = d.first
 WHERE s.batch_id = %(batch)s AND s.row_key = d.row_key AND s.row > d.first AND s.outcome = 'new'
"""
# A working copy with the indexes that matching wants: on the waiting table itself they would cost every row of every import.
_WORKING_COPY = """
DROP TABLE IF EXISTS imports_waiting, imports_numbers;
CREATE TEMPORARY TABLE imports_waiting AS
    SELECT row::bigint AS id, name_fr, name_ar, sort_fr, skeleton, birth_date, area, phone_lookup, sex, trade_code
      FROM artisans_stagedrow WHERE batch_id = {batch} AND outcome IN ('new', 'suspect');
CREATE UNIQUE INDEX ON imports_waiting (id);
CREATE INDEX ON imports_waiting (birth_date, skeleton) INCLUDE (id, area);
CREATE INDEX ON imports_waiting (skeleton, birth_date) INCLUDE (id, area);
CREATE INDEX ON imports_waiting (area, (split_part(skeleton, ' ', 1)), birth_date) INCLUDE (id, skeleton);
CREATE INDEX ON imports_waiting (area, (split_part(skeleton, ' ', -1)), birth_date) INCLUDE (id, skeleton);
CREATE INDEX ON imports_waiting (phone_lookup) WHERE phone_lookup IS NOT NULL;
CREATE TEMPORARY TABLE imports_numbers AS
    SELECT row::bigint AS row, kind, value_lookup FROM artisans_stagednumber WHERE batch_id = {batch};
CREATE INDEX ON imports_numbers (row);
CREATE INDEX ON imports_numbers (value_lookup);
ANALYZE imports_waiting;
ANALYZE imports_numbers;
"""
# Plans made on old statistics take a hundred times as long. A role that may not analyse is told so by a warning, no more.
_STATISTICS = "ANALYZE artisans_party, artisans_identifier, artisans_stagedrow, artisans_stagednumber"
WAITING = Among(
    table="imports_waiting",
    trade="p.trade_code",
    kind="''",
    numbers=("imports_numbers", "row", "TRUE"),
)
_MARK = """
UPDATE artisans_stagedrow s
   SET outcome = 'suspect', twin_party_id = f.party, twin_row = f.twin, score = f.score, reasons = string_to_array(f.reasons, ',')
  FROM unnest(%s::int[], %s::bigint[], %s::int[], %s::int[], %s::text[]) AS f(row, party, twin, score, reasons)
 WHERE s.batch_id = %s AND s.row = f.row AND s.outcome = 'new'
"""


def mark_repeats(batch: ImportBatch) -> None:
    """Rows that repeat a number of an earlier row: the same person told again, or one number for two people."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(_STATISTICS)
        cursor.execute(_REPEATS, {"batch": batch.pk})
        cursor.execute(_TOLD_TWICE, {"batch": batch.pk})


def match_pieces(batch: ImportBatch) -> Iterator[int]:
    """Mark suspects from where matching stands; gives the last row of each committed piece."""
    if not StagedRow.objects.filter(batch=batch, row__gt=batch.matched_to, outcome=Outcome.NEW).exists():
        return
    with _patience():
        _copy_waiting(batch)
        while rows := _piece(batch):
            _match(batch, rows)
            yield batch.matched_to


@contextmanager
def _patience() -> Iterator[None]:
    """A million rows take longer than a page may."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    try:
        yield
    finally:
        if not connection.needs_rollback and not connection.closed_in_transaction:
            with connection.cursor() as cursor:
                cursor.execute("RESET statement_timeout")


def _copy_waiting(batch: ImportBatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WORKING_COPY.format(batch=int(batch.pk)))
        if not connection.in_atomic_block:
            # Only what was vacuumed is answered from the indexes alone.
            cursor.execute("VACUUM imports_waiting")


def _match(batch: ImportBatch, rows: list[dict[str, Any]]) -> None:
    """The likeliest twin of each of these rows, among the parties and among the rows of the file."""
    kind = IMPORT_KINDS[batch.kind]
    numbers: dict[int, list[tuple[str, bytes]]] = {}
    for row, number_kind, lookup in StagedNumber.objects.filter(
        batch=batch, row__gte=rows[0]["row"], row__lte=rows[-1]["row"]
    ).values_list("row", "kind", "value_lookup"):
        numbers.setdefault(row, []).append((number_kind, bytes(lookup)))
    probes = [_probe(row, numbers.get(row["row"], ()), kind.party_kind.value) for row in rows]
    registered = twins_of_many(probes, among=REGISTER, limit=1)
    waiting = twins_of_many(probes, among=WAITING, limit=3)
    _mark(batch, _best(registered, waiting), to=rows[-1]["row"])


def _piece(batch: ImportBatch) -> list[dict[str, Any]]:
    names = ("row", "name_fr", "name_ar", "birth_date", "area", "phone_lookup", "trade_code", "sex", "skeleton")
    rows = StagedRow.objects.filter(batch=batch, row__gt=batch.matched_to, outcome=Outcome.NEW).order_by("row")
    return list(rows.values(*names)[:PIECE])


def _probe(row: dict[str, Any], numbers: Any, kind: str) -> Probe:
    return Probe(
        key=row["row"], name_fr=row["name_fr"], name_ar=row["name_ar"], birth_date=row["birth_date"], commune_code=row["area"],
        phone_lookup=bytes(row["phone_lookup"]) if row["phone_lookup"] else None, trade_code=row["trade_code"],
        numbers=tuple(numbers), kind=kind, sex=row["sex"], own_id=row["row"], sound=row["skeleton"],
    )  # fmt: skip


def _best(
    registered: dict[int, list[Twin]], waiting: dict[int, list[Twin]]
) -> dict[int, tuple[int | None, int | None, Twin]]:
    """For each row its likeliest twin: a party before a row of the file; of two rows only the later is held back."""
    best: dict[int, tuple[int | None, int | None, Twin]] = {}
    for row, twins in waiting.items():
        if earlier := [twin for twin in twins if twin.row_id < row and twin.score >= LOOK]:
            best[row] = (None, earlier[0].row_id, earlier[0])
    for row, twins in registered.items():
        if twins and (row not in best or twins[0].score >= best[row][2].score):
            best[row] = (twins[0].row_id, None, twins[0])
    return best


def _mark(batch: ImportBatch, best: dict[int, tuple[int | None, int | None, Twin]], *, to: int) -> None:
    rows = [(row, party, twin, found.score, ",".join(found.reasons)) for row, (party, twin, found) in best.items()]
    with transaction.atomic(), connection.cursor() as cursor:
        if rows:
            cursor.execute(_MARK, [*(list(column) for column in zip(*rows, strict=True)), batch.pk])
        batch.matched_to = to
        ImportBatch.objects.filter(pk=batch.pk).update(matched_to=to)
