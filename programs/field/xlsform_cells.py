"""Rows and cells of an XLSForm, as texts by the name of their column."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from foundation.words import LANGUAGES

NAMES = {
    "french": "fr",
    "français": "fr",
    "francais": "fr",
    "arabic": "ar",
    "العربية": "ar",
    "arabe": "ar",
    "english": "en",
    "anglais": "en",
}


@dataclass
class Line:
    """One row: where it stands and what its columns say."""

    sheet: str
    row: int
    cells: dict[str, str]

    def get(self, name: str) -> str:
        return self.cells.get(name, "")


def lines(sheet: str, rows: Any) -> list[Line]:
    heads: list[str] = []
    found = []
    for number, cells in rows:
        texts = ["" if cell is None else text_of(cell) for cell in cells]
        if not heads:
            heads = [text.strip() for text in texts]
            heads = [head.lower() if "::" not in head else head for head in heads]
            continue
        given = {head: text for head, text in zip(heads, texts, strict=False) if head and text}
        if given:
            found.append(Line(sheet, number, given))
    return found


def text_of(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def language_of(text: str) -> str:
    """`French (fr)`, `fr` or `Français` → fr; another language: itself, which we do not keep."""
    text = text.strip()
    if match := re.search(r"\(([a-z]{2})[^)]*\)\s*$", text, re.IGNORECASE):
        return match[1].lower()
    return NAMES.get(text.lower(), text.lower())


def ours(line: Line, name: str) -> dict[str, str]:
    return {key: line.get(f"sanad_{name}_{key}") for key in LANGUAGES if line.get(f"sanad_{name}_{key}")}


def only(key: str, value: Any) -> dict[str, Any]:
    return {key: value} if value else {}


def number_of(text: str) -> Any:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text  # a day, or “today”
    return int(number) if number == number.to_integral_value() and "." not in text else float(number)


def origin_of() -> dict[str, str]:
    return {"fr": "Importé d’un XLSForm.", "ar": "مستورد من ملف XLSForm.", "en": "Imported from an XLSForm."}
