"""The drawings of the report: the emergency's map; charts come from the one chart source."""

import json
import re
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from foundation.charts import Chart, Look
from foundation.words import in_language
from markets.barometer.pictures import draw

# From light to dark; printed in black and white the order still reads.
_MAP_MM = (84, 60)
_SHADES = ("#f1eee7", "#cfe4e1", "#8fc0ba", "#3f8a86", "#0f5c5c")


def pictures_of(data: dict[str, Any], language: str) -> dict[str, SafeString]:
    """Every drawing by name; a drawing without data is absent. Loads the drawing engine: workers and commands only."""
    drawn: dict[str, SafeString] = {}
    emergency = data.get("emergency") or {}
    if emergency.get("by_province"):
        drawn["map"] = province_map(emergency["by_province"], language)
    barometer = data.get("barometer") or {}
    if barometer.get("curve"):
        small, wide = (Look(language=language, target="print", width=width, height=height) for width, height in _DRAWN)
        charts = draw(barometer, small, curve=wide)
        drawn |= {name: printed(charts[name], width_mm) for name, width_mm in _PRINTED.items() if name in charts}
    return drawn


# Width and height drawn, in pixels; the width printed, in millimetres.
_DRAWN = ((420, 240), (680, 145))
_PRINTED = {"curve": 178, "families": 80, "contributions": 80}


def printed(chart: Chart, width_mm: float) -> SafeString:
    """A chart of ours at its printed width; what is drawn does not change."""
    width, height = (float(number) for number in re.search(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"', chart.svg).groups())
    size = f'width="{width_mm}mm" height="{round(width_mm * height / width, 2)}mm"'
    return mark_safe(re.sub(r'width="[0-9.]+" height="[0-9.]+"', size, chart.svg, count=1))  # noqa: S308 - drawn by us


@cache
def _outlines() -> dict[str, Any]:
    path = settings.BASE_DIR / "artisans" / "data" / "provinces.json"
    return json.loads(path.read_text(encoding="utf-8"))


def province_map(provinces: list[dict[str, Any]], language: str) -> SafeString:
    """The named provinces shaded by `count`, their neighbours in outline; the window is fitted around them."""
    outlines = _outlines()["provinces"]
    counts = {item["code"]: item for item in provinces if item["code"] in outlines}
    largest = max((item["count"] for item in counts.values()), default=0)
    box = _window([outlines[code] for code in counts])
    rest = format_html_join(
        "",
        '<path d="{}" fill="#fbf9f5" stroke="#cfc9bd" stroke-width="0.4"/>',
        ((path,) for code, path in sorted(outlines.items()) if code not in counts),
    )
    shaded = format_html_join(
        "",
        '<path d="{}" fill="{}" stroke="#0a4444" stroke-width="0.7"><title>{}</title></path>',
        (
            (outlines[code], _shade(item["count"], largest), f"{in_language(item['name'], language)} : {item['count']}")
            for code, item in sorted(counts.items())
        ),
    )
    title = ", ".join(f"{in_language(item['name'], language)} {item['count']}" for item in counts.values())
    return format_html(
        '<svg class="map" xmlns="http://www.w3.org/2000/svg" viewBox="{} {} {} {}" width="{}mm" height="{}mm" role="img">'
        "<title>{}</title>{}{}{}</svg>",
        *(round(number, 1) for number in box), *_size(box), title, rest, shaded, _labels(counts, outlines, largest, language, box),
    )  # fmt: skip


def _size(box: tuple[float, float, float, float]) -> tuple[float, float]:
    """The largest printed size, in millimetres, that fits its place."""
    scale = min(_MAP_MM[0] / box[2], _MAP_MM[1] / box[3])
    return round(box[2] * scale, 1), round(box[3] * scale, 1)


def _labels(
    counts: dict[str, dict[str, Any]],
    outlines: dict[str, str],
    largest: int,
    language: str,
    box: tuple[float, float, float, float],
) -> SafeString:
    """Name and count in the middle of each named province, light on dark and dark on light."""
    size = round(box[2] / _size(box)[0] * 2.5, 2)  # 2.5 mm high on paper
    font = "Plex Arabic" if language == "ar" else "Plex Latin"
    told = []
    for code, item in sorted(counts.items()):
        points = _points(outlines[code])
        x = (min(x for x, _y in points) + max(x for x, _y in points)) / 2
        y = (min(y for _x, y in points) + max(y for _x, y in points)) / 2
        ink = "#ffffff" if _SHADES.index(_shade(item["count"], largest)) >= 3 else "#1d2a2c"
        for line, text in enumerate((in_language(item["name"], language), str(item["count"]))):
            told.append((round(x, 1), round(y + line * size * 1.15, 1), font, size, 600 if line else 400, ink, text))
    return format_html_join(
        "",
        '<text x="{}" y="{}" font-family="{}" font-size="{}" font-weight="{}" fill="{}" text-anchor="middle">{}</text>',
        told,
    )


def _shade(count: int, largest: int) -> str:
    if not largest or not count:
        return _SHADES[0]
    return _SHADES[1 + min(3, int(4 * (count - 1) / largest))]


def _window(paths: list[str]) -> tuple[float, float, float, float]:
    """The box around relative paths (`M x y l dx dy …`), with a margin."""
    xs: list[float] = []
    ys: list[float] = []
    for path in paths:
        for x, y in _points(path):
            xs.append(x)
            ys.append(y)
    if not xs:
        return (0.0, 0.0, 600.0, 646.0)
    margin = 8
    left, top = min(xs) - margin, min(ys) - margin
    return (left, top, max(xs) - left + margin, max(ys) - top + margin)


def _points(path: str) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    x = y = start_x = start_y = 0.0
    command, numbers, token = "", [], ""

    def flush() -> None:
        nonlocal x, y, start_x, start_y
        for index in range(0, len(numbers) - 1, 2):
            dx, dy = numbers[index], numbers[index + 1]
            absolute = command.isupper()
            x, y = (dx, dy) if absolute else (x + dx, y + dy)
            if command in "Mm" and index == 0:
                start_x, start_y = x, y
            points.append((x, y))

    for sign in path + " ":
        if sign.isalpha():
            if token:
                numbers.append(float(token))
                token = ""
            flush()
            if command in "zZ":
                x, y = start_x, start_y
            command, numbers = sign, []
            if sign in "zZ":
                x, y = start_x, start_y
        elif sign in " ," or (sign == "-" and token):
            if token:
                numbers.append(float(token))
            token = "-" if sign == "-" else ""
        else:
            token += sign
    flush()
    return points
