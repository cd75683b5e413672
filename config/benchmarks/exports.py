"""P8: the whole register as a spreadsheet, beside the same values read and written by nobody's rules."""

import time

from django.db import connection
from django.urls import reverse

from artisans.parties.models import Party
from config.benchmarks.doors import get
from config.benchmarks.parts import PARTS, Bench


@PARTS.register("P8", order=80)
def export(bench: Bench) -> None:
    """P8. The whole register as CSV, read to its end, beside the same values read and written by nobody's rules."""
    if not bench.is_whole:
        return
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    address = reverse("admin:artisans_parties_export", args=["csv"])
    start = time.perf_counter()
    answer = get(bench.client, address)()
    pieces = iter(answer.streaming_content)
    next(pieces)
    first_byte = (time.perf_counter() - start) * 1000
    for _piece in pieces:
        pass
    ours = time.perf_counter() - start
    start, rows = time.perf_counter(), 0
    values = Party.objects.active().values_list(
        "reference", "name_fr", "name_ar", "kind", "sex", "artisan__trade__name_fr", "commune__name_fr",
        "commune__province__name_fr", "commune__province__region__name_fr", "phone_tail", "registered_on",
    )  # fmt: skip
    for _row in values.iterator(chunk_size=2000):
        rows += 1
    least = time.perf_counter() - start
    bench.tell("P8 CSV of the register", least / ours, rows / ours, "rows/s")
    bench.tell("P8 CSV, first byte", None, first_byte, "ms")
    bench.tell("P8 floor: values_list", 1, rows / least, "rows/s")
