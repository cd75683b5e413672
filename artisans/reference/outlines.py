"""The outlines of provinces and of their communes as SVG paths, for maps that need no library."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from artisans.reference.files import DATA


@dataclass(frozen=True)
class Outlines:
    """`provinces` maps an HCP province code to its path inside `view_box`; print the `credit` beside the map."""

    credit: str
    view_box: str
    bounds: tuple[float, float, float, float]  # west, south, east, north in degrees
    provinces: Mapping[str, str]

    def region(self, code: str) -> str:
        """The region as one path of several parts: the union of its provinces."""
        return "".join(path for province, path in self.provinces.items() if province.startswith(f"{code}."))


@cache
def outlines() -> Outlines:
    """The 75 provinces and prefectures; the districts of Casablanca lie inside 06.141."""
    document = json.loads((DATA / "provinces.json").read_text(encoding="utf-8"))
    return Outlines(document["credit"], document["viewBox"], tuple(document["bounds"]), document["provinces"])


@cache
def commune_outlines() -> tuple[str, Mapping[str, Mapping[str, object]]]:
    """The credit, and by province code `{"viewBox", "communes": {code: path}}`; a few of the 1,544 have no known outline."""
    document = json.loads((DATA / "communes.json").read_text(encoding="utf-8"))
    return document["credit"], document["provinces"]
