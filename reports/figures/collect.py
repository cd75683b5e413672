"""Reading everything at once: one repeatable-read transaction, one dictionary, one hash."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from accounts.people.models import Establishment
from reports.figures import annexes, board, emergency, markets, money, overview, pack, results  # noqa: F401 - each registers its blocks
from reports.figures.base import BLOCKS, Reading
from reports.figures.programs import collect_program, programs_in
from reports.figures.restatements import Earlier, restatements

FORMAT = 1


def collect(
    reading: Reading, *, progress: Callable[[int, str], None] | None = None, earlier: Earlier | None = None
) -> dict[str, Any]:
    """All blocks of a reading, as JSON-ready data, and what became of the figures of an `earlier` report.

    Reads in one REPEATABLE READ transaction, so that a payment confirmed meanwhile is in every page or in
    none. `progress` is called with a percentage and the name of the block just read. Must not be called
    inside another transaction: RuntimeError.
    """
    if connection.in_atomic_block:
        raise RuntimeError("A report is collected in a transaction of its own.")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        data = read(reading, progress or _quietly)
        again = read(earlier.today(reading.known_at)) if earlier else None
    data["restatements"] = restatements(earlier, again)
    return data


def _quietly(percent: int, step: str) -> None:
    """Nobody watches."""


def read(reading: Reading, progress: Callable[[int, str], None] = _quietly) -> dict[str, Any]:
    """What `collect` reads, in whatever transaction the caller holds."""
    data: dict[str, Any] = {"format": FORMAT, "meta": _meta(reading)}
    programs = programs_in(reading)
    names = list(BLOCKS)
    steps = len(programs) + len(names)
    done = 0
    data["programs"] = []
    for number, program in enumerate(programs, start=1):
        data["programs"].append(collect_program(program, number, reading).as_data())
        done += 1
        progress(int(100 * done / steps), program.code)
    for name in names:
        data[name] = BLOCKS[name](reading).as_data()
        done += 1
        progress(int(100 * done / steps), name)
    data["codes"] = codes_of(data)
    return data


def _meta(reading: Reading) -> dict[str, Any]:
    meeting = reading.meeting
    house = Establishment.objects.get(pk=1)
    return {
        "meeting": {
            "code": meeting.code,
            "held_on": meeting.held_on.isoformat(),
            "title": {
                "fr": meeting.title_fr,
                "ar": meeting.title_ar or meeting.title_fr,
                "en": meeting.title_en or meeting.title_fr,
            },
            "place": meeting.place,
            "place_ar": meeting.place_ar,
        },
        "period_start": reading.period_start.isoformat(),
        "as_of": reading.as_of.isoformat(),
        "known_at": reading.known_at.isoformat(),
        "establishment": {"fr": house.name_fr, "ar": house.name_ar, "en": house.name_en},
        "is_demonstration": house.is_demonstration,
    }


def codes_of(data: Any) -> list[dict[str, Any]]:
    """Every figure and table of a snapshot, in the order of their codes: the index of the method page."""
    found: dict[str, dict[str, Any]] = {}

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if "code" in node and "definition" in node:
                found[node["code"]] = {
                    "code": node["code"],
                    "label": node["label"],
                    "definition": node["definition"],
                    "source": node["source"],
                    "count": len(node["rows"]["ids"]),
                    "model": node["rows"]["model"],
                }
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk({key: value for key, value in data.items() if key != "codes"} if isinstance(data, dict) else data)
    return [found[code] for code in sorted(found)]


def find_code(data: dict[str, Any], code: str) -> dict[str, Any] | None:
    """The whole figure or table of that code, with its value and the ids behind it."""

    def walk(node: Any) -> dict[str, Any] | None:
        if isinstance(node, dict):
            if node.get("code") == code and "rows" in node:
                return node
            return next(filter(None, (walk(value) for value in node.values())), None)
        if isinstance(node, list):
            return next(filter(None, (walk(value) for value in node)), None)
        return None

    return walk({key: value for key, value in data.items() if key != "codes"})


def canonical(data: dict[str, Any]) -> bytes:
    """One spelling for one content: sorted keys, no spaces, UTF-8."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(data: dict[str, Any]) -> str:
    """SHA-256 of the canonical content; printed in the report."""
    return hashlib.sha256(canonical(data)).hexdigest()


def row_counts(data: dict[str, Any]) -> dict[str, int]:
    """How many rows stand behind each code."""
    return {entry["code"]: entry["count"] for entry in data["codes"]}
