"""The indicators of `reports/data/indicators.json`; those that left the list are no longer followed."""

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from artisans.reference.registry import REFERENCE_LOADERS, LoadedList
from programs.catalog.models import Program
from reports.monitoring.computing import COMPUTATIONS
from reports.monitoring.models import Indicator

DATA = Path(__file__).resolve().parent.parent / "data" / "indicators.json"
_SAME = (
    "unit", "direction", "is_cumulative", "origin", "computation", "dimensions", "position", "source", "green_from",
    "amber_from", "baseline_on",
)  # fmt: skip


@REFERENCE_LOADERS.register("indicators", order=600)
def load_indicators(force: bool = False) -> Iterable[LoadedList]:
    """Add and change by code; an unknown computation is a KeyError before anything is written."""
    told = json.loads(DATA.read_text(encoding="utf-8"))
    for row in told["indicators"]:
        if row["computation"]:
            COMPUTATIONS[row["computation"]]
    yield _load(told["version"], told["indicators"])


@transaction.atomic
def _load(version: str, rows: list[dict[str, Any]]) -> LoadedList:
    programs = {program.code: program for program in Program.objects.all()}
    known = {indicator.code: indicator for indicator in Indicator.objects.all()}
    added = changed = 0
    for row in rows:
        values = {
            **{name: row[name] for name in _SAME},
            **{f"name_{language}": text for language, text in row["name"].items()},
            **{f"definition_{language}": text for language, text in row["definition"].items()},
            "program": programs[row["program"]] if row["program"] else None,
            "baseline": Decimal(row["baseline"]) if row["baseline"] is not None else None,
            "is_active": True,
        }
        found = known.pop(row["code"], None)
        if found is None:
            Indicator.objects.create(code=row["code"], **values)
            added += 1
        elif any(getattr(found, name) != value for name, value in values.items()):
            Indicator.objects.filter(pk=found.pk).update(**values)
            changed += 1
    retired = Indicator.objects.filter(pk__in=[row.pk for row in known.values()], is_active=True).update(
        is_active=False
    )
    return LoadedList("indicators", version, len(rows), added=added, changed=changed, retired=retired)
