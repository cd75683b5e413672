"""People of the register as a tired clerk would enter them again. Knows nothing of how doubles are found.

Each gets one or two slips in the name (a letter lost, doubled, exchanged, wrong, a space in the wrong place); one in five another
birth date (day and month exchanged, a wrong figure, the first of January, or quite another day); one in five another commune
(of the same province or anywhere). A quarter is typed in Arabic. No phone, no number: those would make it easy.
"""

import random
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from artisans.parties.models import Party
from artisans.reference.models import Commune

_LATIN = "abcdefghiklmnoqrstuwyz"
_ARABIC = "ابتجحخدرسشصعغفقكلمنهوي"


@dataclass(frozen=True)
class Slipped:
    """Who it is, and what was typed."""

    party_id: int
    name_fr: str
    name_ar: str
    birth_date: date | None
    commune_code: str
    trade_code: str


def slipped_again(count: int, seed: int = 7) -> list[Slipped]:
    """So many people of the register, drawn at random, entered with slips."""
    chance = random.Random(seed)
    first, last = Party.objects.order_by("pk").first().pk, Party.objects.order_by("-pk").first().pk
    ids = chance.sample(range(first, last + 1), min(count * 2, last - first))
    rows = Party.objects.active().filter(pk__in=ids, kind="person").exclude(birth_date=None).select_related("artisan")
    communes = _communes()
    return [_slipped(party, communes, chance) for party in rows[:count]]


def _slipped(party: Party, communes: dict[str, list[str]], chance: random.Random) -> Slipped:
    in_arabic = bool(party.name_ar) and chance.random() < 0.25
    name = party.name_ar if in_arabic else party.name_fr
    for _ in range(chance.choice((1, 2))):
        name = _slip(name, _ARABIC if in_arabic else _LATIN, chance)
    birth, commune = party.birth_date, party.area
    if chance.random() < 0.2:
        birth = _other_birth(birth, chance)
    if chance.random() < 0.2:
        province = commune.rsplit(".", 2)[0] if chance.random() < 0.5 else chance.choice(list(communes))
        commune = chance.choice(communes.get(province) or [commune])
    trade = party.artisan.trade_id if hasattr(party, "artisan") else ""
    return Slipped(party.pk, "" if in_arabic else name, name if in_arabic else "", birth, commune, trade)


def _slip(name: str, letters: str, chance: random.Random) -> str:
    place = chance.randrange(1, max(2, len(name) - 1))
    before, here, after = name[:place], name[place : place + 1], name[place + 1 :]
    kind = chance.randrange(5)
    if kind == 0:
        return before + after
    if kind == 1:
        return before + here + here + after
    if kind == 2:
        return before + chance.choice(letters) + here + after
    if kind == 3:
        return before + chance.choice(letters) + after
    return before[:-1] + here + before[-1:] + after


def _other_birth(birth: date, chance: random.Random) -> date:
    kind = chance.choices(("exchanged", "figure", "january", "other"), weights=(3, 4, 1, 2))[0]
    if kind == "exchanged" and birth.day <= 12 and birth.day != birth.month:
        return birth.replace(month=birth.day, day=birth.month)
    if kind == "january":
        return birth.replace(month=1, day=1)
    if kind == "other":
        return birth + timedelta(days=chance.choice((-1, 1)) * chance.randrange(30, 4_000))
    part = chance.choice(("day", "month", "year"))
    with suppress(ValueError):  # a thirtieth of February is no slip a form lets through
        if part == "year":
            return birth.replace(year=birth.year + chance.choice((-10, -1, 1, 10)))
        if part == "month":
            return birth.replace(month=birth.month % 12 + 1)
    return birth.replace(day=birth.day % 28 + 1)


def _communes() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in Commune.objects.in_use().order_by("code").values_list("code", flat=True):
        found.setdefault(code.rsplit(".", 2)[0], []).append(code)
    return found
