"""An XLSX read row by row, in memory that does not grow with its rows.

For files too large to unfold at once. Nothing is built that the file only claims: cells are taken in the order they stand, texts that
cells share wait in a temporary file, formulas are never worked out (their last result is the value). The directory is judged before the
first part is unfolded; what is not a plain workbook is refused with a sentence.
"""

from __future__ import annotations

import datetime as dt
import mmap
import re
import tempfile
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from django.utils.translation import gettext as _

from foundation.errors import InvalidValue
from foundation.workbook_check import MEGABYTE, check_directory, damaged, too_large

MAX_UNFOLDED = 2_500 * MEGABYTE
MAX_RATIO = 120  # honest sheets unfold to ten or twenty times their size
MAX_LAST_COLUMN = 200
_PIECE = 512 * 1024
_LONGEST = 4 * MEGABYTE  # one row, one text: beyond that it is no list of people
_TOKEN = re.compile(
    rb"<(?:[\w.-]+:)?row\b([^>]*)>|<(?:[\w.-]+:)?c\b((?:[^>/]|/(?!>))*)(?:/>|>(.*?)</(?:[\w.-]+:)?c>)", re.DOTALL
)
_ROW_END = re.compile(rb"</(?:[\w.-]+:)?row>|<(?:[\w.-]+:)?row\b[^>]*/>")
_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*["']([^"']*)["']""")
_REF = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_NUMBER = re.compile(rb"""\br\s*=\s*["']([0-9]{1,7})["']""")
_TYPE = re.compile(rb"""\bt\s*=\s*["'](\w+)["']""")
_STYLE = re.compile(rb"""\bs\s*=\s*["']([0-9]{1,6})["']""")
_VALUE = re.compile(rb"<(?:[\w.-]+:)?v\b[^>]*>([^<]*)<")
_TEXT = re.compile(rb"<(?:[\w.-]+:)?t\b[^>]*>([^<]*)</")
_SHARED = re.compile(rb"<(?:[\w.-]+:)?si\b(?:[^>/]|/(?!>))*(?:/>|>(.*?)</(?:[\w.-]+:)?si>)", re.DOTALL)
_SHARED_END = re.compile(rb"</(?:[\w.-]+:)?si>|<(?:[\w.-]+:)?si\s*/>")
_DIMENSION = re.compile(rb"""<(?:[\w.-]+:)?dimension\b[^>]*ref\s*=\s*["'][A-Z0-9]+:[A-Z]+([0-9]{1,7})["']""")
_PHONETIC = re.compile(rb"<(?:[\w.-]+:)?rPh\b.*?</(?:[\w.-]+:)?rPh>", re.DOTALL)
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_EXCEL_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BUILT_IN_DAYS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})


class Unreadable:
    """A cell whose value the file does not hold: an error (#N/A) or a formula that was never worked out."""

    def __repr__(self) -> str:
        return "#?"


UNREADABLE = Unreadable()


class WorkbookRows:
    """The first sheet of a workbook on disk; iterate for `(row number, cells)`, rows that hold nothing left out."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        try:
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
            try:
                self._zip = zipfile.ZipFile(self._file)
                parts = self._zip.infolist()
            except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError) as error:
                raise damaged() from error
            check_directory(parts, self._map, max_unfolded=MAX_UNFOLDED)
            unfolded, packed = sum(p.file_size for p in parts), max(1, path.stat().st_size)
            if unfolded > 20 * MEGABYTE and unfolded > MAX_RATIO * packed:
                raise too_large()
            self._names = {part.filename.lower(): part.filename for part in parts}
            book = self._whole("xl/workbook.xml")
            self._is_1904 = bool(re.search(rb"""date1904\s*=\s*["'](1|true)["']""", book))
            self._sheet = self._first_sheet(book)
            self._days = self._day_styles()
            self._texts = self._shared_texts()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> WorkbookRows:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._texts.close()
        self._zip.close()
        self._map.close()
        self._file.close()

    @property
    def last_row(self) -> int:
        """What the sheet says of itself, for telling how far one is; 0 when it says nothing."""
        found = _DIMENSION.search(next(self._pieces(self._sheet), b"")[:20_000])
        return int(found[1]) if found else 0

    def __iter__(self) -> Iterator[tuple[int, list[Any]]]:
        number, cells = 0, []
        for window in self._windows(self._sheet, _ROW_END):
            for token in _TOKEN.finditer(window):
                row, attributes, inner = token.groups()
                if row is not None:
                    if cells:
                        yield number, cells
                    found = _NUMBER.search(row)
                    number, cells = int(found[1]) if found else number + 1, []
                elif inner:
                    self._take(cells, attributes, inner)
        if cells:
            yield number, cells

    def _take(self, cells: list[Any], attributes: bytes, inner: bytes) -> None:
        place = _REF.search(attributes)
        column = _column(place[1]) if place else len(cells)
        if column >= MAX_LAST_COLUMN:
            raise InvalidValue(_("The file has more than %(limit)s columns.") % {"limit": MAX_LAST_COLUMN})
        value = self._value(attributes, inner)
        if value is None or value == "":
            return
        while len(cells) < column:
            cells.append(None)
        if len(cells) == column:
            cells.append(value)
        else:
            cells[column] = value

    def _value(self, attributes: bytes, inner: bytes) -> Any:
        kind = _TYPE.search(attributes)
        code = kind[1] if kind else b"n"
        if code == b"inlineStr":
            return _plain(b"".join(_TEXT.findall(_PHONETIC.sub(b"", inner))))
        found = _VALUE.search(inner)
        if found is None:
            return UNREADABLE if b"<f" in inner or b":f" in inner else None
        text = found[1]
        if code == b"s":
            return self._texts.get(int(text)) if text.isdigit() else UNREADABLE
        if code == b"str":
            return _plain(text)
        if code == b"b":
            return text.strip() == b"1"
        if code == b"e":
            return UNREADABLE
        if code == b"d":
            return _iso_day(text)
        style = _STYLE.search(attributes)
        return self._number(text, style is not None and int(style[1]) in self._days)

    def _number(self, text: bytes, is_day: bool) -> Any:
        try:
            number = float(text)
        except ValueError:
            return UNREADABLE
        if is_day:
            return _day(number, self._is_1904)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number

    def _first_sheet(self, book: bytes) -> str:
        """The sheet that stands first in the book, by its relation; the first file of sheets where a book says nothing."""
        first = re.search(rb"<(?:[\w.-]+:)?sheet\b([^>]*)>", book)
        relation = dict(_ATTRIBUTE.findall(first[1])).get(b"r:id") if first else None
        if relation and "xl/_rels/workbook.xml.rels" in self._names:
            for attributes in re.findall(
                rb"<(?:[\w.-]+:)?Relationship\b([^>]*)>", self._whole("xl/_rels/workbook.xml.rels")
            ):
                facts = dict(_ATTRIBUTE.findall(attributes))
                if facts.get(b"Id") == relation:
                    target = facts.get(b"Target", b"").decode(errors="replace").lstrip("/")
                    name = target if target.startswith("xl/") else f"xl/{target}"
                    if name.lower() in self._names:
                        return self._names[name.lower()]
        sheets = sorted(name for name in self._names if name.startswith("xl/worksheets/") and name.endswith(".xml"))
        if not sheets:
            raise InvalidValue(_("This spreadsheet has no such sheet."))
        return self._names[sheets[0]]

    def _day_styles(self) -> frozenset[int]:
        """Numbers of the cell styles that show a number as a day."""
        if "xl/styles.xml" not in self._names:
            return frozenset()
        styles = self._whole("xl/styles.xml")
        own = {}
        for attributes in re.findall(rb"<(?:[\w.-]+:)?numFmt\b([^>]*)>", styles):
            facts = dict(_ATTRIBUTE.findall(attributes))
            code = re.sub(
                r'"[^"]*"|&quot;.*?&quot;|\[[^\]]*\]|\\.', "", facts.get(b"formatCode", b"").decode(errors="replace")
            )
            own[facts.get(b"numFmtId", b"")] = bool(re.search("[dmyhs]", code, re.IGNORECASE))
        cells = re.search(rb"<(?:[\w.-]+:)?cellXfs\b.*?</(?:[\w.-]+:)?cellXfs>", styles, re.DOTALL)
        days = set()
        for place, attributes in enumerate(re.findall(rb"<(?:[\w.-]+:)?xf\b([^>]*)>", cells[0] if cells else b"")):
            number = dict(_ATTRIBUTE.findall(attributes)).get(b"numFmtId", b"0")
            if own.get(number, number.isdigit() and int(number) in _BUILT_IN_DAYS):
                days.add(place)
        return frozenset(days)

    def _shared_texts(self) -> _Texts:
        texts = _Texts()
        if "xl/sharedstrings.xml" in self._names:
            for window in self._windows(self._names["xl/sharedstrings.xml"], _SHARED_END):
                for inner in _SHARED.findall(window):
                    texts.add(b"".join(_TEXT.findall(_PHONETIC.sub(b"", inner) if b"rPh" in inner else inner)))
        texts.close_writing()
        return texts

    def _whole(self, name: str) -> bytes:
        part = self._names.get(name)
        if part is None or self._zip.getinfo(part).file_size > 20 * MEGABYTE:
            raise damaged()
        return b"".join(self._pieces(part))

    def _windows(self, part: str, end: re.Pattern[bytes]) -> Iterator[bytes]:
        """The part in pieces that end where a row (or a text) ends."""
        rest = b""
        for piece in self._pieces(part):
            rest += piece
            ends = [found.end() for found in end.finditer(rest)]
            if ends:
                yield rest[: ends[-1]]
                rest = rest[ends[-1] :]
            elif len(rest) > _LONGEST:
                raise too_large()
        if rest:
            yield rest

    def _pieces(self, part: str) -> Iterator[bytes]:
        try:
            with self._zip.open(part) as file:
                is_first = True
                while piece := file.read(_PIECE):
                    if is_first and (b"<!DOCTYPE" in piece or b"<!ENTITY" in piece or b"\0" in piece[:512]):
                        raise damaged()
                    is_first = False
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise damaged() from error


class _Texts:
    """Texts that cells share, on disk, found by number."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`, with the workbook
        self._ends = array("Q", [0])
        self._waiting: list[bytes] = []
        self._end = 0
        self._map: mmap.mmap | None = None

    def add(self, text: bytes) -> None:
        self._end += len(text)
        self._ends.append(self._end)
        self._waiting.append(text)
        if len(self._waiting) >= 10_000:
            self._flush()

    def close_writing(self) -> None:
        self._flush()
        self._file.flush()
        if self._end:
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)

    def get(self, number: int) -> Any:
        if number + 1 >= len(self._ends):
            return UNREADABLE
        if self._map is None:
            return ""
        return _plain(self._map[self._ends[number] : self._ends[number + 1]])

    def close(self) -> None:
        if self._map is not None:
            self._map.close()
        self._file.close()

    def _flush(self) -> None:
        self._file.write(b"".join(self._waiting))
        self._waiting.clear()


def _plain(text: bytes) -> str:
    plain = text.decode("utf-8", errors="replace")
    if "&" in plain:
        plain = _ENTITY.sub(_entity, plain)
    if "_x" in plain:
        plain = _EXCEL_ESCAPE.sub(lambda found: _character(int(found[1], 16)), plain)
    return plain.strip(" \u00a0\r\n")


def _entity(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    return _character(int(found[1]) if found[1] else int(found[2], 16))


def _character(code: int) -> str:
    return chr(code) if 31 < code < 0xD800 or 0xDFFF < code < 0x110000 else " "


def _day(number: float, is_1904: bool) -> Any:
    """A serial number as a day; Excel counts 29 February 1900, which never was."""
    if is_1904:
        number += 1462
    if not 1 <= number < 2_958_466:
        return number if number >= 0 else UNREADABLE
    moment = dt.datetime(1899, 12, 30) + dt.timedelta(days=number if number >= 60 else number + 1)  # noqa: DTZ001 - a day has no zone
    if moment.hour or moment.minute or moment.second:
        return moment.replace(microsecond=0)
    return moment.date()


def _iso_day(text: bytes) -> Any:
    try:
        return dt.datetime.fromisoformat(text.decode("ascii")).date()
    except (ValueError, UnicodeDecodeError):
        return UNREADABLE


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
