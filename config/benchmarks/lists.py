"""P1 and P2: the officers' list and the API's list, each beside its floor."""

import json
from base64 import b64encode
from urllib.parse import urlencode

from django.test import RequestFactory
from django.urls import reverse

from artisans.api import PartySerializer
from artisans.parties.models import Party
from artisans.parties.queries import register_rows
from config.benchmarks.doors import get
from config.benchmarks.floors import ROWS
from config.benchmarks.parts import PARTS, Bench
from config.benchmarks.timing import queries_of, side_by_side

TIMES = 40
DEEP = 2_000


@PARTS.register("P1", order=10)
def officers_list(bench: Bench) -> dict[str, float]:
    """P1. The register as an officer opens it, with a filter, and the floor page behind the same middlewares."""
    address = reverse("admin:artisans_parties")
    plain, narrow, floor = (
        get(bench.client, address),
        get(bench.client, f"{address}?region=07&kind=person"),
        get(bench.client, "/floor/"),
    )
    ours, filtered, least = side_by_side(plain, narrow, floor, times=TIMES)
    bench.tell("P1 list page p50", ours.p50 / least.p50, ours.p50, "ms")
    bench.tell("P1 list page p95", ours.p95 / least.p95, ours.p95, "ms")
    bench.tell("P1 list page, one region p50", filtered.p50 / least.p50, filtered.p50, "ms")
    bench.tell("P1 floor page p50", 1, least.p50, "ms")
    bench.tell("P1 queries of the list page", None, queries_of(plain), "queries")
    bench.tell("P1 queries of the floor page", None, queries_of(floor), "queries")
    return {"P1 list page p50": ours.p50}


@PARTS.register("P2", order=20)
def api_list(bench: Bench) -> dict[str, float]:
    """P2. The first page, filters, and a page as deep as two thousand pages allow; the floor is rows, serializer and JSON."""
    address = "/api/v1/parties/"
    deep = _deep(address)
    asked = [get(bench.client, url) for url in (address, f"{address}?region=07", f"{address}?sex=F", deep)]
    context = {"request": RequestFactory().get(address)}

    def floor() -> str:
        rows = register_rows(bench.user).prefetch_related("identifiers").order_by("-id")[:ROWS]
        return json.dumps(PartySerializer(rows, many=True, context=context).data, ensure_ascii=False)

    first, region, trade, far, least = side_by_side(*asked, floor, times=TIMES)
    bench.tell("P2 API page 1 p50", first.p50 / least.p50, first.p50, "ms")
    bench.tell("P2 API page 1 p95", first.p95 / least.p95, first.p95, "ms")
    bench.tell("P2 API, one region p50", region.p50 / least.p50, region.p50, "ms")
    bench.tell("P2 API, women p50", trade.p50 / least.p50, trade.p50, "ms")
    bench.tell("P2 API deep page over page 1", far.p50 / first.p50, far.p50, "ms")
    bench.tell("P2 floor: rows, serializer, JSON p50", 1, least.p50, "ms")
    bench.tell("P2 queries of the API page", None, queries_of(asked[0]), "queries")
    return {"P2 API page 1 p50": first.p50}


def _deep(address: str) -> str:
    """The address of page 2,000, or of the last in a small register: where following `next` so often leads."""
    rows = Party.objects.active().order_by("-id")
    place = min(DEEP * ROWS, max(rows.count() - ROWS, 1))
    (last,) = rows.values_list("pk", flat=True)[place - 1 : place]
    cursor = b64encode(urlencode({"p": last}).encode()).decode()
    return f"{address}?{urlencode({'cursor': cursor})}"
