"""Searching inside a frozen report: its words and figures, not the register. What is not in the snapshot cannot be found."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from foundation.words import in_language
from reports.figures.restatements import figures_of
from reports.templatetags.report import shown

_ALEF = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ـ": None})


@dataclass(frozen=True)
class Passage:
    """A sentence of the report: its part, its words, the code that opens what is behind it."""

    part: str
    text: str
    code: str = ""


def folded(text: str) -> str:
    """Without accents, vowels signs and capitals, so that what is typed in a hurry is found."""
    plain = unicodedata.normalize("NFKD", text).translate(_ALEF)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()


def find(data: dict[str, Any], query: str, language: str, most: int = 60) -> list[Passage]:
    """Passages that hold every word of the query, in the order of the report."""
    words = re.findall(r"[\w.]+", folded(query))[:8]
    if not words:
        return []
    found = []
    for passage in passages(data, language):
        text = folded(f"{passage.code} {passage.text}")
        if all(word in text for word in words):
            found.append(passage)
            if len(found) == most:
                break
    return found


def passages(data: dict[str, Any], language: str) -> Iterator[Passage]:
    """Every sentence and figure of a snapshot in one language."""
    board = data.get("board", {})
    for point in board.get("agenda", []):
        yield Passage(_("Agenda"), in_language(point["title"], language))
    previous = (data.get("pack") or {}).get("previous") or {}
    if previous.get("minutes"):
        for line in filter(None, map(str.strip, in_language(previous["minutes"], language).splitlines())):
            yield Passage(_("Minutes of the last meeting"), line)
    for key, part in (
        ("asked", _("Draft resolutions")),
        ("outstanding", _("Follow-up of resolutions")),
        ("closed", _("Follow-up of resolutions")),
    ):
        for item in board.get(key, []):
            said = [in_language(item["text"], language), in_language(item["note"], language), item["owner"]]
            yield Passage(part, " — ".join(filter(None, said)))
    for text in data.get("narratives", {}).values():
        if said := in_language(text, language):
            yield Passage(_("What the officers say"), said)
    for action in data.get("plan", {}).get("actions", []):
        yield Passage(_("Action plan"), f"{in_language(action['title'], language)} — {action['owner']}")
    for risk in data.get("risks", {}).get("risks", []):
        yield Passage(_("Risks"), f"{in_language(risk['title'], language)} — {in_language(risk['response'], language)}")
    for code, figure in sorted(figures_of(data).items()):
        number = re.sub(r"<[^>]+>", "", str(shown(figure["value"], figure["unit"])))
        yield Passage(
            _("Figures"),
            f"{in_language(figure['label'], language)}: {number}. {in_language(figure['definition'], language)}",
            code,
        )
    yield from _lines(data, language)


def _lines(node: Any, language: str) -> Iterator[Passage]:
    if isinstance(node, dict):
        if "code" in node and "lines" in node and "columns" in node:
            for line in node["lines"]:
                cells = [
                    f"{in_language(column['label'], language)} {re.sub(r'<[^>]+>', '', str(shown(value, column['unit'])))}"
                    for column, value in zip(node["columns"], line["values"], strict=True)
                ]
                yield Passage(
                    in_language(node["label"], language),
                    f"{in_language(line['label'], language)}: {', '.join(cells)}",
                    node["code"],
                )
            return
        for key, value in node.items():
            if key not in {"codes", "restatements", "narratives"}:
                yield from _lines(value, language)
    elif isinstance(node, list):
        for value in node:
            yield from _lines(value, language)
