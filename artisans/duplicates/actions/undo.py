"""A merge taken back: every row returns to where it was, as long as nothing new depends on the one record."""

import json
from typing import Any

import pgtrigger
from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.audit.models import Event
from accounts.people.models import User
from artisans.duplicates.actions.merge import require_merge
from artisans.duplicates.models import DuplicateCase, PartyMerge
from artisans.duplicates.relations import Relation, relations
from artisans.duplicates.workflow import CASE
from artisans.parties.keys import keys_of
from artisans.parties.models import Party
from artisans.parties.workflow import PARTY
from foundation.errors import DomainError
from foundation.time import now

# Acts that change nothing about the person.
_HARMLESS = (".shown", ".exported", ".seen")


class CannotUndo(DomainError):
    """Something new depends on the one record; nothing was changed."""

    code = "cannot_undo"


def undo_obstacles(merge: PartyMerge) -> list[str]:
    """Sentences that forbid the undo; empty: it can be done."""
    if merge.undone_at is not None:
        return [_("This merge was undone already.")]
    if merge.before is None:
        return [_("What the records were before is no longer kept: one of them was erased.")]
    later = Event.objects.filter(party_id__in=[merge.survivor_id, merge.merged_id], pk__gt=merge.event or 0)
    if any(
        not event.action.endswith(_HARMLESS) and not event.action.startswith("duplicate.")
        for event in later.only("action").order_by("pk")[:200]
    ):
        return [_("Something was done on this record since the merge: it can no longer be taken apart.")]
    if merge.survivor.version != merge.survivor_version or merge.merged.merged_into_id != merge.survivor_id:
        return [_("This record was changed since the merge: it can no longer be taken apart.")]
    return [
        _("“%(what)s” was added or taken away since the merge: it can no longer be taken apart.")
        % {"what": relation.model._meta.verbose_name_plural}
        for relation in relations()
        if _differs(relation, merge)
    ]


@transaction.atomic
def undo_merge(*, merge: PartyMerge, by: User, reason: str = "") -> PartyMerge:
    """Two records again, exactly as they were; their case is open again. Refused once anything new depends on the one."""
    merge = PartyMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    rows = Party.objects.select_for_update(of=("self",)).filter(pk__in=[merge.survivor_id, merge.merged_id])
    parties = {party.pk: party for party in rows.order_by("pk")}
    survivor, merged = merge.survivor, merge.merged = parties[merge.survivor_id], parties[merge.merged_id]
    require_merge(by, survivor, merged)
    if reasons := undo_obstacles(merge):
        raise CannotUndo(reasons[0], reasons=reasons[1:])
    told = json.loads(merge.before or "{}")
    PARTY.take(merged, "unmerge")
    merged.merged_into = None
    merged.save(update_fields=["status", "merged_into"])
    try:
        with transaction.atomic():
            _put_back(merge, told)
    except IntegrityError as problem:
        raise CannotUndo(_("What was moved cannot return to where it was. Nothing was changed.")) from problem
    _restore(survivor, told["survivor"])
    survivor.version += 1
    keys_of(survivor)
    survivor.save()
    merge.undone_at, merge.undone_by = now(), by
    merge.save(update_fields=["undone_at", "undone_by"])
    _open_again(merge)
    record("party.merge_undone", target=survivor, by=by, reason=reason, after={"other": merged.reference})
    record("party.merge_undone", target=merged, by=by, reason=reason, after={"other": survivor.reference})
    return merge


def _differs(relation: Relation, merge: PartyMerge) -> bool:
    """Whether the survivor's rows are no longer those it had and those it got."""
    if relation.rule is None or relation.rule.stays or relation.key not in merge.had:
        return False
    if relation.target is not Party:
        return False  # profiles and what hangs on them: their acts stand among the survivor's
    moved = merge.moved.get(relation.key, {}).get("rows", [])
    present = set(relation.rows(merge.survivor).values_list("pk", flat=True))
    if relation.model is Party:
        present.discard(merge.merged_id)  # the merge itself
    return present != {*merge.had[relation.key], *moved}


def _put_back(merge: PartyMerge, told: dict[str, Any]) -> None:
    """What was taken away first, then what was moved, then what was changed on the way."""
    for row in told["deleted"]:
        for thing in serializers.deserialize("json", row):
            thing.save()
    for key, moved in merge.moved.items():
        label, _dot, name = key.rpartition(".")
        model = apps.get_model(label)
        model._base_manager.filter(pk__in=moved["rows"]).update(
            **{f"{model._meta.get_field(name).attname}": moved["from"]}
        )
    for label, pk, values, despite in told["changed"]:
        model = apps.get_model(label)
        columns = {name: _column(model, name).to_python(value) for name, value in values.items()}
        with pgtrigger.ignore(*(f"{label}:{name}" for name in despite)):
            model._base_manager.filter(pk=pk).update(**columns)
    for label, pk, name, added in told["lists"]:
        getattr(apps.get_model(label)._base_manager.get(pk=pk), name).remove(*added)


def _column(model: type[models.Model], attname: str) -> models.Field:
    return next(column for column in model._meta.concrete_fields if column.attname == attname)


def _restore(survivor: Party, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name == "phone":
            survivor.set_phone(value)
        else:
            setattr(survivor, name, _column(Party, name).to_python(value))


def _open_again(merge: PartyMerge) -> None:
    """An undone merge leaves the question open; cases the survivor got through it are looked at by the nightly search."""
    case = DuplicateCase.objects.select_for_update(of=("self",)).filter(pk=merge.case_id).first()
    if case is not None and CASE.allows(case, "reopen"):
        CASE.take(case, "reopen")
        case.decided_at = case.decided_by = None
        case.decision_reason = ""
        case.save()
