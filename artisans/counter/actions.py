"""Entering somebody at a counter, step by step, and the person's own way to their file afterwards."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.counter.choices import KEPT_DAYS, TRIES_A_DAY, EntryStatus, Helper
from artisans.counter.models import CounterEntry
from artisans.counter.permissions import areas_of_counter, can_use_counter, can_write
from artisans.counter.queries import OWNERS, fingerprint, proves, refused_today
from artisans.counter.workflow import ENTRY
from artisans.documents.models import Document
from artisans.parties.actions import (
    end_mandate,
    give_consent,
    grant_mandate,
    lock_party,
    register_person,
    set_artisan_profile,
)
from artisans.parties.choices import MandateRole, PartyKind, PartyStatus
from artisans.parties.models import Party
from foundation.errors import ChangedMeanwhile, DomainError, InvalidValue, NotPermitted
from foundation.formats import format_datetime
from foundation.time import now


class NotYours(DomainError):
    """Another clerk holds this entry."""

    code = "entry_of_colleague"


class PrintAgain(DomainError):
    """What would be registered is not what was printed and signed."""

    code = "print_again"


class ClaimRefused(DomainError):
    """The proof is wrong, or the file is not for this phone: one sentence for all of it."""

    code = "claim_refused"


# --- the entry


@transaction.atomic
def start_entry(*, by: User) -> CounterEntry:
    """An empty entry of this clerk, in the first of their areas."""
    if not can_use_counter(by):
        raise NotPermitted(_("You may not enter people at a counter."))
    entry = CounterEntry.objects.create(
        clerk=by, area=areas_of_counter(by)[0], answers="{}", started_at=now(), saved_at=now()
    )
    record("counter.started", target=entry, by=by)
    return entry


@transaction.atomic
def save_step(
    *, entry: CounterEntry, step: str, answers: Mapping[str, Any], version: int, by: User, next_step: str = ""
) -> CounterEntry:
    """Keep what was typed on one screen, right or wrong, and where the clerk goes next.

    Refused with who and when if somebody saved after `version` was read; nothing is overwritten.
    """
    entry = _locked(entry, by)
    if entry.version != version:
        raise ChangedMeanwhile(
            _("Changed by %(name)s on %(time)s. Look at the new values, then change yours.")
            % {"name": entry.clerk, "time": format_datetime(entry.saved_at)}
        )
    everything = json.loads(entry.answers)
    is_new = everything.get(step) != dict(answers)
    if is_new:
        everything[step] = dict(answers)
        entry.answers = json.dumps(everything, ensure_ascii=False)
        entry.version += 1
    if step == "who":
        entry.helper = answers.get("helper") if answers.get("helper") in Helper.values else Helper.NONE
        entry.helper_name = (answers.get("helper_name") or None) if entry.helper != Helper.NONE else None
    entry.step, entry.saved_at = next_step or step, now()
    entry.save(update_fields=["answers", "version", "helper", "helper_name", "step", "saved_at"])
    return entry


@transaction.atomic
def choose_known(*, entry: CounterEntry, party: Party | None, by: User) -> CounterEntry:
    """The person is in the register already (or, with None, is not after all). The register's own facts stay as they are."""
    entry = _locked(entry, by)
    if party is not None and (
        party.kind != PartyKind.PERSON or not Party.objects.for_user(by).filter(pk=party.pk).exists()
    ):
        raise NotPermitted(_("You may not choose this record."))
    if entry.party_id == (party.pk if party else None):
        return entry
    entry.party, entry.is_known = party, party is not None
    entry.version, entry.saved_at = entry.version + 1, now()
    entry.save(update_fields=["party", "is_known", "version", "saved_at"])
    record("counter.found" if party else "counter.not_found", target=entry, by=by, party=party, area=entry.area)
    return entry


@transaction.atomic
def take_over(*, entry: CounterEntry, by: User) -> CounterEntry:
    """A colleague of the same area goes on with it; the former clerk's open page can no longer save."""
    entry = CounterEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if entry.status != EntryStatus.OPEN or not CounterEntry.objects.for_user(by).filter(pk=entry.pk).exists():
        raise NotPermitted(_("You may not go on with this entry."))
    if entry.clerk_id == by.pk:
        return entry
    before = entry.clerk_id
    entry.clerk, entry.version, entry.saved_at = by, entry.version + 1, now()
    entry.save(update_fields=["clerk", "version", "saved_at"])
    record("counter.taken_over", target=entry, by=by, before={"clerk": before}, after={"clerk": by.pk})
    return entry


@transaction.atomic
def note_print(*, entry: CounterEntry, by: User) -> CounterEntry:
    """The summary is printed as it stands now; only this may be signed and registered."""
    entry = _locked(entry, by)
    entry.printed_hash, entry.printed_at, entry.printed_by = fingerprint(entry), now(), by
    entry.save(update_fields=["printed_hash", "printed_at", "printed_by"])
    record("counter.printed", target=entry, by=by, area=entry.area, after={"sha256": entry.printed_hash})
    return entry


@transaction.atomic
def finish_entry(
    *,
    entry: CounterEntry,
    version: int,
    by: User,
    facts: Mapping[str, Any],
    numbers: Iterable[tuple[str, ...]],
    craft: Mapping[str, Any],
    consents: Iterable[str],
    notice_version: str,
    notice_language: str,
    signature: str,
    signed_copy: Document | None = None,
) -> Party:
    """Register what was printed and signed: the person, their craft and what they agreed to, or nothing of it.

    For somebody known already only the consents are new: their record changes by request, never here.
    """
    entry = _locked(entry, by)
    if entry.version != version or not entry.printed_hash or entry.printed_hash != fingerprint(entry):
        raise PrintAgain(_("The answers changed since the summary was printed. Print it again and have it signed."))
    ENTRY.take(entry, "finish")
    if entry.is_known:
        party = lock_party(entry.party)
    else:
        party = register_person(by=by, identifiers=list(numbers), **facts)
        set_artisan_profile(party=party, by=by, **craft)
    for purpose in consents:
        give_consent(
            party=party,
            purpose=purpose,
            notice_version=notice_version,
            channel="counter",
            by=by,
            language=notice_language,
        )
    entry.party, entry.area, entry.signature, entry.signed_copy = party, party.area, signature, signed_copy
    entry.ended_at, entry.ended_by, entry.saved_at = now(), by, now()
    entry.save(
        update_fields=["status", "party", "area", "signature", "signed_copy", "ended_at", "ended_by", "saved_at"]
    )
    record(
        "counter.registered", target=entry, by=by, party=party, area=party.area,
        after={"is_known": entry.is_known, "helper": entry.helper, "signature": signature, "sha256": entry.printed_hash, "notice": notice_version},
        personal={"helper": entry.helper_name} if entry.helper_name else None,
    )  # fmt: skip
    return party


@transaction.atomic
def drop_entry(*, entry: CounterEntry, by: User, reason: str) -> CounterEntry:
    """The person left, or everything was wrong: what was typed is wiped at once."""
    if not reason.strip():
        raise InvalidValue(_("Write why the entry is dropped."))
    entry = _locked(entry, by)
    return _drop(entry, by, reason)


@transaction.atomic
def drop_forgotten() -> int:
    """Entries nobody went on with for a month are dropped and emptied; how many."""
    system, count = User.objects.system(), 0
    old = CounterEntry.objects.open().filter(saved_at__lt=now() - timedelta(days=KEPT_DAYS))
    for entry in old.select_for_update(of=("self",), skip_locked=True):
        _drop(entry, system, "")
        count += 1
    return count


def _drop(entry: CounterEntry, by: User, reason: str) -> CounterEntry:
    ENTRY.take(entry, "drop")
    entry.answers, entry.helper_name = "{}", None
    entry.ended_at, entry.ended_by = now(), by
    entry.save(update_fields=["status", "answers", "helper_name", "ended_at", "ended_by"])
    record("counter.dropped", target=entry, by=by, area=entry.area, reason=reason.strip())
    return entry


def _locked(entry: CounterEntry, by: User) -> CounterEntry:
    entry = CounterEntry.objects.select_for_update(of=("self",)).select_related("clerk", "party").get(pk=entry.pk)
    if entry.status != EntryStatus.OPEN:
        raise DomainError(_("This entry has ended."))
    if not can_write(by, entry):
        raise NotYours(_("%(name)s goes on with this entry now.") % {"name": entry.clerk})
    return entry


# --- the person's own way in


def claim_party(*, party: Party, proof: str, by: User) -> Party:
    """Give the person behind a proved phone their own file, once.

    Whoever sits behind the phone gives one thing more that only the person holds. Every refusal is recorded; after a few in a
    day this account may no longer try, and the counter is the way. One sentence answers a wrong proof, a file of another phone
    and a file that somebody has already.
    """
    with transaction.atomic():
        # One account tries one proof at a time, or a hundred at once would count as one.
        User.objects.select_for_update().get(pk=by.pk)
        if refused_today(by) >= TRIES_A_DAY:
            raise ClaimRefused(_("Too many wrong answers today. Come to the counter with your identity card."))
        granted = _claim(party, proof, by)
        if granted is None:
            record("claim.refused", target=by, by=by, party=party, area=party.area)
    # Outside: the refusal stays on record.
    if granted is None:
        raise ClaimRefused(
            _("This does not open the file. Check each sign, or come to the counter with your identity card.")
        )
    return granted


def _claim(party: Party, proof: str, by: User) -> Party | None:
    locked = Party.objects.select_for_update(of=("self",)).filter(pk=party.pk).first()
    if locked is None or locked.status != PartyStatus.ACTIVE or not by.phone_verified or not by.phone_lookup:
        return None
    owners = locked.mandates.filter(role__in=OWNERS, until=None)
    if owners.filter(user=by).exists():
        return locked
    is_their_phone = bytes(locked.phone_lookup or b"") == bytes(by.phone_lookup)
    if not is_their_phone or owners.exists() or not proves(locked, proof):
        return None
    role = MandateRole.SELF if locked.kind == PartyKind.PERSON else MandateRole.REPRESENTATIVE
    grant_mandate(user=by, party=locked, role=role, by=by)
    entries = CounterEntry.objects.filter(party=locked, status=EntryStatus.DONE, claimed_at=None)
    entries.update(claimed_at=now(), claimed_by=by)
    record("claim.accepted", target=locked, by=by, after={"role": role})
    return locked


def close_lost_phone(*, party: Party, old_lookup: bytes, by: User) -> int:
    """The person's number changed: whoever came in by the old one as the person no longer does; how many mandates ended."""
    ended = 0
    rows = party.mandates.filter(until=None, role__in=OWNERS, user__phone_lookup=old_lookup).select_related("user")
    for mandate in rows:
        end_mandate(mandate=mandate, by=by, reason=_("The phone of this beneficiary changed."))
        ended += 1
    return ended
