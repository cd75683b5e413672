"""Entering a beneficiary and correcting what was entered."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.audit.models import Event
from accounts.people.models import User
from artisans.parties.actions.numbers import NeedsApproval, add_identifier
from artisans.parties.actions.profiles import set_organisation
from artisans.parties.choices import PartyKind, PartyStatus
from artisans.parties.keys import keys_of
from artisans.parties.models import Party
from artisans.parties.permissions import can_register_in
from artisans.parties.queries import has_verified
from artisans.parties.signals import phone_changed
from artisans.reference.models import Commune
from foundation.characters import single_spaced, without_invisible
from foundation.errors import ChangedMeanwhile, DomainError, InvalidValue, NotPermitted
from foundation.formats import format_datetime
from foundation.phones import normalise_phone
from foundation.time import today

# What `update_party` may change. Everything else has its own action, or never changes.
PLAIN = frozenset({"sex", "language", "douar", "registered_on"})
NAMES = frozenset({"name_fr", "name_ar"})
PERSONAL = frozenset({"birth_date", "address", "email", "phone"})
EDITABLE = PLAIN | NAMES | PERSONAL | {"commune"}
# What others relied on when they verified something about the party: afterwards it changes by request and approval.
CONTROLLED = NAMES | {"birth_date", "phone"}


@transaction.atomic
def register_person(
    *, by: User, name_fr: str, commune: Commune, identifiers: Iterable[Iterable[str]] = (), **facts: Any
) -> Party:
    """A craftsperson or other individual, with their numbers: `(kind, number)` or `("rc", number, court)`.

    `facts` are the editable columns of `Party` (phone in any spelling). Nothing is written if one number is wrong or
    taken.
    """
    return _register(PartyKind.PERSON, by, {"name_fr": name_fr, "commune": commune, **facts}, identifiers)


@transaction.atomic
def register_organisation(
    *,
    by: User,
    name_fr: str,
    commune: Commune,
    legal: Mapping[str, Any],
    identifiers: Iterable[Iterable[str]] = (),
    **facts: Any,
) -> Party:
    """An enterprise, cooperative, association or GIE; `legal` are the columns of `Organisation`, `legal_form` among them."""
    facts = {"name_fr": name_fr, "commune": commune, **facts}
    party = _register(PartyKind.ORGANISATION, by, facts, identifiers)
    set_organisation(party=party, by=by, **legal)
    return party


@transaction.atomic
def update_party(*, party: Party, version: int, by: User, approved: bool = False, **changes: Any) -> Party:
    """Correct a party's own columns. Refused with who and when if somebody saved after `version` was read.

    Once anything about the party is verified, name, birth date and phone need `approved` (an approved change request).
    """
    party = lock_party(party, version)
    unknown = set(changes) - EDITABLE
    if unknown:
        raise InvalidValue(_("These values cannot be changed here: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    old_lookup = party.phone_lookup
    before, after = _apply(party, changes)
    if not after:
        return party
    # A first value is an addition: nobody relied on another one.
    if not approved and any(before[name] for name in CONTROLLED & set(before)) and has_verified(party):
        raise NeedsApproval(_("A value others rely on changes by request and another person's approval."))
    keys_of(party)
    party.version += 1
    party.save()
    _record("party.changed", party, by, before, after)
    if old_lookup and "phone" in after:
        phone_changed.send(sender=Party, party=party, old_lookup=bytes(old_lookup), by=by)
    return party


def controlled_changes(party: Party, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the changes that need approval: the controlled values that differ, once something is verified."""
    if not has_verified(party):
        return {}
    found = {}
    for name in sorted(CONTROLLED & set(changes)):
        old, new = getattr(party, name), _cleaned(name, changes[name])
        if old and (old or "") != (new or ""):
            found[name] = new
    return found


def lock_party(party: Party, version: int | None = None) -> Party:
    """The party under its row lock, active and still as read; call inside a transaction."""
    locked = Party.objects.select_for_update(of=("self",)).select_related("commune").get(pk=party.pk)
    if locked.status != PartyStatus.ACTIVE:
        raise DomainError(_("This beneficiary's record is closed."))
    if version is not None and locked.version != version:
        last = Event.objects.filter(party_id=locked.pk).select_related("actor").order_by("-id").first()
        if last is None:
            raise ChangedMeanwhile(
                _("Somebody changed this record meanwhile. Look at the new values, then change yours.")
            )
        raise ChangedMeanwhile(
            _("Changed by %(name)s on %(time)s. Look at the new values, then change yours.")
            % {"name": last.actor, "time": format_datetime(last.at)}
        )
    return locked


def record_export(*, by: User, file_format: str, filters: Mapping[str, Any], rows: int) -> None:
    """Leave a trace of who took which list away."""
    record("party.exported", target=by, by=by, after={"format": file_format, "filters": dict(filters), "rows": rows})


def _register(kind: PartyKind, by: User, facts: dict[str, Any], identifiers: Iterable[Iterable[str]]) -> Party:
    is_demonstration = bool(facts.pop("is_demonstration", False))
    unknown = set(facts) - EDITABLE
    if unknown:
        raise TypeError(f"not columns of a party: {sorted(unknown)}")
    if not can_register_in(by, facts["commune"].code):
        raise NotPermitted(_("You may register beneficiaries in your own area only."))
    party = Party(kind=kind, recorded_by=by, registered_on=today(), is_demonstration=is_demonstration)
    _before, after = _apply(party, facts)
    keys_of(party)
    party.save()
    _record("party.registered", party, by, {}, {"kind": kind, **after})
    for identifier in identifiers:
        add_identifier(party=party, by=by, number=tuple(identifier))
    return party


def _apply(party: Party, facts: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set cleaned values; what they were and what they are, where they differ."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, value in facts.items():
        value = _cleaned(name, value)
        column = "commune_id" if name == "commune" else name
        old, new = getattr(party, column), value.pk if name == "commune" else value
        if name == "phone":
            old, new = old or "", value or ""
        if old == new:
            continue
        before[name], after[name] = old, new
        if name == "phone":
            party.set_phone(value or None)
        else:
            setattr(party, name, value)
    if not party.name_fr and not party.name_ar:
        raise InvalidValue(_("Write the name."))
    if party.birth_date and not date(1900, 1, 1) <= party.birth_date <= today():
        raise InvalidValue(_("The birth date must lie between 1900 and today."))
    return before, after


def _cleaned(name: str, value: Any) -> Any:
    if name == "phone":
        return normalise_phone(value) if value else None
    if name in NAMES | {"address", "douar", "email"}:
        text = single_spaced(without_invisible(value or ""))
        return text.lower() if name == "email" else text
    return value if value is not None or name == "birth_date" else ""


def _record(action: str, party: Party, by: User, before: dict[str, Any], after: dict[str, Any]) -> None:
    def plain(values: dict[str, Any]) -> dict[str, Any]:
        # The law's minimum: the event names the columns; what identifies the person is under the person's key.
        return {name: value for name, value in values.items() if name not in NAMES | PERSONAL}

    personal = {
        "before": {name: value for name, value in before.items() if name in NAMES | PERSONAL},
        "after": {name: value for name, value in after.items() if name in NAMES | PERSONAL},
    }
    record(
        action,
        target=party,
        by=by,
        before=plain(before),
        after=plain(after) | {"columns": sorted(after)},
        personal=personal if any(personal.values()) else None,
    )
