"""Constraints that many tables share, with their sentence for people."""

from collections.abc import Iterable

import pgtrigger
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _


def both_or_neither(one: str, other: str, *, name: str) -> CheckConstraint:
    """A moment and its person stand together, or neither does."""
    neither = Q(**{f"{one}__isnull": True, f"{other}__isnull": True})
    both = Q(**{f"{one}__isnull": False, f"{other}__isnull": False})
    return CheckConstraint(condition=neither | both, name=name)


def one_of(field: str, choices: Iterable[str], *, name: str) -> CheckConstraint:
    """The database holds only values of the list."""
    return CheckConstraint(condition=Q(**{f"{field}__in": [str(choice) for choice in choices]}), name=name)


def in_order(first: str, last: str, *, name: str) -> CheckConstraint:
    """The end is not before the start; an open end passes."""
    return CheckConstraint(
        condition=Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": F(first)}),
        name=name,
        violation_error_message=_("The end cannot be before the start."),
    )


def append_only(name: str) -> list[pgtrigger.Trigger]:
    """Rows of this table are written once: no UPDATE, no DELETE, no TRUNCATE."""
    return [
        pgtrigger.Protect(name=f"{name}_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name=f"{name}_no_truncate",
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            operation=pgtrigger.Truncate,
            func="RAISE EXCEPTION 'append-only: % cannot be truncated', TG_TABLE_NAME;",
        ),
    ]


def immutable_once(field: str, *, name: str, columns: Iterable[str]) -> pgtrigger.Trigger:
    """Once `field` is set (a publication moment), the named columns never change again."""
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
            IF OLD.{field} IS NOT NULL AND ({changed} OR NEW.{field} IS DISTINCT FROM OLD.{field}) THEN
                RAISE EXCEPTION 'published: % % cannot change', TG_TABLE_NAME, OLD.id USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )
