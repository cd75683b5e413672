"""Marks of answers: how a page says which answers it was shown with, and how two people's edits are told apart.

A mark is a short digest of one answer ("" for none). A page carries the marks of its section; when it saves, each answer is
compared with its mark and with what is stored now. So two phones may write different answers of the same section, and only
the same answer written in two ways is a conflict.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from programs.calls.question_types import unsealed
from programs.catalog.conditions import is_filled

_LENGTH = 16


@dataclass(frozen=True)
class Conflict:
    """The same question, answered in two ways since the page was shown. `theirs` is stored, `mine` is not."""

    question: str
    mine: Any
    theirs: Any


def mark_of(value: Any) -> str:
    """Equal answers have equal marks, sealed ones too."""
    if not is_filled(value):
        return ""
    text = unsealed(value) if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def marks_of(answers: Mapping[str, Any], questions: Iterable[str]) -> dict[str, str]:
    """{question: mark} of these questions."""
    return {code: mark_of(answers.get(code)) for code in questions}


def read_marks(text: str) -> dict[str, str] | None:
    """Marks as a page sends them; None when it sent nothing that can be read."""
    try:
        marks = json.loads(text)
    except ValueError:
        return None
    return {str(code): str(mark) for code, mark in marks.items()} if isinstance(marks, dict) else None


def settle(
    stored: Mapping[str, Any], typed: Mapping[str, Any], seen: Mapping[str, str]
) -> tuple[dict[str, Any], list[Conflict]]:
    """The answers to write (None empties one), and those that were also changed elsewhere and are left alone."""
    write: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    for code, mine in typed.items():
        base, own, there = seen.get(code, ""), mark_of(mine), mark_of(stored.get(code))
        if own in (base, there):
            continue  # not changed on this page, or changed to what is there already
        if there == base:
            write[code] = mine
        else:
            conflicts.append(Conflict(code, mine, stored.get(code)))
    return write, conflicts
