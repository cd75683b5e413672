"""Communes found by typing, from memory: fifteen hundred rows that change once in ten years, read once a minute.

A name is found in either script, with or without its article (El Jadida, Al Jadida, Jadida), by its beginning, by any of its
words, by its sound, and with its province or region beside it ("asni haouz", "Asni (Al Haouz)").
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic

from django.utils import translation

from artisans.names import fold, skeleton, sort_key_arabic
from artisans.reference.models import Commune
from artisans.reference.registry import PLACE_FACTS, PlaceFact
from foundation.characters import tidy
from foundation.words import localized

_SECONDS = 60
_ARTICLES = frozenset({"el", "al", "l"})
# One word in several spellings, as signs and forms have it.
_SPELLINGS = {"beni": "bni", "ouled": "oulad", "awlad": "oulad", "ayt": "ait", "my": "moulay", "bin": "ben"}


@dataclass(frozen=True)
class Place:
    """A commune or city district with its province, its region and what the census counted."""

    code: str
    name_fr: str
    name_ar: str
    kind: str
    population: int | None
    households: int | None
    source: str
    province: str
    province_fr: str
    province_ar: str
    region: str
    region_fr: str
    region_ar: str

    @property
    def is_rural(self) -> bool:
        return self.kind == "rural"

    @property
    def name(self) -> str:
        return localized(self, "name")

    @property
    def other_name(self) -> str:
        """The name in the script the reader's language is not written in."""
        return self.name_fr if (translation.get_language() or "fr").startswith("ar") else self.name_ar

    @property
    def province_name(self) -> str:
        return localized(self, "province")

    @property
    def region_name(self) -> str:
        return localized(self, "region")

    @property
    def label(self) -> str:
        return self.label_in(translation.get_language() or "fr")

    def label_in(self, language: str) -> str:
        """The name with its province: several communes share a name."""
        return f"{localized(self, 'name', language)} ({localized(self, 'province', language)})"


@dataclass(frozen=True)
class _Entry:
    place: Place
    names: tuple[str, ...]  # comparable, one a script
    around: tuple[str, ...]  # province and region, comparable
    words: tuple[str, ...]  # all of the above, word by word


def place_of(code: str) -> Place | None:
    """The commune of that HCP code, or None."""
    entry = _index()[1].get(code)
    return entry.place if entry else None


def exact_places(text: str, *, areas: Iterable[str] = ("",)) -> list[Place]:
    """The communes of exactly this name or code, in either script; a name may carry its province in brackets."""
    text = tidy(text)
    known, by_code = _index()
    inside = tuple(areas)
    if text in by_code:
        return [by_code[text].place] if text.startswith(inside) else []
    name, province = _parts(text)
    if not name:
        return []
    return [
        entry.place
        for entry in known
        if name in entry.names and entry.place.code.startswith(inside) and (not province or province in entry.around)
    ]


def search_places(text: str, *, limit: int = 8, areas: Iterable[str] = ("",)) -> list[Place]:
    """What somebody who types this may mean, the likeliest first: whole names, beginnings, words, parts, then sounds."""
    if exact := [place_of(tidy(text))] if place_of(tidy(text)) else []:
        return [place for place in exact if place.code.startswith(tuple(areas))]
    name, province = _parts(tidy(text))
    if len(name) < 2:
        return []
    inside = tuple(areas)
    found = []
    for entry in _index()[0]:
        if not entry.place.code.startswith(inside) or (
            province and not any(around.startswith(province) for around in entry.around)
        ):
            continue
        rank = _rank(name, entry)
        if rank is not None:
            found.append((rank, -(entry.place.population or 0), entry.place.code, entry.place))
    if not found:
        found = _by_sound(text, inside)
    return [row[-1] for row in sorted(found, key=lambda row: row[:-1])[:limit]]


def place_facts(codes: Iterable[str]) -> dict[str, list[PlaceFact]]:
    """What higher rooms know of these communes (a declared disaster), by code; one query a room at most."""
    wanted = list(codes)
    told: dict[str, list[PlaceFact]] = {code: [] for code in wanted}
    for _name, ask in PLACE_FACTS.items():
        for code, facts in ask(wanted).items():
            told[code].extend(facts)
    return told


def forget_places() -> None:
    """Read again next time: after a load, and between tests."""
    _read.cache_clear()


def comparable(text: str) -> str:
    """A place's name as names are compared: folded, without articles, the usual spellings of one word united."""
    if any("\u0600" <= letter <= "\u06ff" for letter in text):
        return sort_key_arabic(text).replace(" ", "")
    return "".join(_SPELLINGS.get(word, word) for word in _latin_words(text))


def _latin_words(text: str) -> list[str]:
    words = fold(text.replace("'", " ").replace("’", " ")).split()
    return [word for word in words if word not in _ARTICLES] or words


def _parts(text: str) -> tuple[str, str]:
    name, _bracket, province = text.partition("(")
    return comparable(name), comparable(province.strip(" )"))


def _rank(name: str, entry: _Entry) -> int | None:
    if name in entry.names:
        return 0
    if any(known.startswith(name) for known in entry.names):
        return 1
    if any(word.startswith(name) for word in entry.words[: _own_words(entry)]):
        return 2
    if len(name) >= 3 and any(name in known for known in entry.names):
        return 3
    return None


def _own_words(entry: _Entry) -> int:
    return len(_latin_words(entry.place.name_fr)) + len(fold(entry.place.name_ar).split())


def _by_sound(text: str, inside: tuple[str, ...]) -> list[tuple]:
    """Words of the commune, its province or its region in any order; else the consonants alone."""
    typed = [word for part in tidy(text).replace("(", " ").replace(")", " ").split() if (word := comparable(part))]
    known = [entry for entry in _index()[0] if entry.place.code.startswith(inside)]
    found = [
        (4, -(entry.place.population or 0), entry.place.code, entry.place)
        for entry in known
        if len(typed) > 1
        and all(any(word.startswith(part) for word in entry.words) for part in typed)
        and any(known_name.startswith(typed[0]) for known_name in entry.names)
    ]
    if found:
        return found
    sound = skeleton(tidy(text).partition("(")[0])
    return [
        (5, -(entry.place.population or 0), entry.place.code, entry.place)
        for entry in known
        if len(sound) >= 3 and sound in (skeleton(entry.place.name_fr), skeleton(entry.place.name_ar or "-"))
    ]


def _index() -> tuple[list[_Entry], dict[str, _Entry]]:
    return _read(int(monotonic() / _SECONDS))


@lru_cache(maxsize=1)
def _read(minute: int) -> tuple[list[_Entry], dict[str, _Entry]]:
    entries = [_entry(row) for row in Commune.objects.in_use().select_related("province__region")]
    return entries, {entry.place.code: entry for entry in entries}


def _entry(row: Commune) -> _Entry:
    province, region = row.province, row.province.region
    place = Place(
        row.code, row.name_fr, row.name_ar, row.kind, row.population_2024, row.households_2024, row.source,
        province.code, province.name_fr, province.name_ar, region.code, region.name_fr, region.name_ar,
    )  # fmt: skip
    around = (province.name_fr, province.name_ar, region.name_fr, region.name_ar)
    words = [
        word
        for name in (row.name_fr, row.name_ar, *around)
        for word in (_latin_words(name) if name.isascii() or not _is_arabic(name) else fold(name).split())
    ]
    return _Entry(
        place,
        tuple(comparable(name) for name in (row.name_fr, row.name_ar) if name),
        tuple(comparable(name) for name in around if name),
        tuple(_SPELLINGS.get(word, word) if not _is_arabic(word) else comparable(word) for word in words),
    )


def _is_arabic(text: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in text)
