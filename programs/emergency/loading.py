"""The disaster, its communes and the scale, from the sourced files of `programs/data`."""

import csv
import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from artisans.reference.models import Commune, ReferenceList
from artisans.reference.registry import REFERENCE_LOADERS, LoadedList
from foundation.time import now
from programs.emergency.models import DamageScale, DisasterCommune, DisasterEvent

DATA = Path(__file__).resolve().parent.parent / "data"


@REFERENCE_LOADERS.register("emergency", order=400)
def load_emergency(force: bool = False) -> Iterable[LoadedList]:
    """The scale in a new version when its words or weights changed; communes that left the list are no longer of the disaster."""
    entry = json.loads((DATA / "emergency.json").read_text(encoding="utf-8"))
    yield _load_scale(entry["scale"])
    yield _load_event(entry["event"], force)


@transaction.atomic
def _load_scale(entry: dict[str, Any]) -> LoadedList:
    latest = DamageScale.objects.filter(code=entry["code"]).order_by("-number").first()
    changed = latest is None or latest.definition != entry["definition"]
    if changed:
        latest = DamageScale.objects.create(
            code=entry["code"],
            number=latest.number + 1 if latest else 1,
            definition=entry["definition"],
            published_at=now(),
        )
    return LoadedList(f"damage scale {latest.code}", f"v{latest.number}", 1, added=int(changed))


@transaction.atomic
def _load_event(entry: dict[str, Any], force: bool) -> LoadedList:
    content = (DATA / entry["communes"]).read_bytes()
    sha256 = hashlib.sha256(content + json.dumps(entry, sort_keys=True).encode()).hexdigest()
    rows = list(csv.DictReader(content.decode("utf-8").splitlines()))
    name = f"disaster-{entry['code']}"
    known = ReferenceList.objects.filter(name=name).first()
    if known and known.sha256 == sha256 and not force:
        return LoadedList(name, entry["version"], len(rows))
    event, _new = DisasterEvent.objects.update_or_create(
        code=entry["code"],
        defaults={
            **{f"name_{language}": text for language, text in entry["name"].items()},
            "struck_at": datetime.fromisoformat(entry["struck_at"]),
            "legal_basis": entry["legal_basis"],
        },
    )
    added, changed, retired = _load_communes(event, rows)
    ReferenceList.objects.update_or_create(
        name=name,
        defaults={
            "version": entry["version"], "licence": entry["licence"], "source": entry["legal_basis"], "sha256": sha256,
            "rows": len(rows), "retired": retired, "loaded_at": now(),
        },
    )  # fmt: skip
    return LoadedList(name, entry["version"], len(rows), added=added, changed=changed, retired=retired)


def _load_communes(event: DisasterEvent, rows: list[dict[str, str]]) -> tuple[int, int, int]:
    existing = {row.commune_id: row for row in event.communes.all()}
    places = set(Commune.objects.values_list("code", flat=True))
    added, changed = [], []
    for row in rows:
        if row["code"] not in places:
            continue  # the geography is loaded first; a code it does not know cannot be assessed
        values = {"declared": row["declared"], "evidence": row["evidence"] or row["note"], "source": row["source"]}
        found = existing.pop(row["code"], None)
        if found is None:
            added.append(DisasterCommune(event=event, commune_id=row["code"], **values))
        elif any(getattr(found, field) != value for field, value in values.items()):
            for field, value in values.items():
                setattr(found, field, value)
            changed.append(found)
    DisasterCommune.objects.bulk_create(added)
    DisasterCommune.objects.bulk_update(changed, ["declared", "evidence", "source"])
    DisasterCommune.objects.filter(pk__in=[row.pk for row in existing.values()]).delete()
    return len(added), len(changed), len(existing)
