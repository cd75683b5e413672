"""Reads across the register: search, possible duplicates, evidence for an account, the timeline."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.audit.models import Event
from accounts.outbox.models import Message
from accounts.people.models import User
from accounts.people.scopes import scopes_of
from artisans import identifiers
from artisans.names import LIKELY, fold, similarity, skeleton
from artisans.parties.choices import BankAccountStatus, IdentifierKind
from artisans.parties.models import BankAccount, Identifier, Party
from foundation import crypto
from foundation.characters import tidy
from foundation.errors import InvalidValue
from foundation.phones import normalise_phone
from foundation.references import normalise_reference

HIGHEST_COUNT = 10_001  # counted up to here, never further
_FEW = 1_000
_INDEXED = 3  # letters a trigram needs


@dataclass(frozen=True)
class HolderEvidence:
    """How alike the account's holder and the party are, 0 to 100, and which name was compared."""

    score: int
    compared_with: str
    holder: str

    @property
    def is_likely(self) -> bool:
        return self.score >= LIKELY


def holder_evidence(account: BankAccount) -> HolderEvidence:
    """The holder against both scripts of the party's name and, for an organisation, its representative."""
    party = account.party
    names = [party.name_fr, party.name_ar]
    organisation = getattr(party, "organisation", None)
    if organisation and organisation.representative:
        names.append(organisation.representative)
    score, name = max((similarity(account.holder, name), name) for name in names if name)
    return HolderEvidence(score, name, account.holder)


def has_verified(party: Party) -> bool:
    """Whether somebody verified a number or an account of this party: from then on its key facts change by request."""
    return (
        party.identifiers.filter(is_current=True, verified_at__isnull=False).exists()
        or party.bank_accounts.filter(status=BankAccountStatus.VERIFIED).exists()
    )


def register_rows(user: User) -> QuerySet[Party]:
    """The active parties this person may see, with what a list shows in the same query."""
    verified = BankAccount.objects.filter(party=OuterRef("pk"), status=BankAccountStatus.VERIFIED)
    return (
        Party.objects.for_user(user)
        .active()
        .select_related(
            "commune__province__region", "artisan__trade", "organisation", "exporter", "aggregator", "centre"
        )
        .annotate(with_verified_account=Exists(verified))
    )


def exact_matches(text: str) -> Q | None:
    """Who has this reference, identifier (any kind, any spelling) or phone (Arabic digits too); None for plain words."""
    text = tidy(text)
    reference = normalise_reference(text)
    found = Q(reference=reference) if reference else Q()
    if not any(character.isdigit() for character in text):
        return found or None  # a reference may be letters only, a number never
    found |= _holders(text)
    with suppress(InvalidValue):
        found |= Q(phone_lookup=crypto.lookup_hash("phone", normalise_phone(text)))
    return found or None


def name_matches(text: str) -> Q | None:
    """Names in either script that hold each word typed, or sound like the whole; None when nothing can be looked for.

    Words of three letters and more use the trigram index. Shorter ones alone can only begin a name (the sort keys' index).
    """
    words = fold(text).split()[:8]
    if not words:
        return None
    long = [word for word in words if len(word) >= _INDEXED]
    if not long:
        start = " ".join(words)
        return Q(sort_fr__startswith=start) | Q(sort_ar__startswith=start)
    condition = Q()
    for word in words:
        condition &= Q(search__contains=word)
    sound = skeleton(text)[:120]
    return condition | Q(skeleton=sound) if len(words) > 1 and sound else condition


def matching(queryset: QuerySet[Party], text: str) -> QuerySet[Party]:
    """The rows of the queryset that the text finds: a number exactly, else a name."""
    exact = exact_matches(text)
    if exact is not None:
        numbered = queryset.filter(exact)
        if numbered.exists():
            return numbered
    names = name_matches(text)
    if names is None:
        return queryset.none()
    few = _few_ids(names)
    # Rare names: fetch by number, so that no plan walks the whole register in name order for them.
    return queryset.filter(names) if few is None else queryset.filter(pk__in=few)


def search_parties(text: str, user: User, limit: int = 20) -> list[Party]:
    """The best hits within this person's reach, best first: exact numbers, then the likest names."""
    rows = Party.objects.for_user(user).active().select_related("commune__province")
    found = list(matching(rows, text).order_by("sort_fr", "id")[: max(limit, 200)])
    wanted = tidy(text)

    def rank(party: Party) -> tuple[int, str, int]:
        best = max(similarity(wanted, party.name_fr), similarity(wanted, party.name_ar))
        return -best, party.sort_fr, party.pk

    return sorted(found, key=rank)[:limit]


@dataclass(frozen=True)
class Duplicates:
    """Who may be the same person: those the reader may see, and how many others there are."""

    visible: list[Party]
    hidden: int


def possible_duplicates(
    user: User,
    *,
    name_fr: str = "",
    name_ar: str = "",
    birth_date: date | None = None,
    commune_code: str = "",
    phone: str = "",
    numbers: Sequence[Sequence[str]] = (),
    but: Party | None = None,
) -> Duplicates:
    """A hint at entry: the same number or phone, or the same-sounding name with the same birth date or commune."""
    condition = Q()
    for number in numbers:
        if len(number) == 3:
            condition |= _holders(f"{number[1]} {number[2]}")
        elif len(number) == 2:
            condition |= _holders(number[1])
    if phone:
        with suppress(InvalidValue):
            condition |= Q(phone_lookup=crypto.lookup_hash("phone", normalise_phone(phone)))
    sounds = {skeleton(name)[:120] for name in (name_fr, name_ar) if name.strip()} - {""}
    if sounds and birth_date:
        condition |= Q(skeleton__in=sounds, birth_date=birth_date)
    if sounds and commune_code:
        condition |= Q(skeleton__in=sounds, area=commune_code)
    if not condition:
        return Duplicates([], 0)
    all_found = Party.objects.active().filter(condition)
    if but is not None:
        all_found = all_found.exclude(pk=but.pk)
    ids = list(all_found.values_list("pk", flat=True)[:20])
    visible = list(Party.objects.for_user(user).filter(pk__in=ids).select_related("commune__province"))
    return Duplicates(visible, len(ids) - len(visible))


def capped_count(queryset: QuerySet) -> int:
    """How many rows, but no more than `HIGHEST_COUNT`: a count of everything costs more than the page."""
    return queryset.order_by().values("pk")[:HIGHEST_COUNT].count()


def timeline(party: Party, limit: int = 100) -> list[Event]:
    """What happened to this party, newest first, with who did it."""
    return list(Event.objects.filter(party_id=party.pk).select_related("actor").order_by("-id")[:limit])


def letters(party: Party, limit: int = 50) -> list[Message]:
    """Letters and short messages to this party, newest first."""
    return list(Message.objects.filter(party_id=party.pk).select_related("template").order_by("-id")[:limit])


def _holders(text: str) -> Q:
    """Who holds this text as a number of any kind; an empty condition if it can be none."""
    numbers = Q()
    for kind in (IdentifierKind.CNIE, IdentifierKind.ICE, IdentifierKind.RNA, IdentifierKind.PASSPORT):
        with suppress(InvalidValue):
            numbers |= _is(kind, identifiers.CHECKS[kind](text).value)
    # "53805 Casablanca", "RC Casablanca/53805": the number with its court, in either order.
    match = re.fullmatch(r"(?:rc\W*)?(\d{1,7})\W+(\D{3,})|(?:rc\b\W*)?(\D{3,}?)\W+(\d{1,7})", text, re.IGNORECASE)
    if match:
        with suppress(InvalidValue):
            numbers |= _is(IdentifierKind.RC, identifiers.check_rc(match[1] or match[4], match[2] or match[3]).value)
    if not numbers:
        return Q()
    # A subquery, not a join: one row a party, whatever it holds.
    return Q(pk__in=Identifier.objects.filter(numbers, is_current=True).values("party_id"))


def _is(kind: str, value: str) -> Q:
    # Kind and hash together are the unique index.
    return Q(kind=kind, value_lookup=crypto.lookup_hash(f"identifier:{kind}", value))


def _few_ids(condition: Q) -> list[int] | None:
    """The numbers of the parties that match, or None if there are more than a few.

    The inner query is fenced (OFFSET 0): under a LIMIT the planner likes to walk the table and hope, and a name that nobody
    bears then costs a second.
    """
    sql, params = Party.objects.filter(condition).order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        # The text is the ORM's own, its values are parameters.
        cursor.execute(f"SELECT * FROM ({sql} OFFSET 0) matches LIMIT %s", (*params, _FEW + 1))  # noqa: S608
        ids = [row[0] for row in cursor.fetchall()]
    return ids if len(ids) <= _FEW else None


def exportable(queryset: QuerySet[Party], user: User) -> QuerySet[Party]:
    """The rows of the queryset that this person may take away."""
    areas = Q()
    for scope in scopes_of(user, "artisans.export_party"):
        if not scope.area:
            return queryset
        areas |= Q(area__startswith=scope.area)
    return queryset.filter(areas) if areas else queryset.none()
