"""What `bench` measures, part by part: each file of this folder may register one or more.

    @PARTS.register("P3", order=30)
    def search(bench: Bench) -> None:
        if not bench.is_whole:
            return
        ours, floor = side_by_side(product, least, times=20)
        bench.tell("P3 search by name p95", ours.p95 / floor.p95, ours.p95, "ms")

A part is called twice: on a hundredth of the register and on the whole of it; what makes sense on the whole only returns at once
the first time. What it answers, name → milliseconds, is compared between the two (flat or not). `make bench ONLY=P3` runs one
part, `make bench N=1000000` changes the size. All parts of a run share one database: who writes, tidies up after itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.test import Client

from accounts.people.models import User
from config.benchmarks.timing import Say, tell
from foundation.registry import Registry


@dataclass(frozen=True)
class Bench:
    """The run as a part sees it: where to tell, who reads, how many rows there are."""

    say: Say
    user: User  # an officer of the whole country
    client: Client  # signed in as that officer
    size: int  # craftspeople in the register now
    share: str  # "1%" or "100%"
    is_whole: bool

    @property
    def label(self) -> str:
        return f"{self.size:,} rows, {self.share}"

    def tell(self, name: str, ratio: float | None, figure: float, unit: str) -> None:
        """One line: name with the size behind it, ratio to the floor of this run, figure, unit."""
        tell(self.say, f"{name} [{self.label}]", ratio, figure, unit)


PARTS: Registry[Callable[[Bench], Mapping[str, float] | None]] = Registry("part of the measuring")
