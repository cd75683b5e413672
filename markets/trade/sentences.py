"""Sentences that go with figures, written from the figures."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from babel import dates
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.formats import format_month, format_number, format_percent
from foundation.words import LANGUAGES

OTHERS = gettext_lazy("All other families")
_MONTHS = {"fr": "fr_MA", "ar": "ar_MA", "en": "en_GB"}


def in_every_language(say: Callable[..., Any], *arguments: Any) -> dict[str, str]:
    """What `say` says in each of our languages."""
    told = {}
    for language in LANGUAGES:
        with translation.override(language):
            told[language] = str(say(*arguments))
    return told


def headline_sentence(
    period_end: date,
    base: Decimal | None,
    base_end: date | None,
    published: Decimal | None,
    recomputed: Decimal | None,
    implied: Decimal | None,
    agrees: bool | None,
) -> str:
    """One or two sentences that explain the two growths beside the headline."""
    if published is None and recomputed is None:
        return _(
            "No growth was published for this period, and no figure is known for the same months of the year before."
        )
    if published is None:
        return _(
            "No growth was published for this period. On the figure first published for the end of %(month)s, %(base)s MDH, "
            "it is %(recomputed)s."
        ) % _values(base, base_end, published, recomputed, implied)
    if recomputed is None:
        return _(
            "The growth is given as published. It supposes a base of %(implied)s MDH; no figure published for the same months "
            "of the year before is known, so it cannot be recomputed."
        ) % _values(base, base_end, published, recomputed, implied)
    if agrees:
        return _(
            "The growth as published, %(published)s, agrees with the figure first published for the end of %(month)s, "
            "%(base)s MDH, on which it is %(recomputed)s."
        ) % _values(base, base_end, published, recomputed, implied)
    return _(
        "The growth as published, %(published)s, supposes a base of %(implied)s MDH at the end of %(month)s; the figure first "
        "published for that date was %(base)s MDH, on which the growth is %(recomputed)s. The base has been revised since, or "
        "the growth was rounded: both are shown."
    ) % _values(base, base_end, published, recomputed, implied)


def _values(
    base: Decimal | None,
    base_end: date | None,
    published: Decimal | None,
    recomputed: Decimal | None,
    implied: Decimal | None,
) -> dict[str, str]:
    return {
        "month": format_month(base_end),
        "base": _isolated(format_number(base)),
        "implied": _isolated(format_number(implied, 1)),
        "published": _isolated(_signed(published)),
        "recomputed": _isolated(_signed(recomputed, 2)),
    }


def _isolated(text: str) -> str:
    """A figure keeps its order inside an Arabic line; plain text has no <bdi>."""
    return f"\u2066{text}\u2069" if text and (translation.get_language() or "").startswith("ar") else text


def _signed(ratio: Decimal | None, decimals: int | None = None) -> str:
    if ratio is None:
        return ""
    if decimals is None:
        decimals = max(-(ratio * 100).normalize().as_tuple().exponent, 0)
    return format_percent(ratio, decimals, signed=True)


def short_months(*, long: bool = False) -> list[str]:
    """The twelve months: short in French and English; Moroccan Arabic names have no short form."""
    language = (translation.get_language() or "fr")[:2]
    width = "wide" if long or language == "ar" else "abbreviated"
    locale = _MONTHS.get(language, "fr_MA")
    if width == "abbreviated" and locale == "fr_MA":
        locale = "fr"  # the Moroccan list shortens June to “jui.”, hard to tell from “juil.”
    names = dates.get_month_names(width, "stand-alone", locale)
    return [names[month] for month in range(1, 13)]
