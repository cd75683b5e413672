"""How long, how often asked: percentiles of repeated calls, and the lines that tell them."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle

Say = Callable[[str], None]


@dataclass
class Times:
    """Milliseconds of one thing, many times."""

    all: list[float] = field(default_factory=list)

    @property
    def p50(self) -> float:
        return statistics.median(self.all)

    @property
    def p95(self) -> float:
        return sorted(self.all)[max(0, -(-len(self.all) * 95 // 100) - 1)]


def side_by_side(*things: Callable[[], Any], times: int, warm: int = 2) -> list[Times]:
    """Each thing in turn, over and over: what disturbs the machine disturbs all of them alike."""
    for _ in range(warm):
        for thing in things:
            thing()
    found = [Times() for _ in things]
    gc.collect()
    for _ in range(times):
        for thing, measured in zip(things, found, strict=True):
            start = time.perf_counter()
            thing()
            measured.all.append((time.perf_counter() - start) * 1000)
    return found


def queries_of(thing: Callable[[], Any]) -> int:
    """How many times the thing asks the database when it was asked a moment before: a menu is remembered for ten seconds."""
    thing()
    with CaptureQueriesContext(connection) as captured:
        thing()
    return len(captured)


def tell(say: Say, name: str, ratio: float | None, figure: float, unit: str) -> None:
    """One line: name, ratio to the floor of this run (a dash where there is none), figure, unit."""
    say(f"{name:<44} {'-' if ratio is None else f'{ratio:.2f}':>7} {figure:>12,.2f} {unit}")


@contextmanager
def nobody_is_throttled() -> Iterator[None]:
    """The throttles count as ever but never refuse: one officer asks as much here as fifty."""
    before = [(throttle, throttle.__dict__.get("rate")) for throttle in (AnonRateThrottle, UserRateThrottle)]
    for throttle, _rate in before:
        throttle.rate = "1000000/min"
    try:
        yield
    finally:
        for throttle, rate in before:
            if rate is None:
                del throttle.rate
            else:
                throttle.rate = rate
