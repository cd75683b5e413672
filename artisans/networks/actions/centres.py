"""A centre's inventory and the days it is closed, repaired or visited."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.networks.choices import Condition, DayKind
from artisans.networks.models import CentreDay, CentreEquipment
from artisans.parties.models import CentreProfile, Party
from artisans.parties.permissions import may
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import today

_FACTS = ("name", "serial_number", "quantity", "value", "acquired_on", "origin", "photo")


@transaction.atomic
def keep_equipment(
    *, centre: CentreProfile, by: User, equipment: CentreEquipment | None = None, **facts: Any
) -> CentreEquipment:
    """Enter a line of the inventory, or correct its facts. Its condition changes by `check_equipment` once it is entered."""
    _require(by, centre.party, "change_centreequipment")
    unknown = set(facts) - {*_FACTS, "condition", "note"}
    if unknown:
        raise TypeError(f"not facts of equipment: {sorted(unknown)}")
    if not facts.get("name", equipment.name if equipment else "").strip():
        raise InvalidValue(_("Write what it is."))
    is_new = equipment is None
    if is_new:
        equipment = CentreEquipment(centre=centre, checked_on=today(), checked_by=by)
    else:
        equipment = CentreEquipment.objects.select_for_update().get(pk=equipment.pk, centre=centre)
        facts = {name: value for name, value in facts.items() if name in _FACTS}
    if facts.get("photo", "") is None:
        facts.pop("photo")  # no new photo keeps the present one
    before = {name: getattr(equipment, name) for name in facts if getattr(equipment, name) != facts[name]}
    for name, value in facts.items():
        setattr(equipment, name, value)
    try:
        with transaction.atomic():
            equipment.save()
    except IntegrityError as error:
        raise DomainError(_("This serial number is already in the inventory.")) from error
    if is_new or before:
        after = {name: facts[name] for name in (facts if is_new else before)}
        _tell("equipment.entered" if is_new else "equipment.corrected", equipment, by, {} if is_new else before, after)
    return equipment


@transaction.atomic
def check_equipment(
    *, equipment: CentreEquipment, condition: str, by: User, note: str = "", on: date | None = None
) -> CentreEquipment:
    """Somebody has seen it: its condition that day. Worse than good needs a word."""
    equipment = (
        CentreEquipment.objects.select_for_update(of=("self",)).select_related("centre__party").get(pk=equipment.pk)
    )
    _require(by, equipment.centre.party, "change_centreequipment")
    if condition not in Condition.values:
        raise InvalidValue(_("Choose a condition of the list."))
    if condition in (Condition.BROKEN, Condition.GONE) and not note.strip():
        raise InvalidValue(_("Say what happened to it."))
    on = on or today()
    if on > today():
        raise InvalidValue(_("This day has not come yet."))
    before = {"condition": equipment.condition, "checked_on": equipment.checked_on}
    equipment.condition, equipment.checked_on, equipment.checked_by = condition, on, by
    equipment.note = note.strip()[:300]
    equipment.save(update_fields=["condition", "checked_on", "checked_by", "note"])
    _tell("equipment.checked", equipment, by, before, {"condition": condition, "checked_on": on})
    return equipment


@transaction.atomic
def keep_day(*, centre: CentreProfile, kind: str, title: str, from_on: date, to_on: date, by: User) -> CentreDay:
    """Close the centre, or note a visit, for some days."""
    _require(by, centre.party, "change_centreday")
    if kind not in DayKind.values or not title.strip():
        raise InvalidValue(_("Say what happens on these days."))
    if to_on < from_on:
        raise InvalidValue(_("The end cannot be before the start."))
    day = CentreDay.objects.create(
        centre=centre, kind=kind, title=title.strip()[:120], from_on=from_on, to_on=to_on, recorded_by=by
    )
    party = centre.party
    after = {"kind": kind, "from": from_on, "until": to_on}
    record("centre.day_kept", target=day, by=by, party=party, area=party.area, after=after)
    return day


@transaction.atomic
def remove_day(*, day: CentreDay, by: User) -> None:
    """It was a mistake or does not take place; the event keeps it."""
    day = CentreDay.objects.select_for_update(of=("self",)).select_related("centre__party").get(pk=day.pk)
    party = day.centre.party
    _require(by, party, "change_centreday")
    before = {"kind": day.kind, "from": day.from_on, "until": day.to_on, "title": day.title}
    record("centre.day_removed", target=day, by=by, party=party, area=party.area, before=before)
    day.delete()


def _require(by: User, party: Party, permission: str) -> None:
    if not may(by, permission, party.area):
        raise NotPermitted(_("Only an officer of the centre's area may do this."))


def _tell(action: str, equipment: CentreEquipment, by: User, before: dict, after: dict) -> None:
    party = equipment.centre.party
    record(action, target=equipment, by=by, party=party, area=party.area, before=before, after=after)
