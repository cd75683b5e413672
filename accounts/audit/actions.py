"""Writing down what people did. Every action of every room calls `record` inside its transaction."""

import json
from collections.abc import Mapping
from typing import Any

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from accounts.audit.choices import AccessKind
from accounts.audit.models import Access, Event, PartyKey
from accounts.audit.signals import recorded
from accounts.people.models import User
from foundation import crypto
from foundation.time import now

Values = Mapping[str, Any]
_SEEN = {"shown": AccessKind.NUMBER, "exported": AccessKind.EXPORT, "taken": AccessKind.DATA}
_HOURLY = frozenset({AccessKind.PAGE, AccessKind.DOCUMENT})


def record(
    action: str,
    *,
    target: models.Model,
    by: User,
    party: models.Model | None = None,
    program: str = "",
    area: str = "",
    reason: str = "",
    before: Values | None = None,
    after: Values | None = None,
    personal: Values | None = None,
) -> Event:
    """Write one act in the caller's transaction: it stands or falls with what it tells.

    Reference, party, programme and area are read from the target where it has them. `before` and `after` name nobody and
    stay readable; values that identify a person go into `personal`, kept under a key that erasure destroys.
    """
    party_id = party.pk if party is not None else _party_of(target)
    # Numbers read in full and lists taken away also stand in the access log, whichever room wrote the act.
    verb = action.rpartition(".")[2]
    if verb in _SEEN:
        note_access(_SEEN[verb], target=target, by=by, party=party, area=area, rows=int((after or {}).get("rows") or 1))
    event = Event.objects.create(
        actor=by,
        action=action,
        target_type=target._meta.label_lower,
        target_id=target.pk,
        target_reference=str(getattr(target, "reference", "") or "")[:40],
        party_id=party_id,
        program=program or _code(getattr(target, "program", "")),
        area=area or str(getattr(target, "area", "") or ""),
        reason=reason,
        before=json_safe(before or {}),
        after=json_safe(after or {}),
        personal=_sealed(personal, holder=party_id if party_id is not None else -by.pk) if personal else None,
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64],
    )
    recorded.send(sender=Event, event=event)
    return event


def note_access(
    what: str, *, target: models.Model, by: User, party: models.Model | None = None, area: str = "", rows: int = 1
) -> None:
    """Note that somebody saw this: one insert. Pages and documents are noted once per person, thing and hour; numbers and
    lists each time. Nothing for the system user.
    """
    if by.is_system:
        return
    moment = now()
    hour = moment.replace(minute=0, second=0, microsecond=0) if what in _HOURLY else moment
    party_id = party.pk if party is not None else _party_of(target)
    owner = party if party is not None else target
    access = Access(
        at=moment, hour=hour, actor=by, what=what,
        target_type=target._meta.label_lower, target_id=target.pk,
        target_reference=str(getattr(target, "reference", "") or "")[:40],
        party_id=-1 if party_id is None else party_id, area=area or str(getattr(owner, "area", "") or ""), rows=rows,
    )  # fmt: skip
    Access.objects.bulk_create([access], ignore_conflicts=True)


def json_safe(values: Values) -> dict[str, Any]:
    """Dates, amounts, choices and lazy words as JSON knows them; a row becomes its reference or its number."""
    return json.loads(json.dumps(dict(values), cls=_Encoder))


@transaction.atomic
def forget_party(*, party_id: int) -> bool:
    """Destroy the party's key: its personal values in past events are unreadable for ever, the chain stays whole."""
    deleted, _rows = PartyKey.objects.filter(party_id=party_id).delete()
    return bool(deleted)


def personal_values(event: Event) -> dict[str, Any] | None:
    """What the event keeps about the person; None when there is nothing or its key was destroyed."""
    if event.personal is None:
        return None
    holder = event.party_id if event.party_id is not None else -event.actor_id
    row = PartyKey.objects.filter(party_id=holder).first()
    return json.loads(crypto.decrypt_with(crypto.decrypt_bytes(row.wrapped), event.personal)) if row else None


class _Encoder(DjangoJSONEncoder):
    def default(self, value: Any) -> Any:
        if isinstance(value, models.Model):
            return getattr(value, "reference", None) or value.pk
        if isinstance(value, set | frozenset):
            return sorted(value, key=str)
        return super().default(value)


def _party_of(target: models.Model) -> int | None:
    if target._meta.label_lower == "artisans.party":
        return target.pk
    return getattr(target, "party_id", None)


def _code(program: Any) -> str:
    """A programme is written as its code, whether the target keeps the code or points at the row."""
    return str(getattr(program, "code", program) or "")


def _sealed(values: Values, *, holder: int) -> bytes:
    """Acts without a party (staff life) are kept under the actor's own key, numbered below zero."""
    row = PartyKey.objects.filter(party_id=holder).first()
    if row is None:
        wrapped = crypto.encrypt_bytes(crypto.new_data_key())
        # Two acts on a new party at once: the second takes the first one's key.
        PartyKey.objects.bulk_create([PartyKey(party_id=holder, wrapped=wrapped)], ignore_conflicts=True)
        row = PartyKey.objects.get(party_id=holder)
    return crypto.encrypt_with(crypto.decrypt_bytes(row.wrapped), json.dumps(json_safe(values), ensure_ascii=False))
