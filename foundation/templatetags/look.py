"""What templates need to look right: ``{% load look %}``.

``{% icon "check" %}`` an inline drawing · ``{% pill status.label tone %}`` a state in a word and a colour · ``{{ call|words:"name" }}``
the reader's language of explicit columns · ``{{ mapping|in_words }}`` the same of ``{"fr", "ar", "en"}`` · ``{% query page=2 %}`` the
present address with one thing changed.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from foundation.time import CASABLANCA
from foundation.words import in_language, localized

register = template.Library()

# Drawn by us on a 24 grid, one stroke. Those that point are mirrored in Arabic.
ICONS = {
    "alert": "M12 4 2.8 20h18.4L12 4Zm0 6v4.5m0 2.6v.1",
    "arrow": "M5 12h14m-6-6 6 6-6 6",
    "back": "M19 12H5m6-6-6 6 6 6",
    "calendar": "M4 6.5h16v13H4zM4 10.5h16M8.5 4v4m7-4v4",
    "camera": "M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 17a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Z",
    "check": "m5 12.5 4.5 4.5L19 7.5",
    "chevron": "m9 5 7 7-7 7",
    "clock": "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7.5V12l3 2",
    "close": "M6 6l12 12M18 6 6 18",
    "document": "M6.5 3.5h7l4.5 4.5v12.5H6.5zM13.5 3.5V8H18M9.5 12.5h5m-5 3.5h5",
    "download": "M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 19.5h14",
    "edit": "M4.5 19.5h4L19 9l-4-4L4.5 15.500zM13 7l4 4",
    "exit": "M14 4.5H5v15h9M10 12h10m-3.5-3.5L20 12l-3.5 3.5",
    "filter": "M4 6h16M7 12h10m-7 6h4",
    "flag": "M6 21V4h12l-3 4.500L18 13H6",
    "gift": "M4.5 11h15v9h-15zM3.5 7.500h17V11h-17zM12 7.500V20M12 7.500C9 7.5 7.5 6 8.2 4.7 9 3.2 12 4.5 12 7.500Zm0 0c3 0 4.5-1.5 3.8-2.800C15 3.2 12 4.5 12 7.500Z",
    "home": "M4 11.5 12 4.500l8 7V20h-5.500v-5h-5v5H4z",
    "info": "M12 20.500a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 11v5m0-8.600v.1",
    "language": "M12 20.500a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM3.5 12h17M12 3.500c5 5 5 12 0 17-5-5-5-12 0-17Z",
    "lock": "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "money": "M3.5 6.500h17v11h-17zM12 14.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM6.5 9.500v.1m11 5v.1",
    "moon": "M19.5 14.500A8 8 0 0 1 9.5 4.500a8 8 0 1 0 10 10Z",
    "phone": "M8 4H5c-.6 0-1 .4-1 1 0 8.3 6.7 15 15 15 .6 0 1-.4 1-1v-3l-4-1.5-1.8 1.800a12 12 0 0 1-5.5-5.500L9.5 8z",
    "pin": "M12 21s6.5-6 6.5-11.200a6.5 6.5 0 0 0-13 0C5.5 15 12 21 12 21Zm0-8.800a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
    "plus": "M12 5v14M5 12h14",
    "print": "M7 9V4h10v5M7 17H4.500V9h15v8H17M7 14h10v6H7z",
    "refresh": "M19 12a7 7 0 1 1-2-4.900M19 4v4h-4",
    "search": "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm5-1.500L20.5 20.5",
    "send": "M4 12 20 4.5 15.5 20l-4-6.500zM11.5 13.5 20 4.5",
    "sun": "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 3v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.400M5.6 18.4 7 17M17 7l1.4-1.4",
    "trash": "M5 7h14M9.5 7V4.500h5V7M7 7l.8 13h8.400L17 7M10.5 10.500v6m3-6v6",
    "undo": "M9 7 4.5 11.5 9 16M5 11.500h9a5 5 0 0 1 0 10h-2",
    "upload": "M12 15V4M7.5 8.5 12 4l4.5 4.500M5 19.500h14",
    "user": "M12 11.500a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.500a7.5 7.5 0 0 1 15 0",
    "users": "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 19.500a6.5 6.5 0 0 1 13 0M16 4.500a3.5 3.5 0 0 1 0 6.500M18 14.500a6.5 6.5 0 0 1 3.5 5",
}  # fmt: skip
POINTING = frozenset({"arrow", "back", "chevron", "undo", "send", "exit"})
TONES = frozenset({"good", "bad", "wait", "info", "clay", "plain"})

# The tone of every state of the house; a state not named here is plain. The word is always shown.
STATE_TONES = {
    "good": "accepted active applied approved completed confirmed delivered done enrolled evidence_checked final "
    "frozen met open paid pass payable published ready reconciled released sent signed verified adopted presented resolved",
    "bad": "failed fail refused rejected ineligible exited disputed blocked duplicate late",
    "wait": "attention changes_requested claimable invited manual paused reserve to_verify waiting held contested deferred no_reply returned review reopened",
    "info": "submitted screening in_review scheduled in_batch claimed locked authorised running queued in_progress assigned proposed planned countersigned",
}
_TONE_OF = {state: tone for tone, states in STATE_TONES.items() for state in states.split()}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing beside words; alone it needs `label`, which is read aloud."""
    points = " icon-points" if name in POINTING else ""
    if label:
        return format_html(
            '<svg class="icon{}" viewBox="0 0 24 24" role="img" aria-label="{}"><path d="{}"/></svg>',
            points,
            label,
            ICONS[name],
        )
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', points, ICONS[name]
    )


@register.simple_tag
def pill(label: Any, tone: str = "plain") -> SafeString:
    """A state as a word on a tint. `tone` is one of TONES or the code of a state, whose tone is looked up."""
    return state_pill(label, tone)


def state_pill(label: Any, tone: str = "plain") -> SafeString:
    """The same for Python: columns of tables, admin lists."""
    tone = {"waiting": "wait", "neutral": "plain"}.get(tone, tone)
    tone = tone if tone in TONES else _TONE_OF.get(str(tone), "plain")
    return format_html('<span class="pill pill-{}">{}</span>', tone, label)


@register.simple_tag
def status_pill(obj: Any, field: str = "status") -> SafeString:
    """The state of a model's row: its display name in its tone."""
    return state_pill(getattr(obj, f"get_{field}_display")(), getattr(obj, field))


@register.filter
def words(obj: Any, name: str) -> str:
    """``{{ call|words:"name" }}``: the column of the reader's language, else French."""
    return localized(obj, name) if obj else ""


@register.filter
def in_words(mapping: Mapping[str, str] | str | None) -> str:
    """One string of a ``{"fr": …, "ar": …, "en": …}``."""
    return in_language(mapping)


@register.filter
def item(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """``{{ mapping|item:key }}``, or nothing."""
    return mapping.get(key) if mapping else None


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: Any) -> str:
    """The present address' query with these parameters changed; an empty value removes one. Starts with ``?``."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            parameters.pop(name, None)
        else:
            parameters[name] = value
    return f"?{parameters.urlencode()}" if parameters else "?"


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether the field is drawn as several boxes, so that its label is a legend."""
    return bool(field.field.widget.use_fieldset)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.field.widget.use_fieldset


@register.filter
def is_optional(field: BoundField) -> bool:
    """A form whose fields are never required while saving says by `is_required` which are needed in the end."""
    return not getattr(field.field, "is_required", field.field.required)


@register.filter
def shown_when(field: BoundField) -> str:
    """The condition under which a question is shown, as JSON for the script; nothing where there is none."""
    condition = getattr(field.field, "shown_when", None)
    return json.dumps(condition, ensure_ascii=False) if condition else ""


@register.filter
def clock(moment: dt.datetime | None) -> SafeString:
    """10:42 on the clock of Casablanca."""
    return (
        format_html('<bdi dir="ltr">{}</bdi>', moment.astimezone(CASABLANCA).strftime("%H:%M"))
        if moment
        else SafeString("")
    )


@register.filter
def share(part: Any, whole: Any) -> str:
    """Part of whole in percent with two places, for SVG widths: always a dot, never more than 100."""
    try:
        ratio = 100 * float(part or 0) / float(whole)
    except (TypeError, ValueError, ZeroDivisionError):
        return "0"
    return f"{min(max(ratio, 0.0), 100.0):.2f}"


@register.simple_tag
def money_bar(*, allocated: Any, paid: Any = 0, committed: Any = 0, reserved: Any = 0, label: str = "") -> SafeString:
    """One budget line as one bar. The figures stand beside it in words (`<c-money-bar>` writes both)."""
    widths = [
        ("paid", float(share(paid, allocated))),
        ("committed", float(share(committed, allocated))),
        ("reserved", float(share(reserved, allocated))),
    ]
    parts, at = [], 0.0
    for name, width in widths:
        parts.append(
            format_html('<rect class="{}" x="{}%" width="{}%" height="20"/>', name, f"{at:.2f}", f"{width:.2f}")
        )
        at += width
    parts.append(
        format_html(
            '<rect class="available" x="{}%" width="{}%" height="20"/>', f"{at:.2f}", f"{max(0.0, 100 - at):.2f}"
        )
    )
    body = mark_safe("".join(parts))  # noqa: S308 (pieces are escaped one by one above)
    return format_html(
        '<svg class="money-bar" height="20" width="100%" role="img" aria-label="{}">{}</svg>', label, body
    )
