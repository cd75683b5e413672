"""P4: is this person registered already? One at a time beside the raw union of blocks and beside nearest names; then by the thousand."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from artisans.duplicates.matching import LOOK, Probe, twins_of, twins_of_many
from artisans.names import fold, skeleton
from config.benchmarks.parts import PARTS, Bench
from config.benchmarks.slips import Slipped, slipped_again
from config.benchmarks.timing import Times, side_by_side

ASKED = 400
MANY = 4_000
TOP = 20

# What a plain query can do: the three blocks, ranked by name, birth date and commune. No second look at anything.
_UNION = """
SELECT id FROM (
    (SELECT id, search, birth_date, area FROM artisans_party WHERE status = 'active' AND birth_date = %(birth)s)
    UNION
    (SELECT id, search, birth_date, area FROM artisans_party WHERE status = 'active' AND area = %(area)s
      ORDER BY similarity(skeleton, %(skeleton)s) DESC LIMIT 100)
    UNION
    (SELECT id, search, birth_date, area FROM artisans_party WHERE status = 'active' AND skeleton = %(skeleton)s
      ORDER BY abs(birth_date - %(birth)s) LIMIT 100)
) block
ORDER BY word_similarity(%(name)s, search) + CASE WHEN birth_date = %(birth)s THEN 0.5 ELSE 0 END
         + CASE WHEN area = %(area)s THEN 0.3 ELSE 0 END DESC
LIMIT 20
"""
# The likest names first, nothing else: what a trigram index alone gives.
_NAMES = """
SELECT id FROM artisans_party WHERE status = 'active' AND search %%> %(name)s
ORDER BY word_similarity(%(name)s, search) DESC LIMIT 20
"""
_BY_BIRTH = """
SELECT count(*) FROM unnest(%s::date[], %s::text[]) AS q(birth, skeleton)
JOIN artisans_party p ON p.birth_date = q.birth AND p.status = 'active' AND similarity(p.skeleton, q.skeleton) >= 0.4
"""


@PARTS.register("P4", order=35)
def twins(bench: Bench) -> dict[str, float] | None:
    """P4. People of the register typed again with slips; found among the twenty likeliest or not."""
    slips = slipped_again(ASKED if bench.is_whole else ASKED // 4)
    ours, union = [], []
    all_ours, all_union = Times(), Times()
    for slip in slips:
        mine, floor = side_by_side(_into(ours, slip, _ours), _into(union, slip, _asked(_UNION)), times=1, warm=0)
        all_ours.all += mine.all
        all_union.all += floor.all
    bench.tell("P4 one person p50", all_ours.p50 / all_union.p50, all_ours.p50, "ms")
    bench.tell("P4 one person p95", all_ours.p95 / all_union.p95, all_ours.p95, "ms")
    bench.tell("P4 recall among twenty", _share(ours) / max(_share(union), 0.01), 100 * _share(ours), "%")
    bench.tell("P4 found first", None, 100 * sum(place == 1 for place in ours) / len(slips), "%")
    bench.tell("P4 floor: union of blocks p95", 1, all_union.p95, "ms")
    bench.tell("P4 floor: union of blocks recall", None, 100 * _share(union), "%")
    if bench.is_whole:
        _nearest_names(bench, slips[: ASKED // 8], all_ours)
        _many(bench)
    return {"P4 one person p50": all_ours.p50}


def _nearest_names(bench: Bench, slips: Sequence[Slipped], ours: Times) -> None:
    """Names alone: how much slower, how much blinder."""
    found: list[int] = []
    times = Times()
    for slip in slips:
        times.all += side_by_side(_into(found, slip, _asked(_NAMES)), times=1, warm=0)[0].all
    bench.tell("P4 names alone p50, ratio over ours", times.p50 / ours.p50, times.p50, "ms")
    bench.tell("P4 names alone recall", None, 100 * _share(found), "%")


def _many(bench: Bench) -> None:
    """A file against the register; the floor is the block of the birth date alone."""
    slips = slipped_again(MANY, seed=11)
    probes = [_probe(slip, place) for place, slip in enumerate(slips)]
    found: dict[Any, Any] = {}

    def set_based() -> None:
        found.update(twins_of_many(probes, limit=5))

    def by_birth() -> None:
        names = [skeleton(slip.name_fr or slip.name_ar) for slip in slips]
        with connection.cursor() as cursor:
            cursor.execute(_BY_BIRTH, [[slip.birth_date for slip in slips], names])
            cursor.fetchall()

    mine, floor = side_by_side(set_based, by_birth, times=2, warm=1)
    right = sum(slip.party_id in [twin.row_id for twin in found.get(place, [])] for place, slip in enumerate(slips))
    others = sum(twin.row_id != slips[place].party_id for place, rows in found.items() for twin in rows)
    bench.tell("P4 a file against the register", floor.p50 / mine.p50, len(slips) / mine.p50 * 1000, "rows/s")
    bench.tell("P4 floor: by birth date alone", 1, len(slips) / floor.p50 * 1000, "rows/s")
    bench.tell(f"P4 a file: recall from {LOOK} points on", None, 100 * right / len(slips), "%")
    bench.tell("P4 a file: cases about somebody else", None, 100 * others / max(right + others, 1), "%")


def _into(found: list[int], slip: Slipped, ask: Callable[[Slipped], list[int]]) -> Callable[[], None]:
    """Ask and note the place of the right person, 0 for not among them."""

    def run() -> None:
        ids = ask(slip)[:TOP]
        found.append(ids.index(slip.party_id) + 1 if slip.party_id in ids else 0)

    return run


def _ours(slip: Slipped) -> list[int]:
    return [twin.row_id for twin in twins_of(_probe(slip, 0), limit=TOP)]


def _asked(sql: str) -> Callable[[Slipped], list[int]]:
    def ask(slip: Slipped) -> list[int]:
        name = slip.name_fr or slip.name_ar
        values = {
            "birth": slip.birth_date, "area": slip.commune_code, "name": fold(name), "skeleton": skeleton(name)[:120],
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [row[0] for row in cursor.fetchall()]

    return ask


def _probe(slip: Slipped, key: int) -> Probe:
    return Probe(
        key, slip.name_fr, slip.name_ar, slip.birth_date, slip.commune_code, None, slip.trade_code, kind="person"
    )


def _share(places: Sequence[int]) -> float:
    return sum(place > 0 for place in places) / len(places) if places else 0.0
