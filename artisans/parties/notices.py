"""The notice on personal data in each of its versions: what people hear or read before they agree.

A version is never changed: new words are a new version with the day from which it is used. Old ones stay, since
consents name them.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from foundation.time import today

DATA = Path(__file__).resolve().parent.parent / "data" / "notices.json"


@dataclass(frozen=True)
class Notice:
    """The words people hear before they agree; a consent keeps the version."""

    version: str
    in_force_from: date
    basis: str
    intro: dict[str, str]
    purposes: dict[str, dict[str, str]]


@cache
def notices() -> tuple[Notice, ...]:
    """All versions, the oldest first."""
    rows = json.loads(DATA.read_text(encoding="utf-8"))["notices"]
    found = [Notice(**{**row, "in_force_from": date.fromisoformat(row["in_force_from"])}) for row in rows]
    return tuple(sorted(found, key=lambda notice: notice.in_force_from))


def current_notice(on: date | None = None) -> Notice:
    """The version in force on a day; before the first one, the first."""
    day = on or today()
    known = [notice for notice in notices() if notice.in_force_from <= day]
    return known[-1] if known else notices()[0]


def notice_of_version(version: str) -> Notice | None:
    """The words somebody agreed to; None for a version that only paper holds."""
    return next((notice for notice in notices() if notice.version == version), None)
