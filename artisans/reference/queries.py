"""Reference lists as choices, remembered for a minute in each process: every list page needs them, and they rarely change."""

from collections.abc import Callable
from functools import lru_cache
from time import monotonic
from typing import Any

from django.utils import translation

from artisans.names import sort_key_arabic, sort_key_latin
from artisans.reference import places
from artisans.reference.models import Branch, Commune, Country, HSCode, ProductFamily, Province, Region, Trade
from foundation.words import localized

Choices = list[tuple[str, str]]
Groups = list[tuple[str, Choices]]
_SECONDS = 60


def region_choices() -> Choices:
    return _remembered(_regions)


def province_choices(region: str = "") -> Choices:
    """Provinces and prefectures, of one region if given, in the reader's alphabetical order."""
    return [pair for pair in _remembered(_provinces) if pair[0].startswith(region)]


def commune_groups(areas: tuple[str, ...] = ("",)) -> Groups:
    """Communes under their province, within areas given by the beginning of their code."""
    groups = []
    for name, communes in _remembered(_communes):
        inside = [pair for pair in communes if pair[0].startswith(areas)]
        if inside:
            groups.append((name, inside))
    return groups


def trade_groups() -> Groups:
    """Trades under their branch."""
    return _remembered(_trades)


def family_choices() -> Choices:
    return _remembered(_families)


def country_choices() -> Choices:
    return _remembered(_countries)


def hs_code_groups() -> Groups:
    """Customs headings under their product family; the value is the row's number."""
    return _remembered(_hs_codes)


def place_names() -> dict[str, tuple[str, str, str]]:
    """Commune, province and region by the commune's code, retired ones too: what a list shows without joining three tables."""
    return _remembered(_places)


def trade_names() -> dict[str, str]:
    """Trades by their code, retired ones too."""
    return _remembered(_trade_names)


def forget_choices() -> None:
    """Read again next time: after a load, and between tests."""
    _read.cache_clear()
    places.forget_places()


def _remembered(read: Callable[[], Any]) -> Any:
    return _read(read, translation.get_language() or "fr", int(monotonic() / _SECONDS))


@lru_cache(maxsize=64)
def _read(read: Callable[[], Any], language: str, minute: int) -> Any:
    return read()


def _in_order(pairs: Choices) -> Choices:
    key = sort_key_arabic if (translation.get_language() or "fr").startswith("ar") else sort_key_latin
    return sorted(pairs, key=lambda pair: key(pair[1]))


def _pairs(rows) -> Choices:
    return _in_order([(row.code, localized(row, "name")) for row in rows])


def _regions() -> Choices:
    return [(row.code, localized(row, "name")) for row in Region.objects.in_use()]


def _provinces() -> Choices:
    # The eight prefectures of districts of Casablanca hold no commune of their own.
    return _pairs(Province.objects.in_use().exclude(kind="prefecture_of_arrondissements"))


def _communes() -> Groups:
    inside: dict[str, Choices] = {}
    for row in Commune.objects.in_use():
        inside.setdefault(row.province_id, []).append((row.code, localized(row, "name")))
    return [(name, _in_order(inside[code])) for code, name in _provinces() if code in inside]


def _trades() -> Groups:
    inside: dict[str, Choices] = {}
    for row in Trade.objects.in_use():
        inside.setdefault(row.branch_id, []).append((row.code, localized(row, "name")))
    return [(name, _in_order(inside[code])) for code, name in _pairs(Branch.objects.in_use()) if code in inside]


def _families() -> Choices:
    return _pairs(ProductFamily.objects.in_use())


def _countries() -> Choices:
    return _pairs(Country.objects.in_use())


def _hs_codes() -> Groups:
    inside: dict[str, Choices] = {}
    for row in HSCode.objects.filter(retired_on=None).order_by("hs_code"):
        inside.setdefault(row.family_id, []).append((str(row.pk), f"{row.hs_code} — {row.description_en[:70]}"))
    return [(name, inside[code]) for code, name in _families() if code in inside]


def _places() -> dict[str, tuple[str, str, str]]:
    rows = Commune.objects.select_related("province__region")
    return {row.code: (str(row), str(row.province), str(row.province.region)) for row in rows}


def _trade_names() -> dict[str, str]:
    return {row.code: str(row) for row in Trade.objects.all()}
