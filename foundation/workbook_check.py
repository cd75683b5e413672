"""An XLSX looked through before any parser opens it.

A workbook is a ZIP of XML: it may claim little and unfold into gigabytes, overlap its own parts, place one cell at the far corner so
that a parser builds the whole rectangle, or repeat one long text a million times. Each part is unfolded here once, in small pieces
that are counted and thrown away; only what is honest and of a size to be expected goes on to the parser.
"""

from __future__ import annotations

import io
import mmap
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation.errors import InvalidValue

MEGABYTE = 1024 * 1024
MAX_PARTS = 500
MAX_SHEETS = 50
MAX_UNFOLDED = 100 * MEGABYTE
MAX_CELLS = 3_000_000
MAX_TEXT = 200 * MEGABYTE
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

_PIECE = 256 * 1024
# A cell that is not closed at once, whatever its prefix; its attributes; the number of its text, if it comes next.
_CELL = re.compile(rb"<(?:[^\s<>/:]*:)?c(?=[\s>/])([^<>]*)>(?:<(?:[^\s<>/:]*:)?v[^<>]*>([0-9]{1,9})<)?")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["']""")
_FORBIDDEN = ("vbaproject", "xl/externallinks/", "xl/embeddings/", "xl/activex/", "xl/macrosheets/")


@dataclass
class _Extent:
    """The rectangle that a parser would build for one sheet."""

    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0

    def take(self, column: int, row: int) -> None:
        self.top = min(self.top or row, row)
        self.bottom = max(self.bottom, row)
        self.left = min(self.left or column, column)
        self.right = max(self.right, column)

    @property
    def area(self) -> int:
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)


def check_workbook(content: bytes) -> None:
    """Raises ``InvalidValue`` unless the bytes are a plain XLSX that unfolds within the limits."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OSError, RuntimeError) as error:
        raise damaged() from error
    check_directory(parts, content)
    # The texts first: sheets refer to them by number. Every other part may be a sheet, whatever its name.
    texts = [part for part in parts if part.filename.lower() == "xl/sharedstrings.xml"]
    lengths = _lengths_of_texts(b"".join(_unfold(texts[0], content))) if texts else []
    for part in parts:
        if part not in texts:
            _check_sheet(_unfold(part, content), lengths)


def check_directory(
    parts: list[zipfile.ZipInfo], content: bytes | mmap.mmap, *, max_unfolded: int = MAX_UNFOLDED
) -> None:
    """Raises ``InvalidValue`` unless the parts are those of a plain workbook, honestly laid out; unfolds nothing."""
    names = [part.filename.lower() for part in parts]
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        raise InvalidValue(_("This file is not a spreadsheet. Send an XLSX or a CSV file."))
    if any(mark in name for name in names for mark in _FORBIDDEN):
        raise InvalidValue(_("This spreadsheet holds macros or links to other files. Save it as a plain XLSX."))
    sheets = sum(name.startswith("xl/worksheets/sheet") for name in names)
    unfolded = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or sheets > MAX_SHEETS or unfolded > max_unfolded:
        raise too_large()
    if len(set(names)) != len(names) or any(".." in name or name.startswith("/") or "\\" in name for name in names):
        raise damaged()

    end = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        # Parts that share their bytes: the way a small file claims to be a huge one.
        if part.header_offset < end or part.flag_bits & 0x1 or part.compress_type not in {0, 8}:
            raise damaged()
        start = _start_of_data(part, content)
        end = start + part.compress_size
        if end > len(content):
            raise damaged()


def _start_of_data(part: zipfile.ZipInfo, content: bytes | mmap.mmap) -> int:
    header = content[part.header_offset : part.header_offset + 30]
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise damaged()
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    return part.header_offset + 30 + name_length + extra_length


def _unfold(part: zipfile.ZipInfo, content: bytes) -> Iterator[bytes]:
    """The part in pieces; it must be exactly as long as it claims, and declare no document type."""
    start = _start_of_data(part, content)
    packed = content[start : start + part.compress_size]
    size, first = 0, True
    for piece in [packed] if part.compress_type == 0 else _inflate(packed):
        size += len(piece)
        if size > part.file_size:
            raise damaged()
        # Entities need a document type, which no spreadsheet program writes; UTF-16 hides it behind zero bytes.
        if first and b"<!DOCTYPE" in piece[:4096].replace(b"\0", b"").upper():
            raise damaged()
        first = False
        yield piece
    if size != part.file_size:
        raise damaged()


def _inflate(packed: bytes) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-15)
    try:
        piece = inflater.decompress(packed, _PIECE)
        while piece:
            yield piece
            piece = inflater.decompress(inflater.unconsumed_tail, _PIECE)
    except zlib.error as error:
        raise damaged() from error
    if not inflater.eof:
        raise damaged()


def _lengths_of_texts(texts: bytes) -> list[int]:
    starts = [match.start() for match in re.finditer(rb"<(?:\w+:)?si\b", texts)]
    return [end - start for start, end in zip(starts, [*starts[1:], len(texts)], strict=True)]


def _check_sheet(pieces: Iterator[bytes], lengths: list[int]) -> None:
    extent, cells, text, rest = _Extent(), 0, 0, b""
    for piece in pieces:
        # A tag may lie across two pieces: what follows the last one that is surely whole waits for the next piece.
        window = rest + piece
        cut = max(0, window.rfind(b"<", 0, max(0, len(window) - 1024)))
        if len(window) - cut > 4 * _PIECE:
            raise damaged()
        window, rest = window[:cut], window[cut:]
        cells, text = _count(window, extent, lengths, cells, text)
    _count(rest, extent, lengths, cells, text)


def _count(window: bytes, extent: _Extent, lengths: list[int], cells: int, text: int) -> tuple[int, int]:
    for cell in _CELL.finditer(window):
        attributes, index = cell[1], cell[2]
        if attributes.endswith(b"/"):
            continue  # formatted and empty: parsers pass over it
        cells += 1
        places = _PLACE.findall(b" " + attributes)
        if len(places) != 1 or not 0 < int(places[0][1]) <= LAST_ROW or (column := _column(places[0][0])) > LAST_COLUMN:
            # Without a place a parser counts on its own, and a place outside the sheet makes it reserve the world.
            raise damaged()
        extent.take(column, int(places[0][1]))
        if index and _SHARED.search(attributes) and int(index) < len(lengths):
            text += lengths[int(index)]
    if cells > MAX_CELLS or extent.area > MAX_CELLS or text > MAX_TEXT:
        raise too_large()
    return cells, text


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def damaged() -> InvalidValue:
    return InvalidValue(_("This spreadsheet is damaged or was made in an unusual way. Save it again as XLSX."))


def too_large() -> InvalidValue:
    return InvalidValue(_("This spreadsheet is too large. Split it, or remove empty formatted areas."))
