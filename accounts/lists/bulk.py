"""What may be done to several chosen rows of a staff list at once.

    BULK_ACTS.register("messages.release")(BulkAct(label=…, …))

First a page tells which rows are meant and which of them cannot be moved and why; then each row is moved by itself, and one that
refuses stops none of the others. A second click of the same page does nothing: it shows what the first one did.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.cache import cache
from django.db import models, transaction
from django.utils.functional import Promise

from accounts.people.models import User
from foundation.errors import DomainError
from foundation.registry import Registry

MOST_AT_ONCE = 200
_REMEMBERED = 3600  # seconds


def no_form(data: Any, rows: Sequence[models.Model], user: User) -> forms.Form:
    """Nothing to type."""
    return forms.Form(data)


@dataclass(frozen=True)
class BulkAct:
    """`run(row, cleaned, user)` moves one row and returns what was done in words, or raises a DomainError.

    `why_not(row, user)` says beforehand why a row will be refused ("" when it will not, as far as can be told without trying).
    """

    label: str | Promise
    effect: str | Promise
    run: Callable[[Any, dict[str, Any], User], str]
    may: Callable[[User], bool]
    why_not: Callable[[Any, User], str] = lambda _row, _user: ""
    form: Callable[[Any, Sequence[models.Model], User], forms.Form] = no_form
    icon: str = "check"


# By "name of the list.name of the act".
BULK_ACTS: Registry[BulkAct] = Registry("bulk act")


@dataclass(frozen=True)
class Outcome:
    """What became of one row."""

    number: int
    title: str
    words: str
    is_done: bool


def acts_of(name: str, user: User) -> list[tuple[str, BulkAct]]:
    """The acts of a list that this person's role knows."""
    return [
        (code.partition(".")[2], act)
        for code, act in BULK_ACTS.items()
        if code.partition(".")[0] == name and act.may(user)
    ]


def new_token() -> str:
    """Of one preview: it can be carried out once."""
    return secrets.token_urlsafe(16)


def carry_out(
    act: BulkAct, rows: Sequence[models.Model], cleaned: dict[str, Any], *, by: User, token: str
) -> list[Outcome]:
    """Move the rows one by one; the same token again gives the outcomes of the first time and moves nothing."""
    key = f"bulk:{by.pk}:{token[:40]}"
    if not cache.add(key, [], _REMEMBERED):
        return cache.get(key) or []
    outcomes = [_one(act, row, cleaned, by) for row in rows]
    cache.set(key, outcomes, _REMEMBERED)
    return outcomes


def _one(act: BulkAct, row: models.Model, cleaned: dict[str, Any], by: User) -> Outcome:
    try:
        with transaction.atomic():
            words, is_done = act.run(row, cleaned, by), True
    except DomainError as refusal:
        words, is_done = " ".join([refusal.message, *refusal.reasons]), False
    return Outcome(row.pk, title_of(row), words, is_done)


def title_of(row: models.Model) -> str:
    """How a row is called on the page."""
    return str(getattr(row, "reference", "") or getattr(row, "subject", "") or row)
