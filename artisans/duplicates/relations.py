"""Everything in the house that points at a party or at one of its profiles, and the rule for each."""

from collections.abc import Iterator
from dataclasses import dataclass

import pghistory.models
from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet, UniqueConstraint

from artisans.parties.models import Party
from artisans.parties.registry import MERGE_RULES, MergeRule


@dataclass(frozen=True)
class Relation:
    """A column of a table that points at a party (or a profile), with its rule; None where nobody gave one."""

    key: str
    model: type[models.Model]
    field: models.Field
    rule: MergeRule | None

    @property
    def target(self) -> type[models.Model]:
        return self.field.related_model

    def rows(self, target: models.Model) -> QuerySet:
        return self.model._base_manager.filter(**{self.field.name: target})

    def rivals(self) -> list[tuple[list[str], Q]]:
        """Unique rules of the table in which this column takes part: the other columns, and for which rows."""
        found = [
            ([name for name in constraint.fields if name != self.field.name], constraint.condition or Q())
            for constraint in self.model._meta.constraints
            if isinstance(constraint, UniqueConstraint) and self.field.name in constraint.fields
        ]
        if self.field.unique:
            found.append(([], Q()))
        found += [
            ([name for name in names if name != self.field.name], Q())
            for names in self.model._meta.unique_together
            if self.field.name in names
        ]
        return found


def relations() -> list[Relation]:
    """All of them, whichever app they live in; rows of history, which tell what was, are no relations."""
    profiles = {key.rpartition(".")[0] for key, rule in MERGE_RULES.items() if rule.is_profile}
    targets = {Party} | {apps.get_model(label) for label in profiles}
    return list(_relations(targets))


def without_rule() -> list[str]:
    """Relations nobody said what to do with."""
    return [relation.key for relation in relations() if relation.rule is None]


def _relations(targets: set[type[models.Model]]) -> Iterator[Relation]:
    for model in apps.get_models(include_auto_created=True):
        # A profile's own lists (its trades, its markets) are part of it.
        if issubclass(model, pghistory.models.Event) or model._meta.auto_created in targets:
            continue
        for field in model._meta.get_fields():
            points = field.is_relation and getattr(field, "concrete", False) and field.related_model in targets
            # A list of parties is its table between; that one is walked itself.
            if points and not field.many_to_many:
                key = f"{model._meta.label}.{field.name}"
                yield Relation(key, model, field, MERGE_RULES.get(key))
