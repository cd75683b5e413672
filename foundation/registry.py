"""How a lower room shows or evaluates what a higher room knows.

The lower room owns a registry; the higher room registers at start-up (from its app's `ready`); the
lower room then only looks up or renders. Order is by `order`, then by name.
"""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class Registry(Generic[Entry]):
    """Named entries, registered once each."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._entries: dict[str, tuple[int, Entry]] = {}

    def register(self, name: str, *, order: int = 100) -> Callable[[Entry], Entry]:
        """A decorator; the second registration under one name is a mistake and raises ValueError."""

        def add(entry: Entry) -> Entry:
            if name in self._entries:
                raise ValueError(f"{self.what} “{name}” is registered already")
            self._entries[name] = (order, entry)
            return entry

        return add

    def __getitem__(self, name: str) -> Entry:
        return self._entries[name][1]

    def get(self, name: str) -> Entry | None:
        found = self._entries.get(name)
        return found[1] if found else None

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._entries, key=lambda name: (self._entries[name][0], name)))

    def items(self) -> list[tuple[str, Entry]]:
        return [(name, self[name]) for name in self]
