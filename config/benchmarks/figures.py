"""Export figures by the million: months, families and countries under one series that says it is invented."""

import hashlib
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

from artisans.reference.models import ProductFamily
from config.benchmarks.copying import analyse, batches, born_grown, copy_rows
from foundation.time import now
from markets.trade.choices import Breakdown, PeriodKind, PointStatus, Precision, Qualifier
from markets.trade.models import Destination, TradePoint, TradeSeries

SERIES = "scale"
_FIELDS = (
    "series", "family", "destination", "period_kind", "period_start", "period_end", "value_mdh", "qualifier", "status",
    "comparison_base", "published_on", "published_precision", "is_restatement", "source", "note", "recorded_at", "fingerprint",
)  # fmt: skip


def fill_trade_points(count: int, say: Callable[[str], None] = lambda _text: None, seed: int = 3) -> int:
    """So many figures of single months; vintages beyond the first are restatements. Returns how many were added."""
    series, _ = TradeSeries.objects.get_or_create(
        code=SERIES,
        defaults={
            "breakdown": Breakdown.FAMILY, "name_fr": "Chiffres inventés pour les mesures", "name_ar": "أرقام مصطنعة للقياس",
            "name_en": "Figures invented for measuring", "source": "seed_scale",
        },
    )  # fmt: skip
    families, places = (
        list(ProductFamily.objects.values_list("code", flat=True)),
        list(Destination.objects.filter(kind="country").values_list("code", flat=True)),
    )
    if not families or not places:
        raise LookupError("Load the reference lists first: manage.py load_reference.")
    first = TradePoint.objects.filter(series=series).count()
    done = 0
    for batch in batches(_rows(series.pk, families, places, range(first, first + count), random.Random(seed))):
        with born_grown():
            copy_rows(TradePoint, _FIELDS, batch)
        done += len(batch)
        say(f"  {done:,} of {count:,} figures")
    analyse(TradePoint)
    return done


def _rows(
    series: int, families: list[str], places: list[str], numbers: range, chance: random.Random
) -> Iterator[tuple[Any, ...]]:
    cells, moment = list(product(families, places)), now()
    for number in numbers:
        turn, place = divmod(number, len(cells))
        family, destination = cells[place]
        vintage, month = divmod(turn, 240)
        start = date(2005 + month // 12, month % 12 + 1, 1)
        end = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        yield (
            series, family, destination, PeriodKind.MONTH.value, start, end, chance.randrange(1, 90_000) / 1000, Qualifier.EXACT.value,
            PointStatus.PUBLISHED.value, "", end + timedelta(days=40 + vintage), Precision.DAY.value, vintage > 0, "seed_scale", "",
            moment, hashlib.sha256(f"scale {number}".encode()).hexdigest(),
        )  # fmt: skip
