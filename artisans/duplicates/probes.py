"""What is asked and what is answered: the person looked for, where to look, a twin found."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from artisans.parties.models import Party
from foundation import crypto


@dataclass(frozen=True)
class Probe:
    """A person or organisation as typed. What is not known is empty; `numbers` are (kind, look-up hash) pairs.

    `own_id` is the row's own number in the relation that is searched, so that nobody is found to be their own twin.
    """

    key: Hashable
    name_fr: str = ""
    name_ar: str = ""
    birth_date: date | None = None
    commune_code: str = ""
    phone_lookup: bytes | None = None
    trade_code: str = ""
    numbers: tuple[tuple[str, bytes], ...] = ()
    kind: str = ""
    sex: str = ""
    own_id: int | None = None
    sound: str = ""  # the skeleton, where it is known already


@dataclass(frozen=True)
class Twin:
    """A row that may be the same: how sure (0 to 100), why (codes of `Reason`), and whether a number proves it."""

    row_id: int
    score: int
    reasons: tuple[str, ...]
    exact: bool = False


@dataclass(frozen=True)
class Among:
    """A relation to look in: a table with the key columns of `Party` under their own names.

    Needed: id, name_fr, name_ar, sort_fr, skeleton, birth_date, area, phone_lookup. All texts here are SQL written by us, never
    typed by anybody; `p` is the relation, `params` fill the placeholders of `where`. `trade`, `kind` and `sex` are expressions
    (`''` where the relation has none); `numbers` is the table of numbers with its column that points at the row, and a condition
    on `n`. For speed on many rows the table wants the indexes of `Party`: (birth_date, skeleton), (skeleton, birth_date) and the
    two on (area, part of the skeleton, birth_date).
    """

    table: str
    where: str = "TRUE"
    params: tuple[Any, ...] = ()
    trade: str = "''"
    kind: str = "p.kind"
    sex: str = "p.sex"
    numbers: tuple[str, str, str] | None = None  # table, owner column, condition on n


REGISTER = Among(
    table="artisans_party",
    where="p.status = 'active'",
    trade="COALESCE((SELECT craft.trade_id FROM artisans_artisanprofile craft WHERE craft.party_id = p.id), '')",
    numbers=("artisans_identifier", "party_id", "n.is_current"),
)


@dataclass(frozen=True)
class Candidate:
    """A row a block gave, with what scoring compares."""

    row_id: int
    name_fr: str
    name_ar: str
    birth_date: date | None
    area: str
    same_phone: bool
    trade: str
    kind: str
    sex: str
    same_number: bool = False
    other_number: bool = False
    bearers: int = field(default=0, compare=False)


def number_lookup(kind: str, value: str) -> tuple[str, bytes]:
    """A checked number as a probe carries it."""
    return kind, crypto.lookup_hash(f"identifier:{kind}", value)


def probes_of(parties: Iterable[Party]) -> list[Probe]:
    """Parties of the register as probes, keyed by their number; wants `artisan` selected and `identifiers` prefetched."""
    return [
        Probe(
            key=party.pk,
            name_fr=party.name_fr,
            name_ar=party.name_ar,
            birth_date=party.birth_date,
            commune_code=party.area,
            phone_lookup=bytes(party.phone_lookup) if party.phone_lookup else None,
            trade_code=party.artisan.trade_id if hasattr(party, "artisan") else "",
            numbers=tuple((row.kind, bytes(row.value_lookup)) for row in party.identifiers.all() if row.is_current),
            kind=party.kind,
            sex=party.sex,
            own_id=party.pk,
        )
        for party in parties
    ]
