"""How many beneficiaries live where, told so that nobody can be recognised."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.cache import cache
from django.db.models import Count, QuerySet

from artisans.parties.models import Party
from artisans.reference.models import Province
from artisans.reference.places import Place, place_of
from foundation.words import localized

FEWEST = 5  # below this a number might point at somebody
_SECONDS = 600


@dataclass(frozen=True)
class AreaRow:
    """A province or commune with its beneficiaries and its inhabitants of 2024."""

    code: str
    name: str
    around: str  # the region of a province, the province of a commune
    count: int
    population: int | None
    share: float

    @property
    def per_ten_thousand(self) -> float | None:
        return round(self.count * 10_000 / self.population, 1) if self.population else None


@dataclass(frozen=True)
class Spread:
    """The areas that may be told, the largest first, and those merged into one line because each is too small."""

    level: str  # province | commune
    rows: list[AreaRow]
    few: dict[str, str] = field(default_factory=dict)  # code → name
    few_count: int | None = None  # together; None where even that is too few to be told

    @property
    def total(self) -> int | None:
        if self.few and self.few_count is None:
            return None
        return sum(row.count for row in self.rows) + (self.few_count or 0)


def counts_by_area(parties: QuerySet[Party]) -> dict[str, int]:
    """Beneficiaries by commune code, in one question; the answer is remembered for ten minutes, for this very condition."""
    # Applicants' own parties come through a join: count each once.
    rows = (
        Party.objects.filter(pk__in=parties.order_by().values("pk")) if parties.query.distinct else parties.order_by()
    )
    grouped = rows.values_list("area").annotate(number=Count("pk"))
    sql, params = grouped.query.sql_with_params()
    key = "map:" + hashlib.sha256(repr((sql, params)).encode()).hexdigest()
    found = cache.get(key)
    if found is None:
        found = dict(grouped)
        cache.set(key, found, _SECONDS)
    return found


def spread_over_provinces(counts: Mapping[str, int]) -> Spread:
    summed: dict[str, int] = defaultdict(int)
    for area, number in counts.items():
        place = place_of(area)
        summed[place.province if place else area[:6]] += number
    known = {row.code: row for row in Province.objects.select_related("region").filter(code__in=summed)}
    facts = {
        code: (localized(row, "name"), localized(row.region, "name"), row.population_2024)
        for code, row in known.items()
    }
    return _told("province", summed, facts)


def spread_over_communes(counts: Mapping[str, int]) -> Spread:
    places: dict[str, Place | None] = {code: place_of(code) for code in counts}
    facts = {
        code: (place.name, place.province_name, place.population) if place else (code, "", None)
        for code, place in places.items()
    }
    return _told("commune", counts, facts)


def too_few(counts: Mapping[str, int]) -> tuple[set[str], int | None]:
    """The areas to be merged, and their number together.

    At least two of them with five people or more between them: one hidden area alone could be worked out from the total.
    """
    few = {code for code, number in counts.items() if number < FEWEST}
    rest = sorted((number, code) for code, number in counts.items() if number >= FEWEST)
    while few and (len(few) < 2 or sum(counts[code] for code in few) < FEWEST):
        if not rest:
            return few, None
        few.add(rest.pop(0)[1])
    return few, sum(counts[code] for code in few) if few else 0


def _told(level: str, counts: Mapping[str, int], facts: Mapping[str, tuple[str, str, int | None]]) -> Spread:
    counts = {code: number for code, number in counts.items() if number}
    few, together = too_few(counts)
    total = sum(counts.values())
    rows = [
        AreaRow(
            code, *facts.get(code, (code, "", None))[:2], number, facts.get(code, ("", "", None))[2], number / total
        )
        for code, number in counts.items()
        if code not in few
    ]
    names = {code: facts.get(code, (code,))[0] for code in few}
    return Spread(
        level,
        sorted(rows, key=lambda row: (-row.count, row.code)),
        dict(sorted(names.items())),
        together if few else None,
    )
