"""Filters for snapshots: days are kept as `2023-11-30`, words in three languages."""

from datetime import date
from typing import Any

from django import template

from foundation.words import in_language

register = template.Library()


@register.filter
def as_day(text: Any) -> date | None:
    """The day, for the `day` and `month` filters."""
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


@register.filter
def said(words: Any) -> str:
    """The reader's language of `{"fr": …, "ar": …, "en": …}`."""
    return in_language(words)
