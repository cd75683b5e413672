"""Filters for numbers and dates: ``{% load formats %}{{ grant.amount|money }}``.

In Arabic pages each result stands in its own ``<bdi>``, so that digits, signs and units keep their order in the line. Other
languages get plain text. A value that is not a number or a date gives "": a template never breaks over a missing figure.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.utils import translation
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from foundation import formats

register = template.Library()


@register.filter
def money(amount: Any, decimals: int = 2) -> SafeString:
    """12 500,00 DH."""
    return _isolated(formats.format_money(_number(amount), int(decimals)))


@register.filter
def mdh(amount: Any, decimals: int = 1) -> SafeString:
    """Dirhams in millions: 1 232,0 MDH."""
    return _isolated(formats.format_mdh(_number(amount), int(decimals)))


@register.filter
def number(value: Any, decimals: int | None = None) -> SafeString:
    """1 234 567,5."""
    return _isolated(formats.format_number(_number(value), None if decimals is None else int(decimals)))


@register.filter
def percent(ratio: Any, decimals: int = 1) -> SafeString:
    """A ratio: 0.1495 gives 15,0 %."""
    return _isolated(formats.format_percent(_number(ratio), int(decimals)))


@register.filter
def growth(ratio: Any, decimals: int = 1) -> SafeString:
    """A ratio with its sign: +15,0 %."""
    return _isolated(formats.format_percent(_number(ratio), int(decimals), signed=True))


@register.filter
def points(ratio: Any, decimals: int = 2) -> SafeString:
    """A difference of ratios in points: +10,87 pt."""
    return _isolated(formats.format_points(_number(ratio), int(decimals)))


@register.filter
def day(value: Any, style: str = "long") -> SafeString:
    """3 août 2026; ``day:"short"`` 03/08/2026; ``day:"full"`` with the weekday."""
    return _isolated(formats.format_date(value if isinstance(value, dt.date) else None, style))


@register.filter
def moment(value: Any, style: str = "long") -> SafeString:
    """3 août 2026 à 14 h 05, on the clock of Casablanca."""
    return _isolated(formats.format_datetime(value if isinstance(value, dt.datetime) else None, style))


@register.filter
def month(value: Any) -> SafeString:
    """août 2026."""
    return _isolated(formats.format_month(value if isinstance(value, dt.date) else None))


@register.filter
def hijri(value: Any) -> SafeString:
    """The computed Hijri day, for an optional second line."""
    return _isolated(formats.format_hijri(value if isinstance(value, dt.date) else None))


@register.filter
def code(value: Any) -> SafeString:
    """A reference, phone or account number, left to right in every language."""
    if value is None or value == "":
        return SafeString("")
    return format_html('<bdi dir="ltr">{}</bdi>', value)


def _isolated(text: str) -> SafeString:
    if text and (translation.get_language() or "").startswith("ar"):
        return format_html("<bdi>{}</bdi>", text)
    return conditional_escape(text)


def _number(value: Any) -> Decimal | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return None
    return exact if exact.is_finite() else None
