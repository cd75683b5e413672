"""P3: the search by name beside the same pattern on the trigram index."""

from collections.abc import Callable
from typing import Any

from django.db import connection

from artisans.names import fold
from artisans.parties.queries import matching, register_rows
from config.benchmarks.parts import PARTS, Bench
from config.benchmarks.timing import Times, side_by_side

PATTERNS = ("Fatima El Amrani", "khadija bennani", "العلوي محمد", "Zzyxqw Vvkrn", "Mo", "ا", "Rachid")
ROWS = 50


@PARTS.register("P3", order=30)
def search(bench: Bench) -> None:
    """P3. What people type, names nobody bears and single letters included, beside the same pattern on the trigram index."""
    if not bench.is_whole:
        return

    def ours(text: str) -> Callable[[], Any]:
        return lambda: list(matching(register_rows(bench.user), text).order_by("sort_fr", "id")[:ROWS])

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
    bench.tell("P3 search by name p95", all_ours.p95 / all_raw.p95, all_ours.p95, "ms")
    bench.tell("P3 search by name, the worst", None, worst, "ms")
