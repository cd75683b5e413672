"""Where the rooms hang their pages and figures in the officers' house.

DESK_PAGES   name → function(admin_site) returning URL patterns; wrap views in `admin_site.admin_view`.
DESK_MENU    name → function(user) returning `MenuItem`s this person may open.
DESK_PANELS  name → function(user) returning a `Panel` for the home page, or None.
PARTY_PANELS name → function(party, user) returning a `Panel` for the beneficiary's page, or None.
FILE_PANELS  name → function(application, user) returning a `Panel` for the file page, or None.
OPEN_WORK    name → function(user) returning [(label, url)]: what a colleague should take over from this person.
HAND_OVERS   name → function(person, to, by) giving the work of OPEN_WORK to a colleague and returning (moved, left behind).
The functions are registered by higher rooms in their `panels.py`, which each app's `ready` imports.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from foundation.registry import Registry


@dataclass(frozen=True)
class MenuItem:
    """A link in the desk's menu; `group` is its heading, `count` a badge."""

    label: str
    url: str
    group: str = ""
    count: int | None = None


@dataclass(frozen=True)
class Panel:
    """A titled block: a template and the context it expects."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    url: str = ""  # where the whole of it is


DESK_PAGES: Registry[Callable[..., list]] = Registry("desk page")
DESK_MENU: Registry[Callable[..., list[MenuItem]]] = Registry("desk menu")
DESK_PANELS: Registry[Callable[..., Panel | None]] = Registry("desk panel")
PARTY_PANELS: Registry[Callable[..., Panel | None]] = Registry("beneficiary panel")
FILE_PANELS: Registry[Callable[..., Panel | None]] = Registry("file panel")
HAND_OVERS: Registry[Callable[..., tuple[int, int]]] = Registry("hand-over")
OPEN_WORK: Registry[Callable[..., list[tuple[str, str]]]] = Registry("open work")
