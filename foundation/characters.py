"""Typed text made comparable: western digits, no invisible characters, no odd spaces.

Everything people paste into a field of codes or amounts passes here first: phones in the Gulf or Persian
keyboard, numbers copied from a PDF with bidi marks, columns from a spreadsheet with no-break spaces.
"""

from __future__ import annotations

import unicodedata

# U+0660-0669 (Arabic-Indic) and U+06F0-06F9 (extended): the two sets that Arabic and Persian keyboards type.
_DIGITS = {base + n: str(n) for base in (0x0660, 0x06F0) for n in range(10)}


def western_digits(text: str) -> str:
    """The text with Arabic-Indic digits written 0-9; nothing else changes."""
    return text.translate(_DIGITS)


def without_invisible(text: str) -> str:
    """The text without bidi controls, zero-width characters, soft hyphens and control characters.

    Tabs and line ends become spaces, so that words never grow together.
    """
    if text.isprintable():  # nearly all: neither format nor control characters
        return text
    kept = []
    for character in text:
        if character in "\t\n\r\v\f\u2028\u2029\x85":
            kept.append(" ")
        elif unicodedata.category(character) not in {"Cf", "Cc"}:
            kept.append(character)
    return "".join(kept)


def single_spaced(text: str) -> str:
    """The text with every run of any kind of space as one space, and none at the ends."""
    return " ".join(text.split())


def tidy(text: object) -> str:
    """What the person meant to type: compatible forms united, western digits, plain single spaces."""
    plain = unicodedata.normalize("NFKC", "" if text is None else str(text))
    return single_spaced(western_digits(without_invisible(plain)))
