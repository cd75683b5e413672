"""The one way out to spreadsheets, and the one safe way in.

CSV is written for a double click in Excel as set up in Morocco (French): UTF-8 with a byte order mark, else accents and Arabic
break; ``;`` between fields and ``,`` in decimals, as that Excel expects without asking; days as 2026-08-03, which every Excel reads
as a day. In English: ``,`` and ``.``. Excel drops leading zeros of codes in any CSV: give people XLSX, where codes stay texts.

No cell becomes a formula. A text that opens like one (= + - @, tab, return, full-width forms, behind spaces or invisible
characters too) gets an apostrophe before it; ``read_rows`` takes it away again. Numbers are numbers, negative ones too.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, WorksheetNotFound, XmlError, ZipError

from foundation.errors import InvalidValue
from foundation.time import CASABLANCA
from foundation.workbook_check import MEGABYTE, check_workbook

MAX_BYTES = 20 * MEGABYTE
MAX_ROWS = 200_000
MAX_COLUMNS = 200
LONGEST_TEXT = 32_767  # Excel's own limit for a cell
LAST_ROW = 1_048_575

_FORMATS = {
    "money": "#,##0.00",
    "percent": "0.0%",
    "integer": "#,##0",
    "date": "dd/mm/yyyy",
    "moment": "dd/mm/yyyy hh:mm",
}
_OPENERS = frozenset("=+-@\t\r\n＝＋－＠﹢﹣﹦﹫−")
_PLAIN_NUMBER = re.compile(r"-[0-9]+([.,][0-9]+)?")
_SIGNED_DIGITS = re.compile(r"[+-][0-9][0-9 .,]*")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Column:
    """A heading, how its figures look (``money``, ``percent``, ``integer`` or plain) and its width in characters."""

    title: str
    look: str = ""
    width: int = 18


def escape(text: str) -> str:
    """The text as no spreadsheet takes for a formula; a plain negative number stays as it is. Undone by ``unescape``."""
    return "'" + text if _opens_formula(text.lstrip("'")) else text


def unescape(text: str) -> str:
    """The text that ``escape`` was given."""
    return text[1:] if text.startswith("'") and _opens_formula(text.lstrip("'")) else text


def stream_csv(
    columns: Sequence[Column | str], rows: Iterable[Sequence[Any]], *, language: str = "fr", batch: int = 500
) -> Iterator[bytes]:
    """The rows as CSV, a batch at a time, for a streamed answer; memory does not grow with the rows."""
    english, words = language.startswith("en"), _yes_and_no(language)
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter="," if english else ";", lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow([escape(_clean(_column(column).title)) for column in columns])
    for number, row in enumerate(rows, 1):
        writer.writerow([_csv_value(value, "." if english else ",", words) for value in row])
        if number % batch == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def write_xlsx(
    out: BinaryIO,
    columns: Sequence[Column | str],
    rows: Iterable[Sequence[Any]],
    *,
    language: str = "fr",
    title: str = "",
    created: dt.datetime | None = None,
) -> int:
    """Writes the rows as one sheet, row by row in constant memory; answers how many. Right to left in Arabic.

    With the same ``created`` the same rows give the same sheet.
    """
    book = xlsxwriter.Workbook(
        out,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    if created is not None:
        book.set_properties({"created": created.replace(tzinfo=None)})
    sheet = book.add_worksheet(_sheet_name(title))
    if language.startswith("ar"):
        sheet.right_to_left()
    looks = {name: book.add_format({"num_format": pattern}) for name, pattern in _FORMATS.items()}
    heads = [_column(column) for column in columns]
    words = _yes_and_no(language)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for i, head in enumerate(heads):
        sheet.set_column(i, i, head.width)
        sheet.write_string(0, i, _xlsx_text(head.title), bold)
    sheet.freeze_panes(1, 0)

    count = 0
    for count, row in enumerate(rows, 1):
        if count > LAST_ROW:
            raise InvalidValue(_("Too many rows for one sheet. Narrow the list, or choose CSV."))
        for i, value in enumerate(row):
            _write_cell(sheet, (count, i), value, heads[i].look if i < len(heads) else "", looks, words)
    if heads:
        sheet.autofilter(0, 0, count, len(heads) - 1)
    book.close()
    return count


def stream_xlsx(columns: Sequence[Column | str], rows: Iterable[Sequence[Any]], **options: Any) -> Iterator[bytes]:
    """The workbook in pieces; it is complete on disk before the first piece leaves."""
    with tempfile.TemporaryFile() as out:
        write_xlsx(out, columns, rows, **options)
        out.seek(0)
        while piece := out.read(64 * 1024):
            yield piece


def read_rows(
    file: BinaryIO, *, sheet: int = 0, max_bytes: int = MAX_BYTES, max_rows: int = MAX_ROWS
) -> Iterator[tuple[int, list[Any]]]:
    """The rows that hold something, each with its number in the file (1 is the first line), from an XLSX or a CSV.

    Cells are ``None``, ``str`` (unescaped, ends trimmed), ``int``, ``float``, ``bool``, ``date``, ``datetime`` or ``time``. CSV cells are
    always texts. The file is judged by its bytes and checked before it is parsed; whatever is wrong is ``InvalidValue``, raised
    at the call for the file and while iterating for its rows.
    """
    announced = getattr(file, "size", None)
    if hasattr(file, "seek"):
        file.seek(0)
    too_large = isinstance(announced, int) and announced > max_bytes
    content = b"" if too_large else file.read(max_bytes + 1)
    if too_large or len(content) > max_bytes:
        raise InvalidValue(
            _("The file is larger than %(limit)s MB. Send a smaller one.") % {"limit": max_bytes // MEGABYTE or 1}
        )
    if not content.strip():
        raise InvalidValue(_("The file is empty."))
    if content.startswith(b"PK"):
        check_workbook(content)
        rows = _xlsx_rows(content, sheet)
    else:
        rows = _csv_rows(_decoded(content))
    return _limited(rows, max_rows)


def _opens_formula(text: str) -> bool:
    if not text or text[0].isalnum():
        return False
    if _PLAIN_NUMBER.fullmatch(text):
        return False
    # Spaces and invisible characters before the sign are skipped by some programs.
    for character in text:
        if character in _OPENERS:
            return True
        if not (character.isspace() or unicodedata.category(character) in {"Cf", "Cc", "Mn"}):
            return False
    return False


def clean_cell(text: str) -> str:
    """The text as any cell of a file may hold it: no formula, nothing a spreadsheet refuses."""
    return escape(_clean(text))


def _clean(value: Any) -> str:
    text = str(value)
    if not text.isprintable():
        text = _ILLEGAL.sub("", text)
    return text if len(text) < LONGEST_TEXT else text[: LONGEST_TEXT - 2] + "…"


def _column(column: Column | str) -> Column:
    return column if isinstance(column, Column) else Column(str(column))


def _yes_and_no(language: str) -> dict[bool, str]:
    with translation.override(language):
        return {True: _("yes"), False: _("no")}


def _csv_value(value: Any, decimal_mark: str, words: dict[bool, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return words[value]
    if isinstance(value, (int, float, Decimal)):
        return _plain_number(value).replace(".", decimal_mark)
    if isinstance(value, dt.datetime):
        return f"{_local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return escape(_clean(value))


def _plain_number(value: int | float | Decimal) -> str:
    exact = Decimal(str(value))
    return f"{exact:f}" if exact.is_finite() else ""


def _write_cell(
    sheet: Any, place: tuple[int, int], value: Any, look: str, looks: dict[str, Any], words: dict[bool, str]
) -> None:
    row, column = place
    if type(value) is str and value[:1].isalnum() and len(value) < LONGEST_TEXT and value.isprintable():
        sheet.write_string(row, column, value)  # most cells of most lists
        return
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, words[value])
    elif isinstance(value, (int, float, Decimal)):
        _write_number(sheet, row, column, value, looks.get(look))
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(row, column, _local(value), looks["moment"])
    elif isinstance(value, dt.date) and value.year >= 1900:
        sheet.write_datetime(row, column, value, looks["date"])
    else:
        sheet.write_string(row, column, _xlsx_text(value))


def _write_number(sheet: Any, row: int, column: int, value: int | float | Decimal, look: Any) -> None:
    exact = Decimal(str(value))
    if not exact.is_finite():
        return
    if len(exact.as_tuple().digits) > 15:
        # A cell keeps 15 digits: a longer number is a code, and stays whole as a text.
        sheet.write_string(row, column, _plain_number(value))
    else:
        sheet.write_number(row, column, float(exact), look)


def _xlsx_text(value: Any) -> str:
    # The cell is typed as text, so a phone number may keep its plus; anything longer that opens a formula may not.
    text = _clean(value)
    if text[:1].isalnum():
        return text
    return text if _SIGNED_DIGITS.fullmatch(text) else escape(text)[:LONGEST_TEXT]


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", _clean(title)).strip()[:31] or "Sanad"


def _local(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(CASABLANCA).replace(tzinfo=None) if moment.tzinfo else moment


def _xlsx_rows(content: bytes, sheet: int) -> Iterator[tuple[int, list[Any]]]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            page = book.get_sheet_by_index(sheet)
            first = page.start[0] + 1 if page.start else 1
            rows = page.to_python(skip_empty_area=True)
    except WorksheetNotFound as error:
        raise InvalidValue(_("This spreadsheet has no such sheet.")) from error
    except (CalamineError, PasswordError, XmlError, ZipError, ValueError, OSError) as error:
        raise InvalidValue(
            _("This spreadsheet is damaged or was made in an unusual way. Save it again as XLSX.")
        ) from error
    return ((number, [_cell(value) for value in row]) for number, row in enumerate(rows, first))


def _csv_rows(text: str) -> Iterator[tuple[int, list[Any]]]:
    if "\0" in text:
        raise InvalidValue(_("This file is not a spreadsheet. Send an XLSX or a CSV file."))
    head = text[:10_000].split("\n", 1)[0]
    delimiter = max(";,\t|", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)

    def rows() -> Iterator[tuple[int, list[Any]]]:
        line = 1
        try:
            for row in reader:
                yield line, [_cell(value) for value in row]
                line = reader.line_num + 1
        except csv.Error as error:
            raise InvalidValue(_("Line %(line)s of this CSV file cannot be read.") % {"line": line}) from error

    return rows()


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, else the encoding of Excel's old CSV; never a failure for a text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            encoding = "cp1252"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise InvalidValue(_("This file is not a spreadsheet. Send an XLSX or a CSV file.")) from error


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return unescape(value.strip(" \u00a0\r\n")) or None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def _limited(rows: Iterator[tuple[int, list[Any]]], max_rows: int) -> Iterator[tuple[int, list[Any]]]:
    count = 0
    for number, row in rows:
        while row and row[-1] is None:
            row.pop()
        if not row:
            continue
        count += 1
        if count > max_rows:
            raise InvalidValue(_("The file has more than %(limit)s rows. Split it.") % {"limit": max_rows})
        if len(row) > MAX_COLUMNS:
            raise InvalidValue(_("The file has more than %(limit)s columns.") % {"limit": MAX_COLUMNS})
        yield number, row
