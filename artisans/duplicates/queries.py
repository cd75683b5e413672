"""Reads about possible duplicates: at entry, on the list, on a file, side by side."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.people.models import User
from artisans.duplicates.choices import HINT, STRONG, CaseStatus
from artisans.duplicates.matching import Probe, number_lookup, twins_of
from artisans.duplicates.models import DuplicateCase, PartyMerge
from artisans.duplicates.workflow import UNDECIDED
from artisans.identifiers import CHECKS, check_rc
from artisans.parties.choices import IdentifierKind
from artisans.parties.models import Party
from artisans.parties.registry import MERGE_RULES, TWIN_FINDER
from artisans.reference.queries import place_names
from foundation import crypto
from foundation.errors import InvalidValue
from foundation.formats import format_date
from foundation.phones import normalise_phone


@TWIN_FINDER.register("twins")
def twins_at_entry(
    *,
    name_fr: str = "",
    name_ar: str = "",
    birth_date: date | None = None,
    commune_code: str = "",
    phone: str = "",
    numbers: Sequence[Sequence[str]] = (),
    kind: str = "",
    sex: str = "",
    trade_code: str = "",
    but_id: int | None = None,
) -> list[int]:
    """The parties worth asking about before somebody is registered, likeliest first; what is no number counts as not given."""
    lookups = []
    for number_kind, text, *court in numbers:
        with suppress(InvalidValue):
            is_rc = number_kind == IdentifierKind.RC
            checked = check_rc(text, court[0] if court else "") if is_rc else CHECKS[number_kind](text)
            lookups.append(number_lookup(number_kind, checked.value))
    lookup = None
    if phone:
        with suppress(InvalidValue):
            lookup = crypto.lookup_hash("phone", normalise_phone(phone))
    probe = Probe(
        "entry", name_fr, name_ar, birth_date, commune_code, lookup, trade_code, tuple(lookups), kind=kind, sex=sex,
        own_id=but_id,
    )  # fmt: skip
    return [twin.row_id for twin in twins_of(probe, limit=8) if twin.score >= HINT]


def case_rows(user: User) -> QuerySet[DuplicateCase]:
    """The cases this person may see, with both records and what the list shows of them."""
    return DuplicateCase.objects.for_user(user).select_related(
        "first__commune__province", "second__commune__province", "decided_by"
    )


def open_cases_of(party: Party) -> QuerySet[DuplicateCase]:
    """Undecided cases of a party, the surest first, whoever asks."""
    return DuplicateCase.objects.about(party.pk).filter(status__in=UNDECIDED).order_by("-score", "-id")


def stands_against_review(party: Party) -> bool:
    """Whether a nearly certain duplicate of this party waits for a decision."""
    return open_cases_of(party).filter(status=CaseStatus.OPEN, score__gte=STRONG).exists()


def last_merge(party: Party) -> PartyMerge | None:
    """The latest merge into this party that can still be thought of undoing."""
    return (
        PartyMerge.objects.filter(survivor=party, undone_at=None)
        .select_related("survivor", "merged")
        .order_by("-id")
        .first()
    )


@dataclass(frozen=True)
class Fact:
    """One line of the side by side: what, the two values as shown, whether they differ, whether one may be chosen."""

    name: str
    label: Any
    first: str
    second: str
    differs: bool
    can_choose: bool


def involvement(party: Party) -> list[tuple[str, str]]:
    """What the party is engaged in, by the rooms that know: (sentence, address or "")."""
    return [row for _key, rule in MERGE_RULES.items() if rule.involvement for row in rule.involvement(party)]


def place_of(party: Party) -> str:
    commune, province, _region = place_names().get(party.area, (party.area, "", ""))
    return f"{commune}, {province}" if province else commune


def birth_of(party: Party) -> str:
    return format_date(party.birth_date, "short") if party.birth_date else ""
