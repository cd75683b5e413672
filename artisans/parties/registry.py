"""How higher rooms add filters of their own to the register's list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from foundation.registry import Registry


@dataclass(frozen=True)
class PartyFilter:
    """A choice: its label, the values offered, the condition on `Party` for one of them."""

    label: str
    choices: Callable[[], Sequence[tuple[str, str]]]
    condition: Callable[[str], Q]


PARTY_FILTERS: Registry[PartyFilter] = Registry("filter of the register")
