"""A register of any size: invented craftspeople over real communes and trades."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from accounts.people.models import User
from artisans.name_search import area_keys
from artisans.parties.choices import ArtisanCategory, IdentifierKind, PartyKind, PartyStatus, Sex
from artisans.parties.keys import keys_of
from artisans.parties.models import ArtisanProfile, Identifier, Party
from artisans.reference.models import Commune, Trade
from config.benchmarks.copying import BATCH, analyse, born_grown, copy_rows, references, take_ids
from config.demonstration.people import FAMILIES, MEN, WOMEN
from foundation import crypto
from foundation.masking import mask_cnie
from foundation.time import now, today

_PARTY = (
    "id", "reference", "kind", "name_fr", "name_ar", "sort_fr", "sort_ar", "search", "skeleton", "search_keys", "sex", "birth_date", "commune",
    "area", "douar", "address", "phone", "phone_lookup", "phone_tail", "email", "language", "status", "is_demonstration",
    "version", "registered_on", "recorded_at", "recorded_by",
)  # fmt: skip
_IDENTIFIER = ("party", "kind", "value", "value_lookup", "tail", "court", "warning", "is_current")
_ARTISAN = (
    "party", "category", "trade", "practising_since", "workshop_kind", "workers", "apprentices", "monthly_capacity",
)  # fmt: skip


@dataclass(frozen=True)
class _Name:
    fr: str
    ar: str
    sex: str
    sort_fr: str
    sort_ar: str
    search: str
    skeleton: str
    search_keys: str


def fill_register(count: int, say: Callable[[str], None] = lambda _text: None, seed: int = 1) -> int:
    """So many more craftspeople, each with a card number and a phone that are encrypted and unique; all marked demonstration.

    Names, sort keys, search text and skeletons come from the register's own function, worked out once for each of some
    twenty thousand names: names repeat in Morocco as well. Returns how many were added.
    """
    chance = random.Random(seed)
    names, communes, trades = _names(chance), _communes(), list(Trade.objects.in_use().values_list("code", flat=True))
    if not communes[0] or not trades:
        raise LookupError("Load the reference lists first: manage.py load_reference.")
    by, moment, day = User.objects.system().pk, now(), today()
    taken = set(Party.objects.values_list("reference", flat=True))
    done = 0
    while done < count:
        size = min(BATCH, count - done)
        with born_grown():
            ids = take_ids(Party, size)
            parties, numbers, crafts = [], [], []
            for number, reference in zip(ids, references("B", ids, taken), strict=True):
                name = chance.choice(names)
                (commune,) = chance.choices(communes[0], cum_weights=communes[1])
                phone, card = f"+2126{number % 100_000_000:08d}", _card(number)
                parties.append((
                    number, reference, PartyKind.PERSON.value, name.fr, name.ar, name.sort_fr, name.sort_ar, name.search, name.skeleton,
                    " ".join([name.search_keys, *area_keys(commune)]), name.sex, day - timedelta(days=chance.randrange(6_600, 27_000)), commune, commune, "", "",
                    crypto.encrypt(phone), crypto.lookup_hash("phone", phone), phone[-4:], "", chance.choice(("fr", "ar")),
                    PartyStatus.ACTIVE.value, True, 1, day - timedelta(days=chance.randrange(1_500)), moment, by,
                ))  # fmt: skip
                numbers.append((
                    number, IdentifierKind.CNIE.value, crypto.encrypt(card), crypto.lookup_hash("identifier:cnie", card),
                    mask_cnie(card), "", "", True,
                ))  # fmt: skip
                crafts.append((
                    number, chance.choice(ArtisanCategory.values), chance.choice(trades), chance.randrange(1975, 2022), "",
                    chance.randrange(4), chance.randrange(3), "",
                ))  # fmt: skip
            copy_rows(Party, _PARTY, parties)
            copy_rows(Identifier, _IDENTIFIER, numbers)
            copy_rows(ArtisanProfile, _ARTISAN, crafts)
        done += size
        say(f"  {done:,} of {count:,} craftspeople")
    analyse(Party, Identifier, ArtisanProfile)
    return done


def _names(chance: random.Random) -> list[_Name]:
    """Every first name with every family name, and most double first names."""
    pairs = [(Sex.FEMALE, WOMEN), (Sex.MALE, MEN)]
    found = []
    for sex, firsts in pairs:
        for first in firsts:
            for family in FAMILIES:
                found.append(_name(sex, first, family))
                for second in chance.sample(firsts, 14):
                    if second != first:
                        found.append(_name(sex, (f"{first[0]} {second[0]}", f"{first[1]} {second[1]}"), family))
    return found


def _name(sex: str, first: tuple[str, str], family: tuple[str, str]) -> _Name:
    party = Party(name_fr=f"{first[0]} {family[0]}", name_ar=f"{first[1]} {family[1]}", commune_id="")
    keys_of(party)
    return _Name(
        party.name_fr, party.name_ar, sex, party.sort_fr, party.sort_ar, party.search, party.skeleton, party.search_keys
    )


def _communes() -> tuple[list[str], list[int]]:
    """Codes of the communes, and their population added up, to draw by."""
    codes, sums, total = [], [], 0
    for code, people in Commune.objects.in_use().order_by("code").values_list("code", "population_2024"):
        total += people or 1_000
        codes.append(code)
        sums.append(total)
    return codes, sums


def _card(number: int) -> str:
    """A card number no office gives out: seven digits after two letters."""
    series, place = divmod(number, 9_000_000)
    return f"Z{chr(ord('A') + series % 26)}{1_000_000 + place}"


def party_places(limit: int) -> Iterator[list[tuple[int, str]]]:
    """Number and area of the first so many parties, a batch at a time."""
    last, left = 0, limit
    while left > 0:
        found = list(
            Party.objects.active().filter(pk__gt=last).order_by("pk").values_list("pk", "area")[: min(left, BATCH)]
        )
        if not found:
            return
        yield found
        last, left = found[-1][0], left - len(found)
