"""Reads across the register: lists (how to find is in `finding`), possible duplicates, evidence for an account, the timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.audit.models import Event
from accounts.outbox.models import Message
from accounts.people.models import User
from accounts.people.scopes import scopes_of
from artisans.names import LIKELY, similarity
from artisans.parties.choices import BankAccountStatus, PartyStatus
from artisans.parties.finding import exact_matches, matching, search_parties
from artisans.parties.models import BankAccount, Party
from artisans.parties.registry import TWIN_FINDER

__all__ = ["exact_matches", "matching", "search_parties"]  # from `finding`, for those who read here

HIGHEST_COUNT = 10_001  # counted up to here, never further


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
    kind: str = "",
    sex: str = "",
    trade_code: str = "",
    but: Party | None = None,
) -> Duplicates:
    """A hint at entry, the likeliest first. People outside the reader's reach are counted, never named."""
    ids = [
        party_id
        for name in TWIN_FINDER
        for party_id in TWIN_FINDER[name](
            name_fr=name_fr, name_ar=name_ar, birth_date=birth_date, commune_code=commune_code, phone=phone, numbers=numbers,
            kind=kind, sex=sex, trade_code=trade_code, but_id=but.pk if but is not None else None,
        )
    ]  # fmt: skip
    seen = Party.objects.for_user(user).filter(pk__in=ids).select_related("commune__province").distinct()
    visible = sorted(seen, key=lambda party: ids.index(party.pk))
    return Duplicates(visible, len(ids) - len(visible))


def survivor_of(user: User, reference: str) -> Party | None:
    """The record into which a merged one went, however often, if this person may see it."""
    party = Party.objects.filter(reference=reference, status=PartyStatus.MERGED).select_related("merged_into").first()
    while party is not None and party.status == PartyStatus.MERGED:
        party = party.merged_into
    return party if party is not None and Party.objects.for_user(user).filter(pk=party.pk).exists() else None


def capped_count(queryset: QuerySet) -> int:
    """How many rows, but no more than `HIGHEST_COUNT`: a count of everything costs more than the page."""
    return queryset.order_by().values("pk")[:HIGHEST_COUNT].count()


def timeline(party: Party, limit: int = 100) -> list[Event]:
    """What happened to this party, newest first, with who did it."""
    return list(Event.objects.filter(party_id__in=_all_of(party)).select_related("actor").order_by("-id")[:limit])


def letters(party: Party, limit: int = 50) -> list[Message]:
    """Letters and short messages to this party, newest first."""
    return list(Message.objects.filter(party_id__in=_all_of(party)).select_related("template").order_by("-id")[:limit])


def _all_of(party: Party) -> list[int]:
    """The party and the records that went into it: their past is its past."""
    return [party.pk, *party.merged_parties.values_list("pk", flat=True)]


def exportable(queryset: QuerySet[Party], user: User) -> QuerySet[Party]:
    """The rows of the queryset that this person may take away."""
    areas = Q()
    for scope in scopes_of(user, "artisans.export_party"):
        if not scope.area:
            return queryset
        areas |= Q(area__startswith=scope.area)
    return queryset.filter(areas) if areas else queryset.none()
