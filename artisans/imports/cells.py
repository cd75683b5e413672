"""The cells of a row as they were sent, kept encrypted while somebody must look at them."""

import json
from collections.abc import Sequence
from typing import Any

from foundation import crypto
from foundation.workbook_rows import Unreadable


def seal_cells(cells: Sequence[Any]) -> bytes:
    """The cells as sent, encrypted: they may hold anything."""
    plain = [
        "#?"
        if isinstance(cell, Unreadable)
        else cell
        if isinstance(cell, int | float | bool | str | None)
        else str(cell)
        for cell in cells
    ]
    return crypto.encrypt(json.dumps(plain, ensure_ascii=False))


def open_cells(raw: bytes) -> list[Any]:
    return json.loads(crypto.decrypt(raw))
