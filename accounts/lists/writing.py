"""Lists as files. CSV is written by the database itself, and only looked over here; XLSX row by row in constant memory."""

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import Func, QuerySet
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.lists.registry import SheetColumn
from foundation.spreadsheets import LONGEST_TEXT, Column, clean_cell, stream_csv, write_xlsx
from foundation.time import now

ROWS_A_PIECE = 1_000
# More than a formula could begin with, at the beginning of anything that may be a cell, and signs no file may hold. What is
# found is looked at cell by cell, in the way of `stream_csv`; what is not found needs no second look.
_SUSPECT = re.compile(
    '(?:^|[;,"\n])[^\\w;,"\n•]*[=+\\-@\t\r＝＋－＠﹢﹣﹦﹫−]|[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]'
)


class CsvText(Func):
    """A value as a CSV for people holds it: days and moments as every Excel reads them, decimals and yes or no as the language asks."""

    output_field = models.TextField()

    def __init__(self, expression: Any, language: str = "fr") -> None:
        super().__init__(expression)
        self.language = language

    def as_sql(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, Sequence[Any]]:
        (source,) = self.get_source_expressions()
        inner, params = compiler.compile(source)
        kind = source.output_field
        if isinstance(kind, models.BooleanField):
            with translation.override(self.language):
                return f"CASE WHEN ({inner}) THEN %s ELSE %s END", (*params, _("yes"), _("no"))
        if isinstance(kind, models.DateTimeField):
            raise TypeError("The database may keep another clock for Casablanca: give the column look='moment'.")
        if isinstance(kind, models.DateField):
            return f"to_char({inner}, 'YYYY-MM-DD')", params
        if isinstance(kind, models.DecimalField | models.FloatField) and not self.language.startswith("en"):
            return f"replace(({inner})::text, '.', ',')", params
        return f"NULLIF(({inner})::text, '')", params


def csv_pieces(rows: QuerySet, sheet: Sequence[SheetColumn], language: str, *, title: str = "") -> Iterator[bytes]:
    """The rows as CSV, a thousand at a time, the headings at once. Byte for byte what `stream_csv` gives; tests compare."""
    heads = [str(column.title) for column in sheet]
    yield next(stream_csv(heads, (), language=language))
    delimiter = "," if language.startswith("en") else ";"
    if any(column.look == "moment" or column.of for column in sheet):
        values = _values(rows, sheet, language)
        pieces = stream_csv(heads, values, language=language)
        yield next(pieces).split(b"\r\n", 1)[1]  # the headings have left already
        yield from pieces
        return
    cells = [CsvText(column.expression(language), language) for column in sheet]
    try:
        inner, params = rows.values_list(*cells).query.sql_with_params()
    except EmptyResultSet:  # The filters leave nothing, and Django knows without asking.
        return
    statement = f"COPY ({inner}) TO STDOUT (FORMAT csv, DELIMITER '{delimiter}')"
    with connections[rows.db].cursor() as cursor, cursor.copy(statement, params) as copy:
        lines = iter(copy)
        while batch := [bytes(line)[:-1] for line in islice(lines, ROWS_A_PIECE)]:
            yield _looked_over(batch, delimiter)


def _looked_over(lines: list[bytes], delimiter: str) -> bytes:
    """The lines as they are, unless something in them might be taken for a formula or may not stand in a file."""
    text = "\n".join(line.decode() for line in lines)
    if not _SUSPECT.search(text) and max(map(len, lines)) < LONGEST_TEXT:
        return b"\r\n".join(lines) + b"\r\n"
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    for line in lines:
        if _SUSPECT.search(line.decode()) or len(line) >= LONGEST_TEXT:
            (row,) = csv.reader(io.StringIO(line.decode(), newline=""), delimiter=delimiter)
            writer.writerow([clean_cell(cell) for cell in row])
        else:
            out.write(line.decode() + "\r\n")
    return out.getvalue().encode()


def _values(rows: QuerySet, sheet: Sequence[SheetColumn], language: str) -> Iterator[tuple[Any, ...]]:
    """The cells of each row, read a batch at a time; rows themselves are made only where a column asks for them."""
    if not any(column.of for column in sheet):
        return rows.values_list(*[column.expression(language) for column in sheet]).iterator(chunk_size=2_000)
    asked = {f"_cell{place}": column.expression(language) for place, column in enumerate(sheet) if not column.of}
    found = rows.annotate(**asked).iterator(chunk_size=500)
    return (_cells(row, sheet, language) for row in found)


def _cells(row: Any, sheet: Sequence[SheetColumn], language: str) -> tuple[Any, ...]:
    # A stream is read after the view has ended, when nobody speaks a language any more.
    with translation.override(language):
        cells = [column.of(row) if column.of else getattr(row, f"_cell{place}") for place, column in enumerate(sheet)]
    return tuple(str(cell) if isinstance(cell, Promise) else cell for cell in cells)


def xlsx_into(out: BinaryIO, rows: QuerySet, sheet: Sequence[SheetColumn], language: str, **options: Any) -> int:
    """The rows as a workbook, right to left in Arabic; how many."""
    heads = [Column(str(column.title), column.look, column.width) for column in sheet]
    values = _values(rows, sheet, language)
    watch: Callable[[int], None] | None = options.pop("watch", None)
    return write_xlsx(out, heads, _watched(values, watch) if watch else values, language=language, **options)


def xlsx_pieces(rows: QuerySet, sheet: Sequence[SheetColumn], language: str, *, title: str = "") -> Iterator[bytes]:
    """The workbook of a short list; complete on disk before the first piece leaves."""
    with tempfile.TemporaryFile() as out:
        xlsx_into(out, rows, sheet, language, title=title, created=now())
        out.seek(0)
        while piece := out.read(64 * 1024):
            yield piece


def _watched(rows: Iterator[Any], watch: Callable[[int], None]) -> Iterator[Any]:
    for number, row in enumerate(rows):
        if number % ROWS_A_PIECE == 0:
            watch(number)
        yield row
