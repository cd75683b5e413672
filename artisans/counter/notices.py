"""The notice on personal data that is read aloud at the counter, in its present version."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True)
class Notice:
    """The words people hear before they agree; a consent keeps the version."""

    version: str
    basis: str
    intro: dict[str, str]
    purposes: dict[str, dict[str, str]]


@cache
def current_notice() -> Notice:
    return Notice(**json.loads((DATA / "notices.json").read_text(encoding="utf-8")))
