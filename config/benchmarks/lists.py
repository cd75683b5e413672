"""P1, P2, P3 and P8: the officers' list, the API's list, the search by name, the export; each beside its floor."""

import json
import time
from base64 import b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.http import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.people.models import User
from artisans.api import PartySerializer
from artisans.names import fold
from artisans.parties.models import Party
from artisans.parties.queries import matching, register_rows
from config.benchmarks.floors import ROWS
from config.benchmarks.timing import Say, Times, queries_of, side_by_side, tell

TIMES = 40
DEEP = 2_000
PATTERNS = ("Fatima El Amrani", "khadija bennani", "العلوي محمد", "Zzyxqw Vvkrn", "Mo", "ا", "Rachid")


def get(client: Client, url: str) -> Callable[[], HttpResponseBase]:
    def ask() -> HttpResponseBase:
        answer = client.get(url)
        if answer.status_code != 200:
            raise RuntimeError(f"{url} answered {answer.status_code}")
        return answer

    return ask


def officers_list(client: Client, say: Say, label: str) -> Times:
    """P1. The register as an officer opens it, with a filter, and the floor page behind the same middlewares."""
    address = reverse("admin:artisans_parties")
    plain, narrow, floor = get(client, address), get(client, f"{address}?region=07&kind=person"), get(client, "/floor/")
    ours, filtered, least = side_by_side(plain, narrow, floor, times=TIMES)
    tell(say, f"P1 list page p50 [{label}]", ours.p50 / least.p50, ours.p50, "ms")
    tell(say, f"P1 list page p95 [{label}]", ours.p95 / least.p95, ours.p95, "ms")
    tell(say, f"P1 list page, one region p50 [{label}]", filtered.p50 / least.p50, filtered.p50, "ms")
    tell(say, f"P1 floor page p50 [{label}]", 1, least.p50, "ms")
    tell(say, f"P1 queries of the list page [{label}]", None, queries_of(plain), "queries")
    tell(say, f"P1 queries of the floor page [{label}]", None, queries_of(floor), "queries")
    return ours


def api_list(client: Client, user: User, say: Say, label: str) -> Times:
    """P2. The first page, filters, and a page as deep as two thousand pages allow; the floor is rows, serializer and JSON."""
    address = "/api/v1/parties/"
    deep = _deep(address)
    asked = [get(client, url) for url in (address, f"{address}?region=07", f"{address}?sex=F", deep)]
    context = {"request": RequestFactory().get(address)}

    def floor() -> str:
        rows = register_rows(user).prefetch_related("identifiers").order_by("-id")[:ROWS]
        return json.dumps(PartySerializer(rows, many=True, context=context).data, ensure_ascii=False)

    first, region, trade, far, least = side_by_side(*asked, floor, times=TIMES)
    tell(say, f"P2 API page 1 p50 [{label}]", first.p50 / least.p50, first.p50, "ms")
    tell(say, f"P2 API page 1 p95 [{label}]", first.p95 / least.p95, first.p95, "ms")
    tell(say, f"P2 API, one region p50 [{label}]", region.p50 / least.p50, region.p50, "ms")
    tell(say, f"P2 API, women p50 [{label}]", trade.p50 / least.p50, trade.p50, "ms")
    tell(say, f"P2 API deep page over page 1 [{label}]", far.p50 / first.p50, far.p50, "ms")
    tell(say, f"P2 floor: rows, serializer, JSON p50 [{label}]", 1, least.p50, "ms")
    tell(say, f"P2 queries of the API page [{label}]", None, queries_of(asked[0]), "queries")
    return first


def _deep(address: str) -> str:
    """The address of page 2,000, or of the last in a small register: where following `next` so often leads."""
    rows = Party.objects.active().order_by("-id")
    place = min(DEEP * ROWS, max(rows.count() - ROWS, 1))
    (last,) = rows.values_list("pk", flat=True)[place - 1 : place]
    cursor = b64encode(urlencode({"p": last}).encode()).decode()
    return f"{address}?{urlencode({'cursor': cursor})}"


def search(user: User, say: Say, label: str) -> None:
    """P3. What people type, names nobody bears and single letters included, beside the same pattern on the trigram index."""

    def ours(text: str) -> Callable[[], Any]:
        return lambda: list(matching(register_rows(user), text).order_by("sort_fr", "id")[:ROWS])

    def raw(text: str) -> Callable[[], Any]:
        pattern = f"%{fold(text)}%"

        def ask() -> list[Any]:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT id, reference, name_fr FROM artisans_party WHERE search LIKE %s ORDER BY sort_fr, id LIMIT 50",
                    [pattern],
                )
                return cursor.fetchall()

        return ask

    worst, all_ours, all_raw = 0.0, Times(), Times()
    for text in PATTERNS:
        mine, floor = side_by_side(ours(text), raw(text), times=12, warm=2)
        worst = max(worst, *mine.all)
        all_ours.all += mine.all
        all_raw.all += floor.all
    tell(say, f"P3 search by name p95 [{label}]", all_ours.p95 / all_raw.p95, all_ours.p95, "ms")
    tell(say, f"P3 search by name, the worst [{label}]", None, worst, "ms")


def export(client: Client, say: Say, label: str) -> None:
    """P8. The whole register as CSV, read to its end, beside the same values read and written by nobody's rules."""
    address = reverse("admin:artisans_parties_export", args=["csv"])
    start = time.perf_counter()
    answer = get(client, address)()
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
    tell(say, f"P8 CSV of the register [{label}]", least / ours, rows / ours, "rows/s")
    tell(say, f"P8 CSV, first byte [{label}]", None, first_byte, "ms")
    tell(say, f"P8 floor: values_list [{label}]", 1, rows / least, "rows/s")
