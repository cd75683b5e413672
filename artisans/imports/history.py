"""The history of what a list registers: the very rows the triggers would write, but set by set.

A trigger for each row costs more than the row: it opens a part of a transaction and lets it fail, to learn that nobody told it
about a context. Within `told` the context is told (which list, by whom), so every row of history says where it came from; what
`registering` runs leaves its history in the same statement, and its triggers rest.
"""

# ruff: noqa: S608 - tables and columns of our own models, and statements of ours

import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import pgtrigger
from django.db import models

from artisans.parties.models import ArtisanProfile, Identifier, Organisation, Party

_REGISTERED = (Party, Identifier, ArtisanProfile, Organisation)
_TOLD = """
SELECT set_config('pgtrigger.ignore', %s, TRUE), set_config('pghistory.context_id', %s, TRUE),
       set_config('pghistory.context_metadata', %s, TRUE)
"""
_CONTEXT = "INSERT INTO pghistory_context (id, created_at, updated_at, metadata) VALUES (%s, now(), now(), %s)"


@contextmanager
def told(cursor: Any, **what: Any) -> Iterator[str]:
    """History of this transaction names its cause. Gives the context's number; wants a transaction around it."""
    context, metadata = str(uuid.uuid4()), json.dumps(what)
    cursor.execute(_CONTEXT, [context, metadata])
    cursor.execute(_TOLD, ["{}", context, metadata])
    yield context
    # A failed statement ends the transaction, and the settings with it.
    cursor.execute(_TOLD, ["{}", "", ""])


def register(cursor: Any, rows: Mapping[type[models.Model], str], values: Mapping[str, Any], context: str) -> None:
    """Run these insertions with their history. Only the triggers that would write the same history rest, and only meanwhile."""
    cursor.execute("SELECT set_config('pgtrigger.ignore', %s, TRUE)", ["{" + ",".join(_resting()) + "}"])
    for model, statement in rows.items():
        cursor.execute(_with_history(model, statement), {**values, "context": context})
    cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', TRUE)")


def _with_history(model: type[models.Model], statement: str) -> str:
    event = model.pgh_event_models["insert"]
    columns = ", ".join(f.column for f in event._meta.concrete_fields if not f.name.startswith("pgh_"))
    return (
        f"WITH written AS ({statement} RETURNING *) "
        f"INSERT INTO {event._meta.db_table} ({columns}, pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id) "
        f"SELECT {columns}, now(), 'insert', written.{model._meta.pk.column}, %(context)s::uuid FROM written"
    )


@lru_cache(maxsize=1)
def _resting() -> tuple[str, ...]:
    names = []
    for model in _REGISTERED:
        ((_model, trigger),) = pgtrigger.registered(f"{model._meta.label}:insert_insert")
        names.append(trigger.get_pgid(model))
    return tuple(names)
