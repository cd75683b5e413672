"""Loading published lists. Twice the same list changes nothing; what vanishes is retired, what returns is in use again."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.names import sort_key_arabic, sort_key_latin
from artisans.reference import geography
from artisans.reference.files import ListFile, read_manifest
from artisans.reference.models import (
    Branch,
    Cercle,
    Commune,
    Country,
    HSCode,
    ProductFamily,
    Province,
    ReferenceList,
    Region,
    Trade,
)
from artisans.reference.registry import REFERENCE_LOADERS, LoadedList
from foundation.time import now, today

Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Origin:
    """Where a list comes from, as kept on its `ReferenceList`."""

    version: str
    licence: str
    source: str
    sha256: str

    @classmethod
    def of(cls, file: ListFile) -> "Origin":
        return cls(file.version, file.licence, file.source, file.sha256)


@dataclass
class _Difference:
    added: list[models.Model] = field(default_factory=list)
    changed: list[models.Model] = field(default_factory=list)
    retired: list[models.Model] = field(default_factory=list)
    returned: int = 0


@transaction.atomic
def load_list(
    *,
    name: str,
    model: type[models.Model],
    rows: Callable[[], Rows],
    origin: Origin,
    key: Sequence[str] = ("code",),
    force: bool = False,
    by: User | None = None,
) -> LoadedList:
    """Make the table hold exactly this list, the rows no longer in it retired.

    `rows` gives field values (foreign keys as `<name>_id`) and is called only if the list's sha256 differs from the
    one loaded last, or with `force`. Only rows that differ are written. One event is recorded when anything changed.
    """
    known = ReferenceList.objects.select_for_update().filter(name=name).first()
    if known and known.sha256 == origin.sha256 and known.version == origin.version and not force:
        return LoadedList(name, known.version, known.rows)

    wanted = [_with_sort_keys(model, row) for row in rows()]
    difference = _compare(model, wanted, key)
    _write(model, wanted, difference)
    in_use, retired = len(wanted), model.objects.exclude(retired_on=None).count()
    loaded = LoadedList(
        name, origin.version, in_use, len(difference.added), len(difference.changed) - difference.returned,
        len(difference.retired), difference.returned,
    )  # fmt: skip
    if known and not loaded.did_something and known.sha256 == origin.sha256 and known.version == origin.version:
        return loaded
    row, _created = ReferenceList.objects.update_or_create(
        name=name,
        defaults={
            "version": origin.version, "licence": origin.licence, "source": origin.source, "sha256": origin.sha256,
            "rows": in_use, "retired": retired, "loaded_at": now(),
        },
    )  # fmt: skip
    record(
        "reference.loaded",
        target=row,
        by=by or User.objects.system(),
        after={
            "list": name, "version": origin.version, "sha256": origin.sha256, "rows": in_use, "added": loaded.added,
            "changed": loaded.changed, "retired": loaded.retired, "returned": loaded.returned,
        },
    )  # fmt: skip
    return loaded


def _with_sort_keys(model: type[models.Model], row: dict[str, Any]) -> dict[str, Any]:
    names = {f.name for f in model._meta.get_fields()}
    if "sort_fr" not in names:
        return row
    return row | {"sort_fr": sort_key_latin(row["name_fr"]), "sort_ar": sort_key_arabic(row.get("name_ar", ""))}


def _compare(model: type[models.Model], wanted: Rows, key: Sequence[str]) -> _Difference:
    present = {tuple(getattr(row, part) for part in key): row for row in model.objects.all()}
    found = _Difference()
    for row in wanted:
        old = present.pop(tuple(row[part] for part in key), None)
        if old is None:
            found.added.append(model(**row))
            continue
        if old.retired_on is not None:
            found.returned += 1
        if old.retired_on is not None or any(getattr(old, column) != value for column, value in row.items()):
            for column, value in row.items():
                setattr(old, column, value)
            old.retired_on = None
            found.changed.append(old)
    for gone in present.values():
        if gone.retired_on is None:
            gone.retired_on = today()
            found.retired.append(gone)
    return found


def _write(model: type[models.Model], wanted: Rows, difference: _Difference) -> None:
    model.objects.bulk_create(difference.added, batch_size=500)
    columns = {column.removesuffix("_id") for row in wanted[:1] for column in row} - {model._meta.pk.name}
    if difference.changed:
        model.objects.bulk_update(difference.changed, [*sorted(columns), "retired_on"], batch_size=300)
    if difference.retired:
        model.objects.bulk_update(difference.retired, ["retired_on"], batch_size=300)


@REFERENCE_LOADERS.register("geography", order=10)
def load_geography(force: bool = False) -> Iterable[LoadedList]:
    """Regions, provinces, rural circles, communes."""
    origin = Origin(geography.VERSION, geography.LICENCE, geography.SOURCE, geography.fingerprint())
    for name, model, rows in (
        ("regions", Region, geography.regions),
        ("provinces", Province, geography.provinces),
        ("cercles", Cercle, geography.cercles),
        ("communes", Commune, geography.communes),
    ):
        yield load_list(name=name, model=model, rows=rows, origin=origin, force=force)


@REFERENCE_LOADERS.register("trades", order=20)
def load_trades(force: bool = False) -> Iterable[LoadedList]:
    """Product families with their customs headings, trade branches, trades, countries."""
    files = read_manifest()
    families, trades, countries = files["product_families"], files["trades"], files["countries"]
    for name, model, file, rows, key in (
        ("product-families", ProductFamily, families, _families, ("code",)),
        ("hs-codes", HSCode, families, _hs_codes, ("family_id", "hs_code")),
        ("branches", Branch, trades, _branches, ("code",)),
        ("trades", Trade, trades, _trades, ("code",)),
        ("countries", Country, countries, _countries, ("code",)),
    ):
        yield load_list(
            name=name,
            model=model,
            rows=lambda read=rows, file=file: read(file),
            origin=Origin.of(file),
            key=key,
            force=force,
        )


def _families(file: ListFile) -> Rows:
    found = {}
    for row in file.rows():
        found.setdefault(
            row["family_code"],
            {
                "code": row["family_code"], "name_fr": row["family_fr"], "name_ar": row["family_ar"],
                "name_en": row["family_en"], "source": row["source"],
            },
        )  # fmt: skip
    return list(found.values())


def _hs_codes(file: ListFile) -> Rows:
    return [
        {
            "family_id": row["family_code"], "hs_code": row["hs_code"], "description_en": row["hs_description_en"],
            "fit": row["fit"], "note": row["note"], "source": row["source"],
        }
        for row in file.rows()
        if row["hs_code"]
    ]  # fmt: skip


def _branches(file: ListFile) -> Rows:
    found = {}
    for row in file.rows():
        found.setdefault(
            row["branch_code"],
            {
                "code": row["branch_code"], "name_fr": row["branch_fr"], "name_ar": row["branch_ar"],
                "name_en": BRANCHES_EN.get(row["branch_code"], ""), "source": file.source,
            },
        )  # fmt: skip
    return list(found.values())


def _trades(file: ListFile) -> Rows:
    return [
        {
            "code": row["trade_code"], "name_fr": row["trade_fr"], "name_ar": row["trade_ar"], "name_en": row["trade_en"],
            "branch_id": row["branch_code"], "family_id": row["export_family_code"] or None,
            "is_service": row["class"] == "services", "is_endangered": row["endangered_flag"] == "1",
            "source": row["source"],
        }
        for row in file.rows()
    ]  # fmt: skip


def _countries(file: ListFile) -> Rows:
    return [
        {
            "code": row["iso2"], "name_fr": row["name_fr"], "name_ar": row["name_ar"], "name_en": row["name_en"],
            "source": row["source"],
        }
        for row in file.rows()
    ]  # fmt: skip


# The source names branches in French and Arabic only; these are ours.
BRANCHES_EN = {
    "BAT": "Traditional building (zellige, plaster, stone)",
    "BIJ": "Jewellery",
    "BOI": "Wood",
    "CHA": "Traditional footwear",
    "COS": "Cosmetics and local products",
    "COU": "Blankets and home textiles",
    "CUI": "Leather",
    "DIN": "Copperware and metals",
    "DIV": "Miscellaneous (instruments, bookbinding, candles, arms)",
    "FER": "Wrought iron",
    "POT": "Pottery and ceramics",
    "SER": "Service crafts",
    "TAP": "Rugs and weaving",
    "VAN": "Basketry and plant fibres",
    "VET": "Traditional clothing and embroidery",
}
