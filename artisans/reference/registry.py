"""Which lists `load_reference` loads, and in which order; what higher rooms know of a commune."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from foundation.registry import Registry


@dataclass(frozen=True)
class LoadedList:
    """What loading one list did. All zero but `rows`: the list stood as it is."""

    name: str
    version: str
    rows: int
    added: int = 0
    changed: int = 0
    retired: int = 0
    returned: int = 0

    @property
    def did_something(self) -> bool:
        return bool(self.added or self.changed or self.retired or self.returned)

    def __str__(self) -> str:
        if not self.did_something:
            return f"{self.name} {self.version}: {self.rows} rows, nothing new"
        return (
            f"{self.name} {self.version}: {self.rows} rows, {self.added} added, {self.changed} changed, "
            f"{self.retired} retired, {self.returned} returned"
        )


REFERENCE_LOADERS: Registry[Callable[[bool], Iterable[LoadedList]]] = Registry("reference loader")
"""name → function(force) that loads its lists and answers one `LoadedList` each; it skips what has not changed unless `force`.

Apps register theirs from a module that their `ready` imports (`panels.py` or `receivers.py`).
"""


@dataclass(frozen=True)
class PlaceFact:
    """Something to know of a commune beside its census counts: what, in which tone of a pill, according to whom."""

    text: str
    tone: str = "plain"
    source: str = ""


PLACE_FACTS: Registry[Callable[[list[str]], Mapping[str, list[PlaceFact]]]] = Registry("fact about places")
"""name → function(commune codes) giving facts by code, in one query."""
