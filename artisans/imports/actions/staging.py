"""The file into waiting rows: read, cleaned, compared with the register by number, a piece at a time."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from psycopg import Error as PsycopgError
from psycopg import sql

from artisans.imports.cells import seal_cells
from artisans.imports.choices import ImportStatus, Outcome
from artisans.imports.cleaning import NAME_KEYS, Clean, RowReader, name_keys, row_key
from artisans.imports.models import ImportBatch, StagedNumber, StagedRow
from artisans.imports.permissions import areas_of
from artisans.imports.reading import Layout, rows
from artisans.imports.registry import IMPORT_KINDS
from artisans.names import LIKELY, fold, similarity
from artisans.parties.actions.registration import CONTROLLED
from artisans.parties.models import Party
from foundation import crypto
from foundation.references import reference_of

PIECE = 1_000
_KEPT_AS = {"phone": "phone_lookup"}
_COLUMNS = (
    "row", "outcome", "decision", "party_id", "party_version", "reference", "name_fr", "name_ar", *NAME_KEYS, "sex", "birth_date", "commune_code",
    "area", "douar", "address", "phone", "phone_lookup", "phone_tail", "email", "trade_code", "facts", "row_key", "differences",
    "twin_party_id", "score", "reasons", "error_columns", "error_codes", "raw",
)  # fmt: skip
_PROFILE = ("category", "practising_since", "legal_form", "founded_on", "members", "women_members", "representative")
_KNOWN = """
SELECT i.value_lookup, p.id, p.version, p.kind, p.area, p.name_fr, p.name_ar, p.sex, p.birth_date, p.commune_id, p.douar, p.address,
       p.phone_lookup, p.email, a.trade_id,
       EXISTS (SELECT FROM artisans_identifier v WHERE v.party_id = p.id AND v.is_current AND v.verified_at IS NOT NULL)
       OR EXISTS (SELECT FROM artisans_bankaccount b WHERE b.party_id = p.id AND b.status = 'verified')
  FROM artisans_identifier i JOIN artisans_party p ON p.id = i.party_id
       LEFT JOIN artisans_artisanprofile a ON a.party_id = p.id
 WHERE i.kind = %s AND i.is_current AND i.value_lookup = ANY(%s)
"""
_KNOWN_NAMES = (
    "id", "version", "kind", "area", "name_fr", "name_ar", "sex", "birth_date", "commune", "douar", "address", "phone_lookup", "email",
    "trade", "is_verified",
)  # fmt: skip
_TOLD_BEFORE = """
SELECT DISTINCT ON (s.row_key) s.row_key, COALESCE(p.merged_into_id, p.id), p.area
  FROM artisans_partysource s JOIN artisans_party p ON p.id = s.party_id
 WHERE s.row_key = ANY(%s) AND p.status <> 'erased' ORDER BY s.row_key, s.id
"""


def stage_pieces(batch: ImportBatch, path: Path) -> Iterator[int]:
    """Stage the file from where it stands; gives the number of the last row after each committed piece."""
    kind = IMPORT_KINDS[batch.kind]
    reader = RowReader(kind, batch.mapping, areas_of(batch.recorded_by, kind.permission))
    lines = rows(path, Layout(**batch.layout), after=batch.staged_to)
    while piece := list(islice(lines, PIECE)):
        stage_piece(batch, reader, piece)
        yield piece[-1][0]


def stage_piece(batch: ImportBatch, reader: RowReader, piece: Sequence[tuple[int, list[Any]]]) -> None:
    """One piece and the mark how far the file is staged, in one transaction."""
    cleans = [reader.read(number, cells) for number, cells in piece]
    cells_of = dict(piece)
    with transaction.atomic():
        held = (
            ImportBatch.objects.select_for_update()
            .filter(pk=batch.pk, staged_to=batch.staged_to, status=ImportStatus.RECEIVED)
            .first()
        )
        if held is None:
            raise TakenOver
        staged = _staged(reader, [clean for clean in cleans if not clean.errors])
        staged += [_with_errors(clean) for clean in cleans if clean.errors]
        for row in staged:
            if row["outcome"] in (Outcome.ERROR, Outcome.SUSPECT, Outcome.CHANGED):
                row["raw"] = seal_cells(cells_of[row["row"]])
        good = {row["row"] for row in staged if row["outcome"] != Outcome.ERROR}
        _copy(
            StagedRow,
            ("batch_id", *_COLUMNS),
            ((batch.pk, *(row.get(n, _EMPTY[n]) for n in _COLUMNS)) for row in staged),
        )
        _copy(
            StagedNumber, ("batch_id", "row", "kind", "value", "value_lookup", "tail", "court", "warning"),
            (
                (batch.pk, clean.row, n.kind, crypto.encrypt(n.value), n.lookup, n.tail, n.court, n.warning)
                for clean in cleans if clean.row in good for n in clean.numbers
            ),
        )  # fmt: skip
        batch.staged_to = piece[-1][0]
        ImportBatch.objects.filter(pk=batch.pk).update(staged_to=batch.staged_to)


class NotCopied(Exception):
    """A row the table refused; says which table and column, never the row."""


class TakenOver(Exception):
    """Another worker went on from where this one stood."""


_EMPTY = {name: "" for name in _COLUMNS} | dict.fromkeys(
    ("party_id", "party_version", "birth_date", "phone", "phone_lookup", "facts", "row_key", "twin_party_id", "score", "raw")
) | dict.fromkeys(("differences", "reasons", "error_columns", "error_codes"), "{}")  # fmt: skip


def _with_errors(clean: Clean) -> dict[str, Any]:
    columns = sorted({column for column, _message in clean.errors})
    return {"row": clean.row, "outcome": Outcome.ERROR.value, "error_columns": columns}


def _staged(reader: RowReader, cleans: list[Clean]) -> list[dict[str, Any]]:
    """The clean rows beside what the register knows of their numbers."""
    known = _known(cleans)
    keys = {clean.row: row_key(clean) for clean in cleans}
    before = _told_before([keys[clean.row] for clean in cleans if not clean.numbers])
    staged, fresh = [], []
    for clean in cleans:
        row = _columns(clean, keys[clean.row])
        found = {party["id"]: party for n in clean.numbers if (party := known.get((n.kind, n.lookup)))}
        if len(found) > 1:
            row |= _refusal(clean, "two_parties")
        elif found:
            (party,) = found.values()
            row |= _beside(reader, clean, row, party)
        elif keys[clean.row] in before:
            party_id, area = before[keys[clean.row]]
            row |= (
                {"outcome": Outcome.SAME.value, "party_id": party_id}
                if _within(reader, area)
                else _refusal(clean, "other_area")
            )
        else:
            row["outcome"] = Outcome.NEW.value
            fresh.append(row)
        staged.append(row)
    for row, number in zip(fresh, _take_ids(len(fresh)), strict=True):
        row["party_id"], row["reference"] = number, reference_of("B", number)
    return staged


def _known(cleans: Iterable[Clean]) -> dict[tuple[str, bytes], dict[str, Any]]:
    """What the register knows of the numbers of these rows: one question for each kind of number."""
    asked: dict[str, list[bytes]] = {}
    for clean in cleans:
        for number in clean.numbers:
            asked.setdefault(number.kind, []).append(number.lookup)
    found = {}
    with connection.cursor() as cursor:
        for kind, lookups in asked.items():
            cursor.execute(_KNOWN, [kind, lookups])
            for lookup, *values in cursor.fetchall():
                found[kind, bytes(lookup)] = dict(zip(_KNOWN_NAMES, values, strict=True))
    return found


def _told_before(keys: list[bytes]) -> dict[bytes, tuple[int, str]]:
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_TOLD_BEFORE, [keys])
        return {bytes(key): (party_id, area) for key, party_id, area in cursor.fetchall()}


def _columns(clean: Clean, key: bytes) -> dict[str, Any]:
    values = clean.values
    phone = values.get("phone")
    facts = {name: values[name] for name in _PROFILE if name in values} | clean.facts
    return {
        "row": clean.row, "name_fr": values["name_fr"], "name_ar": values["name_ar"], "sex": values.get("sex", ""),
        "birth_date": values.get("birth_date"), "commune_code": values["commune"], "area": values["commune"],
        "douar": values.get("douar", ""), "address": values.get("address", ""),
        "phone": crypto.encrypt(phone) if phone else None, "phone_lookup": crypto.lookup_hash("phone", phone) if phone else None,
        "phone_tail": phone[-4:] if phone else "", "email": values.get("email", ""), "trade_code": values.get("trade", ""),
        "facts": json.dumps(facts, default=str) if facts else None, "row_key": key,
        **clean.keys,
    }  # fmt: skip


def _within(reader: RowReader, area: str) -> bool:
    return reader.may_register is None or any(area.startswith(prefix) for prefix in reader.may_register)


def _refusal(clean: Clean, code: str) -> dict[str, Any]:
    columns = [number.kind for number in clean.numbers] or ["commune"]
    return {"outcome": Outcome.ERROR.value, "error_columns": columns, "error_codes": [code]}


def _beside(reader: RowReader, clean: Clean, row: dict[str, Any], party: dict[str, Any]) -> dict[str, Any]:
    """A row whose number is known: the same, changed, or somebody with another name, which an officer must look at."""
    if not _within(reader, party["area"]):
        return _refusal(clean, "other_area")
    if party["kind"] != reader.kind.party_kind:
        return _refusal(clean, "other_kind")
    found = {"party_id": party["id"], "party_version": party["version"]}
    if not _alike(row, party):
        return found | {
            "outcome": Outcome.SUSPECT.value, "twin_party_id": party["id"], "score": 100, "reasons": ["number_other_name"]
        }  # fmt: skip
    differences = []
    for name in ("name_fr", "name_ar", "sex", "birth_date", "douar", "address", "email"):
        if (
            row[name]
            and row[name] != party[name]
            and not (name in ("name_fr", "name_ar") and fold(row[name]) == fold(party[name]))
        ):
            differences.append(name)
    if row["commune_code"] != party["commune"]:
        differences.append("commune")
    if row["phone_lookup"] and row["phone_lookup"] != (party["phone_lookup"] and bytes(party["phone_lookup"])):
        differences.append("phone")
    if row["trade_code"] and row["trade_code"] != party["trade"]:
        differences.append("trade")
    if not differences:
        return found | {"outcome": Outcome.SAME.value}
    if party["is_verified"] and (
        controlled := [name for name in differences if name in CONTROLLED and party[_KEPT_AS.get(name, name)]]
    ):
        return {"outcome": Outcome.ERROR.value, "error_columns": controlled, "error_codes": ["needs_request"]}
    names = {name: row[name] if name in differences else party[name] for name in ("name_fr", "name_ar")}
    keys = name_keys(names["name_fr"], names["name_ar"], row["commune_code"])
    return found | names | keys | {"outcome": Outcome.CHANGED.value, "differences": differences}


def _alike(row: dict[str, Any], party: dict[str, Any]) -> bool:
    if fold(row["name_fr"]) == fold(party["name_fr"]):
        return True
    ours, theirs = (
        [n for n in (row["name_fr"], row["name_ar"]) if n],
        [n for n in (party["name_fr"], party["name_ar"]) if n],
    )
    return any(similarity(a, b) >= LIKELY for a in ours for b in theirs)


def _take_ids(count: int) -> list[int]:
    """Numbers for new parties, which nobody else will get."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [Party._meta.db_table, count],
        )
        return [number for (number,) in cursor.fetchall()]


def _copy(model: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    try:
        with connection.cursor() as cursor, cursor.copy(command) as copy:
            for row in rows:
                copy.write_row(row)
    except PsycopgError as error:
        # PostgreSQL quotes the row it refuses: a name has no place in a log.
        raise NotCopied(f"{model._meta.label}: {type(error).__name__} {error.diag.column_name or ''}") from None
