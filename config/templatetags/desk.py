"""The officers' house in templates: ``{% load desk %}``.

``{% desk_menu as menu %}`` the groups of links this person may open · ``{% desk_panels as panels %}`` the blocks of the home page ·
``{% render_panel panel %}`` one block, with its own context.
"""

import datetime as dt
from dataclasses import dataclass, field

from django import template
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from accounts.people.desk import DESK_MENU, DESK_PANELS, MenuItem, Panel
from foundation.time import today as clock_today

register = template.Library()


@dataclass
class MenuGroup:
    """Links under one heading; `is_here` when the present page is one of them."""

    label: str
    items: list[tuple[MenuItem, bool]] = field(default_factory=list)

    @property
    def is_here(self) -> bool:
        return any(here for _item, here in self.items)


@register.simple_tag(takes_context=True)
def desk_menu(context: RequestContext) -> list[MenuGroup]:
    """Groups in the order in which the rooms registered them; the item of the present page is marked."""
    request = context["request"]
    if not request.user.is_authenticated:
        return []
    items = [item for _name, offers in DESK_MENU.items() for item in offers(request.user)]
    here = _present(items, request.path)
    groups: dict[str, MenuGroup] = {}
    for item in items:
        label = str(item.group)
        groups.setdefault(label, MenuGroup(label)).items.append((item, item is here))
    return list(groups.values())


def _present(items: list[MenuItem], path: str) -> MenuItem | None:
    """The item whose address is the longest beginning of the present one."""
    matching = [item for item in items if path.startswith(item.url.split("?")[0])]
    return max(matching, key=lambda item: len(item.url.split("?")[0]), default=None)


@register.simple_tag(takes_context=True)
def desk_panels(context: RequestContext) -> list[Panel]:
    """What the rooms have to tell this person today."""
    offers = (offer(context["request"].user) for _name, offer in DESK_PANELS.items())
    return [panel for panel in offers if panel is not None]


@register.simple_tag(takes_context=True)
def render_panel(context: RequestContext, panel: Panel) -> SafeString:
    """The panel's own template; it sees its own context, the request and the person, nothing of the page."""
    return render_to_string(panel.template, {"panel": panel, **panel.context}, request=context["request"])


@register.simple_tag
def today() -> dt.date:
    """The day on the clock of Casablanca."""
    return clock_today()


@register.simple_tag
def address(name: str, *args: object) -> str:
    """The address of that name, or nothing where the page is not built yet."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
