"""A file as rows of cells, one at a time: what it is, how it is written, where its headings stand.

`look` judges a file before anything is read from it and says how to read it; `rows` reads it, from any row on, in flat memory. Whatever
cannot be read is `InvalidValue` with the line.
"""

import codecs
import csv
import itertools
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from foundation.errors import InvalidValue
from foundation.spreadsheets import MAX_COLUMNS, unescape
from foundation.workbook_rows import WorkbookRows

MAX_BYTES = 256 * 1024 * 1024
MAX_ROWS = 1_048_575
LOOKED_AT = 10  # rows among which the headings must stand
_PIECE = 1024 * 1024
_FOREIGN = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\xd0\xcf\x11\xe0",
    b"Rar!",
    b"7z\xbc\xaf",
    b"{\\rtf",
    b"\x1f\x8b",
)
_MARKUP = re.compile(rb"^\s*<\s*(!doctype|html|table|\?xml|svg|script)", re.IGNORECASE)
# Three Arabic letters of Windows-1256 in a row; in Windows-1252 they would be three accented capitals.
_ARABIC_1256 = re.compile(rb"[\xc1-\xd6\xd8-\xdb\xdd-\xdf\xe1\xe3-\xe6\xec\xed]{3}")


@dataclass(frozen=True)
class Layout:
    """How a file is written."""

    kind: str  # csv | xlsx
    encoding: str = ""
    delimiter: str = ""
    lines: int = 0  # how many, or what a workbook claims: for telling how far one is
    head: int = 1  # the row of the headings
    headings: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def look(path: Path) -> Layout:
    """How the file is written and which headings it has. Raises `InvalidValue` for what is no list, before it is parsed."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise InvalidValue(
            _("The file is larger than %(limit)s MB. Send a smaller one.") % {"limit": MAX_BYTES // 1024**2}
        )
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip():
        raise InvalidValue(_("The file is empty."))
    if start.startswith(b"PK"):
        with WorkbookRows(path) as book:
            first = _first_rows(iter(book))
            return Layout("xlsx", lines=book.last_row, **_headings(first))
    if start.startswith(_FOREIGN) or _MARKUP.match(start):
        raise InvalidValue(_("This file is not a spreadsheet. Send an XLSX or a CSV file."))
    encoding, lines = _encoding(path, start)
    head = (
        start[:4000].decode(encoding, errors="ignore")
        if encoding != "utf-16"
        else start.decode(encoding, errors="ignore")
    )
    delimiter = max(";,\t|", key=head.count)
    first = _first_rows(_csv(path, encoding, delimiter))
    return Layout("csv", encoding, delimiter, lines, **_headings(first))


def rows(path: Path, layout: Layout, *, after: int = 0) -> Iterator[tuple[int, list[Any]]]:
    """The rows below the headings that hold something, each with its number in the file, those up to `after` left out."""
    after = max(after, layout.head)
    count = 0
    if layout.kind == "xlsx":
        with WorkbookRows(path) as book:
            for number, cells in book:
                count = _counted(count)
                if number > after:
                    yield number, [unescape(cell) if isinstance(cell, str) else cell for cell in cells]
        return
    for number, cells in _csv(path, layout.encoding, layout.delimiter):
        count = _counted(count)
        if number > after:
            yield number, cells


def _counted(count: int) -> int:
    if count >= MAX_ROWS:
        raise InvalidValue(_("The file has more than %(limit)s rows. Split it.") % {"limit": MAX_ROWS})
    return count + 1


def _first_rows(lines: Iterator[tuple[int, list[Any]]]) -> list[tuple[int, list[Any]]]:
    return list(itertools.islice(lines, LOOKED_AT))


def _headings(first: list[tuple[int, list[Any]]]) -> dict[str, Any]:
    """The fullest of the first rows is the row of headings: titles and merged cells stand above it."""
    if not first:
        raise InvalidValue(_("The file is empty."))
    texts = [(number, ["" if cell is None else str(cell)[:120] for cell in cells]) for number, cells in first]
    width = max(sum(bool(cell) for cell in cells) for _number, cells in texts)
    for number, cells in texts:
        if sum(bool(cell) for cell in cells) * 3 >= width * 2:
            return {"head": number, "headings": cells}
    return {"head": texts[0][0], "headings": texts[0][1]}


def _csv(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[Any]]]:
    with path.open(encoding=encoding, newline="") as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        line = 1
        try:
            for row in reader:
                if len(row) > MAX_COLUMNS and any(row[MAX_COLUMNS:]):
                    raise InvalidValue(_("The file has more than %(limit)s columns.") % {"limit": MAX_COLUMNS})
                cells = [_cell(value) for value in row]
                if any(cells):
                    yield line, cells
                line = reader.line_num + 1
        except (csv.Error, UnicodeError) as error:
            raise InvalidValue(_("Line %(line)s of this CSV file cannot be read.") % {"line": line}) from error


def _cell(value: str) -> str | None:
    value = value.strip(" \u00a0\r\n")
    if value[:1] == "'":
        value = unescape(value)
    return value or None


def _encoding(path: Path, start: bytes) -> tuple[str, int]:
    """The one encoding of the whole file, and its lines. Two encodings in one file are refused with the line where the second begins."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", _lines_of_utf16(path)
    seen = _Seen(has_mark=start.startswith(codecs.BOM_UTF8))
    for lines in _blocks(path):
        if b"\0" in lines:
            raise InvalidValue(_("This file is not a spreadsheet. Send an XLSX or a CSV file."))
        seen.take(lines)
    return seen.encoding(), seen.lines


def _blocks(path: Path) -> Iterator[bytes]:
    """The file in pieces that end at a line's end."""
    with path.open("rb") as file:
        rest = b""
        while piece := file.read(_PIECE):
            head, end, tail = (rest + piece).rpartition(b"\n")
            if not end:
                rest = tail
                if len(rest) > 8 * _PIECE:
                    raise InvalidValue(_("Line %(line)s of this CSV file cannot be read.") % {"line": 1})
                continue
            yield head + end
            rest = tail
        if rest:
            yield rest


@dataclass
class _Seen:
    """What the lines told so far: the first line in UTF-8 beyond ASCII, the first that is not UTF-8."""

    has_mark: bool
    lines: int = 0
    utf8: int = 0
    other: int = 0
    is_arabic: bool = False

    def take(self, block: bytes) -> None:
        count = block.count(b"\n") + (not block.endswith(b"\n"))
        if not block.isascii():
            try:
                block.decode()
                if not self.utf8:
                    self.utf8 = (
                        self.lines + 1 + next(i for i, line in enumerate(block.split(b"\n")) if not line.isascii())
                    )
            except UnicodeDecodeError:
                self._line_by_line(block)
            if self.utf8 and self.other:
                raise _mixed(max(self.utf8, self.other))
        self.lines += count

    def _line_by_line(self, block: bytes) -> None:
        for number, line in enumerate(block.split(b"\n"), self.lines + 1):
            if line.isascii():
                continue
            try:
                line.decode()
                self.utf8 = self.utf8 or number
            except UnicodeDecodeError:
                self.other = self.other or number
                self.is_arabic = self.is_arabic or bool(_ARABIC_1256.search(line))
                if self.has_mark:
                    raise _mixed(number) from None
            if self.utf8 and self.other:
                raise _mixed(number)

    def encoding(self) -> str:
        if not self.other:
            return "utf-8-sig"
        return "cp1256" if self.is_arabic else "cp1252"


def _mixed(line: int) -> InvalidValue:
    return InvalidValue(
        _("Line %(line)s is written in another encoding than the lines before it. Save the whole list again as UTF-8.")
        % {"line": line}
    )


def _lines_of_utf16(path: Path) -> int:
    try:
        with path.open(encoding="utf-16", newline="") as text:
            return sum(1 for _line in text)
    except UnicodeError as error:
        raise InvalidValue(_("This file is not a spreadsheet. Send an XLSX or a CSV file.")) from error
