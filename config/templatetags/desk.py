"""The officers' house in templates: ``{% load desk %}``.

``{% desk_menu as menu %}`` the groups of links this person may open, ``{% menu_links menu %}`` the same written out ·
``{% record_links %}`` Django's own pages this person may open · ``{% desk_panels as panels %}`` the blocks of the home page ·
``{% render_panel panel %}`` one block, with its own context.
"""

import datetime as dt
from dataclasses import dataclass, field
from html import escape
from time import monotonic
from typing import Any

from django import template
from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from accounts.people.desk import DESK_MENU, DESK_PANELS, MenuItem, Panel
from accounts.people.scopes import assignments_of
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
    items = _offered(request)
    here = _present(items, request.path)
    groups: dict[str, MenuGroup] = {}
    for item in items:
        label = str(item.group)
        groups.setdefault(label, MenuGroup(label)).items.append((item, item is here))
    return list(groups.values())


# By person, roles and language: until when, and what.
_MENUS: dict[tuple[Any, ...], tuple[float, list[MenuItem]]] = {}


def _offered(request: HttpRequest) -> list[MenuItem]:
    """The rooms' items. Their counts are questions to the database, asked once in some seconds for each person.

    Whoever has just done something (there is a message to show) or lost a role sees the truth at once.
    """
    roles = frozenset(row.role for row in assignments_of(request.user))
    key, moment = (request.user.pk, roles, get_language()), monotonic()
    kept = _MENUS.get(key)
    if kept and moment < kept[0] and not get_messages(request):
        return kept[1]
    items = [item for _name, offers in DESK_MENU.items() for item in offers(request.user)]
    if len(_MENUS) > 1_000:
        _MENUS.clear()
    _MENUS[key] = (moment + settings.DESK_MENU_SECONDS, items)
    return items


@register.simple_tag
def menu_links(groups: list[MenuGroup]) -> SafeString:
    """The groups as lists of links. In one go: the menu stands on every page, and a template's loops cost more than its words."""
    pieces = []
    for group in groups:
        pieces.append('<section class="desk-group">')
        if group.label:
            pieces.append(f"<h2>{escape(group.label)}</h2>")
        pieces.append('<ul class="desk-links">')
        for item, is_here in group.items:
            badge = f'<span class="badge">{escape(str(item.count))}</span>' if item.count else ""
            pieces.append(_link(item.url, str(item.label), is_here, badge))
        pieces.append("</ul></section>")
    return mark_safe("".join(pieces))  # noqa: S308 (escaped piece by piece)


@register.simple_tag(takes_context=True)
def record_links(context: RequestContext) -> SafeString:
    """Models by app, the one of the present page marked."""
    path, opts = context["request"].path, context.get("opts")
    here = (getattr(opts, "app_label", None), getattr(opts, "model_name", None))
    pieces = []
    for app in context.get("available_apps") or ():
        pieces.append(f'<h3>{escape(str(app["name"]))}</h3><ul class="desk-links">')
        for model in app["models"]:
            url = model["admin_url"]
            if url:
                is_here = url == path or here == (app["app_label"], model["object_name"].lower())
                pieces.append(_link(url, str(model["name"]), is_here))
        pieces.append("</ul>")
    return mark_safe("".join(pieces))  # noqa: S308 (escaped piece by piece)


def _link(url: Any, label: str, is_here: bool, badge: str = "") -> str:
    current = ' aria-current="page"' if is_here else ""
    return f'<li><a href="{escape(str(url))}"{current}><span>{escape(label)}</span>{badge}</a></li>'


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
