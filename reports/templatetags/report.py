"""Filters that print a snapshot: `{{ figure|value }}`, `{{ words|say }}`. The language is the active one."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from foundation import formats
from foundation.words import in_language

register = template.Library()


@register.filter
def say(words: dict[str, str] | None) -> str:
    """The text of a snapshot in the active language."""
    return in_language(words)


@register.filter
def value(figure: dict[str, Any] | None) -> SafeString | str:
    """The number of a figure with its unit, or a dash where it is not known."""
    return shown(figure["value"], figure["unit"]) if figure else "—"


@register.filter
def bare(figure: dict[str, Any] | None) -> SafeString | str:
    """The number of a figure without a unit."""
    if not figure or figure["value"] is None:
        return "—"
    return _isolated(formats.format_number(Decimal(figure["value"])))


@register.filter
def as_unit(number: str | None, unit: str) -> SafeString | str:
    """A cell of a table in the unit of its column."""
    return shown(number, unit)


@register.filter
def on(text: str | None, style: str = "long") -> str:
    """A day of a snapshot (`2023-12-27`)."""
    return formats.format_date(date.fromisoformat(text[:10]), style) if text else "—"


@register.filter
def month(text: str | None) -> str:
    """The month of a day of a snapshot."""
    return formats.format_month(date.fromisoformat(text[:10])) if text else "—"


def shown(number: str | None, unit: str) -> SafeString | str:
    """One number as people write it: MAD in thousands or millions when it is large, percent with its sign."""
    if number is None:
        return "—"
    amount = Decimal(number)
    if unit == "MAD":
        text = formats.format_mdh(amount, 2) if abs(amount) >= 1_000_000 else formats.format_money(amount, 0)
    elif unit == "MDH":
        text = formats.format_mdh(amount * 1_000_000, 2)
    elif unit == "percent":
        text = formats.format_percent(amount / 100, 1)
    elif unit == "days":
        text = formats.format_number(amount) + " " + {"fr": "j", "ar": "يوم", "en": "d"}[_language()]
    else:
        text = formats.format_number(amount)
    return _isolated(text)


def _language() -> str:
    language = (get_language() or "fr")[:2]
    return language if language in {"fr", "ar", "en"} else "fr"


def _isolated(text: str) -> SafeString | str:
    return format_html("<bdi>{}</bdi>", text) if _language() == "ar" else text
