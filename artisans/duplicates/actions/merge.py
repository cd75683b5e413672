"""Two records become one. Everything that points at the one that goes is pointed at the one that stays, and written down."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.audit.models import Event
from accounts.people.models import User
from artisans.duplicates.actions.cases import note_pair, weigh_case
from artisans.duplicates.choices import CaseStatus, FoundBy
from artisans.duplicates.models import DuplicateCase, PartyMerge
from artisans.duplicates.permissions import can_merge, is_own
from artisans.duplicates.relations import Relation, relations, without_rule
from artisans.duplicates.workflow import CASE
from artisans.parties.choices import PartyStatus
from artisans.parties.keys import keys_of
from artisans.parties.models import Party
from artisans.parties.workflow import PARTY
from foundation.errors import DomainError, NotPermitted
from foundation.time import now

# What is told once a person and chosen between the two records; an empty value never wins over one that is told.
CHOSEN = ("name_fr", "name_ar", "sex", "birth_date", "commune", "douar", "address", "phone", "email", "language")
_KEPT = (
    "name_fr", "name_ar", "sex", "birth_date", "commune_id", "douar", "address", "phone", "email", "language", "registered_on",
)  # fmt: skip
_PERSONAL = frozenset({"name_fr", "name_ar", "birth_date", "address", "phone", "email"})


class CannotMerge(DomainError):
    """Something stands in the way; nothing was moved."""

    code = "cannot_merge"


@dataclass
class Diary:
    """What a merge did, row by row."""

    moved: dict[str, dict[str, Any]] = field(default_factory=dict)
    had: dict[str, list[Any]] = field(default_factory=dict)
    changed: list[list[Any]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    lists: list[list[Any]] = field(default_factory=list)

    def change(self, row: models.Model, values: Mapping[str, Any], despite: Iterable[str] = ()) -> None:
        """Write columns of a row by their attribute names, remembering what they were."""
        label = row._meta.label
        self.changed.append([label, row.pk, {name: getattr(row, name) for name in values}, list(despite)])
        type(row)._base_manager.filter(pk=row.pk).update(**values)

    def delete(self, row: models.Model) -> None:
        """Take a row away that repeats one of the survivor's; it can be put back as it was."""
        self.deleted.append(serializers.serialize("json", [row]))
        row.delete()

    def move(self, relation: Relation, source: models.Model, target: models.Model) -> None:
        """Point all rows of a relation at another one."""
        keys = list(relation.rows(source).order_by("pk").values_list("pk", flat=True))
        if keys:
            relation.model._base_manager.filter(pk__in=keys).update(**{relation.field.name: target})
            self.moved[relation.key] = {"rows": keys, "from": source.pk, "to": target.pk}


def obstacles(survivor: Party, merged: Party) -> list[str]:
    """Sentences that forbid the merge; nothing is written. Empty: it can be done."""
    if survivor.pk == merged.pk:
        return [_("These are the same record.")]
    if survivor.status != PartyStatus.ACTIVE or merged.status != PartyStatus.ACTIVE:
        return [_("One of the two records is closed already.")]
    if survivor.kind != merged.kind:
        return [_("A person and an organisation cannot be one record.")]
    if unknown := without_rule():
        return [
            _("Sanad does not know how to move %(what)s: the merge is refused until that is said.")
            % {"what": ", ".join(unknown)}
        ]
    found: list[str] = []
    for relation in relations():
        rule = relation.rule
        if rule is None or rule.stays:
            continue
        if rule.conflicts:
            found += rule.conflicts(survivor, merged)
        elif not rule.settle and not rule.is_profile and any(_collisions(relation, *_ends(relation, survivor, merged))):
            what = relation.model._meta.verbose_name
            found.append(
                str(rule.sentence) or _("Both have a “%(what)s” of the same kind: settle one first.") % {"what": what}
            )
    return list(dict.fromkeys(found))


@transaction.atomic
def merge_parties(
    *,
    survivor: Party,
    merged: Party,
    by: User,
    reason: str = "",
    chosen: Mapping[str, str] | None = None,
) -> PartyMerge:
    """Make one record of two; `merged` points at `survivor` from here on and is found no more.

    `chosen` names what is taken from the record that goes: `{"name_fr": "merged", "number:cnie": "merged"}`; all else stays as
    the survivor has it, blanks are filled. Both rows are locked, the lower number first, so that two officers at once wait for
    each other. Refused with its sentences before anything moves; whole or not at all.
    """
    survivor, merged = _lock_both(survivor, merged)
    require_merge(by, survivor, merged)
    if reasons := obstacles(survivor, merged):
        raise CannotMerge(reasons[0], reasons=reasons[1:])
    chosen = chosen or {}
    case = _case_of(survivor, merged, by)
    diary = Diary()
    before = {name: getattr(survivor, name) for name in _KEPT}
    version = survivor.version
    _settle_numbers(survivor, merged, chosen, diary)
    try:
        with transaction.atomic():
            _move_all(survivor, merged, diary)
    except IntegrityError as problem:
        raise CannotMerge(_("Both records hold something that can exist once only. Nothing was changed.")) from problem
    _take_values(survivor, merged, chosen)
    survivor.version = version + 1
    survivor.save()
    PARTY.take(merged, "merge")
    merged.merged_into = survivor
    merged.save(update_fields=["status", "merged_into"])

    merge = PartyMerge.objects.create(
        survivor=survivor, merged=merged, case=case, reason=reason.strip(), moved=diary.moved, had=diary.had,
        before=_as_json(diary, before), survivor_version=survivor.version, merged_at=now(), merged_by=by,
    )  # fmt: skip
    CASE.take(case, "merge")
    case.decided_at, case.decided_by, case.decision_reason, case.deferred_until = now(), by, reason.strip(), None
    case.save()
    for other in DuplicateCase.objects.about(merged.pk).undecided().exclude(pk=case.pk):
        weigh_case(case=other, by=by)
    _tell(merge, survivor, merged, before, diary, by)
    merge.event = _last_event(survivor, merged)
    merge.save(update_fields=["event"])
    return merge


def require_merge(by: User, survivor: Party, merged: Party) -> None:
    if is_own(by, survivor, merged):
        raise NotPermitted(_("You cannot merge records that you act for yourself."))
    if not can_merge(by, survivor, merged):
        raise NotPermitted(_("Your role does not allow you to merge these two records."))


def _lock_both(survivor: Party, merged: Party) -> tuple[Party, Party]:
    rows = Party.objects.select_for_update(of=("self",)).filter(pk__in=[survivor.pk, merged.pk]).order_by("pk")
    found = {party.pk: party for party in rows}
    return found[survivor.pk], found[merged.pk]


def _case_of(survivor: Party, merged: Party, by: User) -> DuplicateCase:
    """The pair's case, or a new one for two records that an officer put side by side."""
    first, second = sorted((survivor.pk, merged.pk))
    case = DuplicateCase.objects.select_for_update(of=("self",)).filter(first_id=first, second_id=second).first()
    if case is not None and case.status == CaseStatus.CLOSED:
        CASE.take(case, "reopen")
        case.save(update_fields=["status"])
    return case or note_pair(first_id=first, second_id=second, score=0, reasons=[], found_by=FoundBy.OFFICER, by=by)


def _ends(relation: Relation, survivor: Party, merged: Party) -> tuple[models.Model | None, models.Model | None]:
    """What the relation's rows point at on either side: the parties themselves, or their profiles."""
    if relation.target is Party:
        return survivor, merged
    return tuple(relation.target._base_manager.filter(party=party).first() for party in (survivor, merged))


def _collisions(relation: Relation, kept: models.Model | None, gone: models.Model | None):
    """(row of the one that goes, row of the survivor) that the database would not let stand side by side."""
    if kept is None or gone is None:
        return
    for names, condition in relation.rivals():
        there = {_values(row, names): row for row in relation.rows(kept).filter(condition)}
        for row in relation.rows(gone).filter(condition):
            values = _values(row, names)
            if None not in values and values in there:
                yield row, there[values]


def _values(row: models.Model, names: list[str]) -> tuple[Any, ...]:
    values = (getattr(row, row._meta.get_field(name).attname) for name in names)
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in values)


def _settle_numbers(survivor: Party, merged: Party, chosen: Mapping[str, str], diary: Diary) -> None:
    """One current number of a kind: the survivor's unless the other's was chosen."""
    held = {row.kind: row for row in survivor.identifiers.filter(is_current=True)}
    for row in merged.identifiers.filter(is_current=True):
        rival = held.get(row.kind)
        if rival is not None:
            loser = rival if chosen.get(f"number:{row.kind}") == "merged" else row
            diary.change(loser, {"is_current": False})


def _move_all(survivor: Party, merged: Party, diary: Diary) -> None:
    """Profiles first: what hangs on them must have somewhere to go."""
    everything = [relation for relation in relations() if relation.rule and not relation.rule.stays]
    for relation in sorted(everything, key=lambda relation: (relation.target is Party, not relation.rule.is_profile)):
        kept, gone = _ends(relation, survivor, merged)
        if kept is not None:
            diary.had[relation.key] = list(relation.rows(kept).order_by("pk").values_list("pk", flat=True))
        if kept is None or gone is None:
            continue  # no profile on one side: it moves whole, with all that hangs on it
        if relation.rule.is_profile and relation.rows(kept).exists() and relation.rows(gone).exists():
            _join_profiles(relation, kept, gone, diary)
            continue
        for row, other in list(_collisions(relation, kept, gone)):
            _settle(relation, row, other, diary)
        diary.move(relation, gone, kept)


def _settle(relation: Relation, row: models.Model, other: models.Model, diary: Diary) -> None:
    rule = relation.rule
    if rule is None or rule.settle is None:
        raise CannotMerge(
            str(rule.sentence)
            if rule and rule.sentence
            else _("Both records hold something that can exist once only. Nothing was changed.")
        )
    values = rule.settle(row, other)
    if values:
        diary.change(row, values, rule.despite)
    else:
        diary.delete(row)


def _join_profiles(relation: Relation, survivor: models.Model, merged: models.Model, diary: Diary) -> None:
    """The survivor's profile, its blanks filled and its lists completed from the other, which goes."""
    kept, gone = relation.rows(survivor).get(), relation.rows(merged).get()
    empty = {}
    for column in kept._meta.concrete_fields:
        if column.primary_key or column is relation.field:
            continue
        mine, theirs = getattr(kept, column.attname), getattr(gone, column.attname)
        if mine in (None, "", 0) and theirs not in (None, "", 0):
            empty[column.attname] = theirs
    if empty:
        diary.change(kept, empty)
    for column in kept._meta.many_to_many:
        mine = set(getattr(kept, column.name).values_list("pk", flat=True))
        theirs = set(getattr(gone, column.name).values_list("pk", flat=True)) - mine
        if theirs:
            diary.lists.append([kept._meta.label, kept.pk, column.name, sorted(theirs)])
            getattr(kept, column.name).add(*theirs)
    diary.delete(gone)


def _take_values(survivor: Party, merged: Party, chosen: Mapping[str, str]) -> None:
    for name in CHOSEN:
        mine, theirs = getattr(survivor, name), getattr(merged, name)
        if theirs in (None, "") or not (chosen.get(name) == "merged" or mine in (None, "")):
            continue
        if name == "phone":
            survivor.set_phone(theirs)
        else:
            setattr(survivor, name, theirs)
    survivor.registered_on = min(survivor.registered_on, merged.registered_on)
    keys_of(survivor)


def _as_json(diary: Diary, before: Mapping[str, Any]) -> str:
    told = {"survivor": before, "changed": diary.changed, "deleted": diary.deleted, "lists": diary.lists}
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False)


def _tell(merge: PartyMerge, survivor: Party, merged: Party, before: Mapping[str, Any], diary: Diary, by: User) -> None:
    """On both timelines: numbers of rows and names of columns in the clear, what identifies the person under their key."""
    after = {name: getattr(survivor, name) for name in _KEPT}
    differ = [name for name in _KEPT if before[name] != after[name]]
    personal = {
        "before": {name: before[name] for name in differ if name in _PERSONAL},
        "after": {name: after[name] for name in differ if name in _PERSONAL},
    }
    counts = {key: len(moved["rows"]) for key, moved in diary.moved.items()}
    record(
        "party.absorbed", target=survivor, by=by, reason=merge.reason,
        after={"merged": merged.reference, "columns": differ, "moved": counts},
        personal=personal if any(personal.values()) else None,
    )  # fmt: skip
    record("party.merged", target=merged, by=by, reason=merge.reason, after={"survivor": survivor.reference})


def _last_event(survivor: Party, merged: Party) -> int:
    """Acts on either of the two numbered above this one came after the merge."""
    return Event.objects.filter(party_id__in=[survivor.pk, merged.pk]).order_by("-id").values_list("pk", flat=True)[0]
