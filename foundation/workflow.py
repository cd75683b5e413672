"""Status moves in one place: a table of steps.

`take` moves, `allows` lights a button, `trigger` makes the database refuse every other move. The
three read the same table, so they cannot disagree.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pgtrigger
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.errors import StepNotAllowed


@dataclass(frozen=True)
class Step:
    """One named move. `label` is what the button says, where the step has a button."""

    name: str
    sources: frozenset[str]
    target: str
    label: str = ""

    def __init__(self, name: str, sources: Iterable[str], target: str, label: str | None = None) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "sources", frozenset(str(source) for source in sources))
        object.__setattr__(self, "target", str(target))
        # Compared with None: asking a lazy text for its truth would translate it at import.
        object.__setattr__(self, "label", gettext_lazy("Continue") if label is None else label)


class Workflow:
    """The steps of one status column."""

    def __init__(self, *steps: Step, initial: Iterable[str], field: str = "status") -> None:
        self.initial = frozenset(str(state) for state in initial)
        self.steps = steps
        self.field = field
        self._by_name: dict[str, list[Step]] = {}
        for step in steps:
            self._by_name.setdefault(step.name, []).append(step)

    def step(self, name: str, source: str) -> Step | None:
        """The step of that name leading on from `source`, or None. An unknown name is a KeyError."""
        return next((step for step in self._by_name[name] if source in step.sources), None)

    def allows(self, obj: models.Model, name: str) -> bool:
        """Whether the table knows such a step from where `obj` stands; guards are the action's."""
        return self.step(name, getattr(obj, self.field)) is not None

    def take(self, obj: models.Model, name: str) -> Step:
        """Move `obj` in memory; the action saves it. Raises StepNotAllowed."""
        step = self.step(name, getattr(obj, self.field))
        if step is None:
            raise StepNotAllowed(
                _("This is not possible now: the present state is “%(state)s”.") % {"state": _display(obj, self.field)}
            )
        setattr(obj, self.field, step.target)
        return step

    def pairs(self) -> set[tuple[str, str]]:
        """Every (from, to) the table allows."""
        return {(source, step.target) for step in self.steps for source in step.sources}

    def states(self) -> set[str]:
        """Every state that can be reached, the initial ones included."""
        return set(self.initial) | {target for _source, target in self.pairs()}

    def trigger(self, name: str) -> pgtrigger.Trigger:
        """A database trigger that refuses a row born elsewhere or moved otherwise.

        `name` becomes part of the trigger's name: one a table. Historical loads may be born in any
        state by naming the trigger in `pgtrigger.ignore`.
        """
        moves = ", ".join(f"('{source}', '{target}')" for source, target in sorted(self.pairs()))
        births = ", ".join(f"'{state}'" for state in sorted(self.initial))
        column = self.field
        never = f"(OLD.{column}, NEW.{column}) NOT IN ({moves})" if moves else "TRUE"
        return pgtrigger.Trigger(
            name=name,
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf(column),
            func=f"""
                IF TG_OP = 'INSERT' THEN
                    IF NEW.{column} NOT IN ({births}) THEN
                        RAISE EXCEPTION 'step not allowed: % cannot be born %', TG_TABLE_NAME, NEW.{column}
                            USING ERRCODE = 'check_violation';
                    END IF;
                ELSIF NEW.{column} IS DISTINCT FROM OLD.{column} AND {never} THEN
                    RAISE EXCEPTION 'step not allowed: % from % to %', TG_TABLE_NAME, OLD.{column}, NEW.{column}
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
            """,
        )


def _display(obj: models.Model, field_name: str) -> str:
    display = getattr(obj, f"get_{field_name}_display", None)
    return str(display() if display else getattr(obj, field_name))
