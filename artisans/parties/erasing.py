"""Taking personal values out of rows and of their history, where the rows themselves must stay."""

from collections.abc import Iterable
from typing import Any

import pgtrigger
from django.db import transaction
from django.db.models import QuerySet

from artisans.documents.models import Document


def blank(rows: QuerySet, *, despite: Iterable[str] = (), **values: Any) -> int:
    """Overwrite columns of the rows, and the same columns in the history kept of them; how many rows.

    `despite` names triggers of the model that would refuse (append-only tables, answers that stay); they are passed over for
    these statements only.
    """
    model = rows.model
    keys = list(rows.values_list("pk", flat=True))
    if not keys:
        return 0
    with transaction.atomic():
        with pgtrigger.ignore(*(f"{model._meta.label}:{name}" for name in despite)):
            model._base_manager.filter(pk__in=keys).update(**values)
        for history in set(getattr(model, "pgh_event_models", {}).values()):
            columns = {field.attname for field in history._meta.concrete_fields} | {
                field.name for field in history._meta.concrete_fields
            }
            kept = {name: value for name, value in values.items() if name in columns}
            if kept:
                with pgtrigger.ignore(f"{history._meta.label}:append_only"):
                    history._base_manager.filter(pgh_obj_id__in=keys).update(**kept)
    return len(keys)


def erase_documents(documents: QuerySet[Document]) -> int:
    """The files go, with their names; the rows stay, since others point at them, with the hash of what was there."""
    rows = list(documents.exclude(file=""))
    files = [(row.file.storage, row.file.name) for row in rows]
    Document.objects.filter(pk__in=[row.pk for row in rows]).update(file="", name="—")
    transaction.on_commit(lambda: _delete(files))
    return len(rows)


def _delete(files: list[tuple[Any, str]]) -> None:
    for storage, name in files:
        storage.delete(name)
