"""P8: the whole register as a spreadsheet, beside the same values read and written by nobody's rules."""

import tempfile
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import xlsxwriter
from django.db import connection
from django.urls import reverse
from django.utils import translation

from accounts.lists.files import Wanted, wanted_of
from accounts.lists.writing import csv_pieces, xlsx_into
from artisans.parties.lists import REGISTER
from artisans.parties.models import Party
from config.benchmarks.parts import PARTS, Bench

_VALUES = (
    "reference", "name_fr", "name_ar", "kind", "sex", "artisan__trade__name_fr", "commune__name_fr",
    "commune__province__name_fr", "commune__province__region__name_fr", "phone_tail", "registered_on",
)  # fmt: skip
SHEET_ROWS = 100_000  # of the workbook: enough to tell, and no more than a sheet of the floor can hold


@PARTS.register("P8", order=80)
def export(bench: Bench) -> None:
    """P8. What the job writes for the officer's whole list, in its order, beside plain values; and a short list's first byte."""
    if not bench.is_whole:
        return
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    with translation.override("fr"):
        wanted = wanted_of(REGISTER, bench.user, "", ())
        _csv(bench, wanted)
        _first_byte(bench)
        _workbook(bench, wanted)


def _csv(bench: Bench, wanted: Wanted) -> None:
    def ours() -> int:
        return sum(piece.count(b"\r\n") for piece in csv_pieces(wanted.rows, wanted.sheet, "fr")) - 1

    def least() -> int:
        return sum(1 for _row in Party.objects.active().values_list(*_VALUES).iterator(chunk_size=2000))

    (seconds, rows), (floor, _rows) = _timed(ours), _timed(least)
    bench.tell("P8 CSV of the register", floor / seconds, rows / seconds, "rows/s")
    bench.tell("P8 floor: values_list", 1, rows / floor, "rows/s")
    tracemalloc.start()
    for _piece in csv_pieces(wanted.rows[:SHEET_ROWS], wanted.sheet, "fr"):
        pass
    bench.tell("P8 CSV, peak of Python's memory", None, tracemalloc.get_traced_memory()[1] / 2**20, "MiB")
    tracemalloc.stop()


def _first_byte(bench: Bench) -> None:
    """Of the answer to a list short enough for one."""
    party = Party.objects.active().order_by("-id").first()
    address = reverse("admin:lists_export", args=["parties"])
    found = []
    for _turn in range(5):
        start = time.perf_counter()
        answer = bench.client.post(
            address, {"format": "csv", "query": f"commune={party.area}&province={party.area[:6]}"}
        )
        next(iter(answer.streaming_content))
        found.append((time.perf_counter() - start) * 1000)
        answer.close()
    bench.tell("P8 CSV, first byte", None, sorted(found)[2], "ms")


def _workbook(bench: Bench, wanted: Wanted) -> None:
    rows = wanted.rows[:SHEET_ROWS]

    def ours() -> int:
        with tempfile.TemporaryFile() as out:
            return xlsx_into(out, rows, wanted.sheet, "fr")

    def least() -> int:
        with tempfile.TemporaryFile() as out:
            book = xlsxwriter.Workbook(out, {"constant_memory": True})
            sheet, number = book.add_worksheet(), 0
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            values = rows.values_list(*[column.expression("fr") for column in wanted.sheet])
            for number, row in enumerate(values.iterator(chunk_size=2000)):
                for place, value in enumerate(row):
                    sheet.write(number, place, value, day)
            book.close()
            return number + 1

    (seconds, count), (floor, _count) = _timed(ours), _timed(least)
    bench.tell("P8 XLSX", floor / seconds, count / seconds, "rows/s")
    bench.tell("P8 floor: xlsxwriter", 1, count / floor, "rows/s")


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer
