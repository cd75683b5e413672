"""A person's own data as chapters; who saw a person; what retention would take away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from accounts.audit.choices import AccessKind
from accounts.audit.models import Access
from accounts.people.models import User
from accounts.people.scopes import scopes_of
from artisans.parties.models import Party
from artisans.parties.registry import OWN_DATA, PERSONAL_DATA, Datum, PersonalDataRule
from artisans.privacy.models import DataRequest
from foundation.formats import format_date, format_datetime
from foundation.time import now

COUNTED_TO = 10_000


@dataclass(frozen=True)
class Chapter:
    """One part of what is kept about a person: rows of facts."""

    code: str
    title: str | Promise
    rows: list[list[Datum]]


def own_data(party: Party) -> list[Chapter]:
    """All that is kept about the person, whole, in the reader's language; chapters without anything are left out."""
    chapters = [
        Chapter(code, chapter.title, [list(row) for row in chapter.collect(party)])
        for code, chapter in OWN_DATA.items()
    ]
    return [chapter for chapter in chapters if chapter.rows]


def readable(value: Any) -> str:
    """A fact as people read it."""
    if isinstance(value, datetime):
        return format_datetime(value)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, dict):
        return " · ".join(f"{name}: {readable(inner)}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(readable(inner) for inner in value)
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return "" if value is None else str(value)


def accesses(user: User) -> QuerySet[Access]:
    """Who saw what, within the areas of this reader; exports of lists only for readers of every area."""
    scopes = scopes_of(user, "accounts.view_access")
    if not scopes:
        return Access.objects.none()
    rows = Access.objects.select_related("actor")
    if any(scope.area == "" for scope in scopes):
        return rows
    areas = Q()
    for scope in scopes:
        areas |= Q(area__startswith=scope.area)
    return rows.filter(areas)


def seen_by(party: Party) -> QuerySet[Access]:
    """Who saw this person, their numbers, documents or files; latest first; those merged into them too."""
    merged = Party.objects.filter(merged_into=party).values_list("pk", flat=True)
    return Access.objects.filter(party_id__in=[party.pk, *merged]).select_related("actor").order_by("-at", "-id")


def parties_of(rows: list[Access]) -> dict[int, Party]:
    """The persons of these rows, in one question."""
    return Party.objects.in_bulk({row.party_id for row in rows if row.party_id > 0})


@dataclass(frozen=True)
class Outdated:
    """A rule with a period, and how many rows are past it (counted up to a cap)."""

    label: str
    rule: PersonalDataRule
    before: datetime
    count: int

    @property
    def is_capped(self) -> bool:
        return self.count >= COUNTED_TO


def outdated() -> Iterator[Outdated]:
    """What the next night's retention would take away, rule by rule. Changes nothing."""
    for label, rule in PERSONAL_DATA.items():
        if rule.months is not None and rule.outdated is not None:
            before = limit(rule)
            yield Outdated(label, rule, before, rule.outdated(before)[:COUNTED_TO].count())


def limit(rule: PersonalDataRule) -> datetime:
    """The moment before which rows of this rule are past their period."""
    return now() - timedelta(days=(rule.months or 0) * 30.4375)


def to_answer(user: User) -> QuerySet[DataRequest]:
    """Open requests this person may answer, those due first."""
    if not (user.has_perm("artisans.answer_datarequest") or user.has_perm("artisans.approve_erasure")):
        return DataRequest.objects.none()
    return DataRequest.objects.for_user(user).open().order_by("due_on", "id")


KINDS = AccessKind.choices
