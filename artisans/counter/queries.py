"""Reads at the counter: what waits, who is known already, whom a phone belongs to."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from accounts.audit.models import Event
from accounts.people.models import User
from artisans.counter.choices import REST_DAYS, EntryStatus
from artisans.counter.models import CounterEntry
from artisans.duplicates.matching import HINT, Probe, number_lookup, twins_of
from artisans.identifiers import CHECKS
from artisans.parties.choices import IdentifierKind, MandateRole
from artisans.parties.models import Party
from foundation import crypto
from foundation.errors import InvalidValue
from foundation.phones import normalise_phone
from foundation.references import normalise_reference
from foundation.time import now

OWNERS = (MandateRole.SELF, MandateRole.REPRESENTATIVE)


@dataclass(frozen=True)
class Known:
    """Who may be the person at the counter: those the clerk may see, the likeliest first, and how many others there are."""

    visible: list[Party]
    hidden: int

    def __bool__(self) -> bool:
        return bool(self.visible or self.hidden)


def who_may_it_be(user: User, facts: Mapping[str, Any]) -> Known:
    """By name, birth date, card and phone as typed; what is no valid number counts as not given."""
    numbers, phone = [], None
    with suppress(InvalidValue):
        if facts.get("cnie"):
            numbers.append((IdentifierKind.CNIE.value, number_lookup("cnie", CHECKS["cnie"](facts["cnie"]).value)))
    with suppress(InvalidValue):
        if facts.get("phone"):
            phone = crypto.lookup_hash("phone", normalise_phone(facts["phone"]))
    born = facts.get("birth_date")
    probe = Probe(
        "counter", facts.get("name_fr") or "", facts.get("name_ar") or "", born if isinstance(born, date) else None,
        facts.get("commune") or "", phone, "", tuple(numbers),
    )  # fmt: skip
    twins = [twin for twin in twins_of(probe, limit=12) if twin.exact or twin.score >= HINT]
    order = {twin.row_id: place for place, twin in enumerate(twins)}
    seen = Party.objects.for_user(user).active().filter(pk__in=order).select_related("commune__province")
    visible = sorted(seen, key=lambda party: order[party.pk])
    return Known(visible, len(order) - len(visible))


def entries_of(user: User) -> QuerySet[CounterEntry]:
    """What this clerk may go on with or read, the latest first."""
    return CounterEntry.objects.for_user(user).select_related("clerk", "party")


def fingerprint(entry: CounterEntry) -> str:
    """What the signed paper says, in one number: another answer gives another one."""
    told = [entry.reference, entry.party_id if entry.is_known else None, json.loads(entry.answers)]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def claimable(user: User) -> list[Party]:
    """Active parties whose phone is the one this person proved and who have nobody of their own yet, in order of reference."""
    if not user.phone_lookup or not user.phone_verified:
        return []
    parties = Party.objects.active().filter(phone_lookup=bytes(user.phone_lookup))
    taken = Q(mandates__role__in=OWNERS, mandates__until=None)
    mine = Q(mandates__user=user, mandates__until=None)
    return list(parties.exclude(pk__in=Party.objects.filter(taken | mine).values("pk")).order_by("reference")[:20])


def proves(party: Party, text: str) -> bool:
    """Whether this is something only the person holds: the number of the printed summary, of the record, or of the card."""
    if reference := normalise_reference(text):
        return (
            reference == party.reference
            or CounterEntry.objects.filter(reference=reference, party=party, status=EntryStatus.DONE).exists()
        )
    for kind in (IdentifierKind.CNIE, IdentifierKind.ICE, IdentifierKind.RNA):
        with suppress(InvalidValue):
            lookup = crypto.lookup_hash(f"identifier:{kind}", CHECKS[kind](text).value)
            if party.identifiers.filter(kind=kind, value_lookup=lookup, is_current=True).exists():
                return True
    return False


def refused_today(user: User) -> int:
    """Wrong proofs of this account in the last day."""
    return Event.objects.filter(actor=user, action="claim.refused", at__gt=now() - timedelta(days=1)).count()


def phone_rests_until(party: Party) -> date | None:
    """The day from which an account may be verified again after the phone changed; None when it may be now."""
    changed = party.change_requests.filter(kind="phone", status="approved").order_by("-decided_at").first()
    if changed is None or changed.decided_at is None:
        return None
    day = (changed.decided_at + timedelta(days=REST_DAYS)).date()
    return day if changed.decided_at > now() - timedelta(days=REST_DAYS) else None
