"""Provinces coloured by a value: plain paths, no engine, so a page may draw it itself."""

import hashlib
import json
from collections.abc import Mapping
from html import escape
from typing import Any

from foundation.chart_palette import STEPS
from foundation.charts.render import Chart, Look, Table, paint
from foundation.formats import format_number


def province_map(
    values: Mapping[str, float],
    *,
    outlines: Mapping[str, Any],
    names: Mapping[str, str],
    title: str,
    source: str,
    look: Look,
    columns: tuple[str, str] = ("", ""),
    decimals: int | None = None,
    links: Mapping[str, str] | None = None,
    unknown: str = "",
) -> Chart:
    """Provinces by code, from light to dark in five steps of equal width; those without a value stay empty.

    `outlines` is `{"viewBox": …, "provinces": {code: path}}` (artisans/data/provinces.json). With `links` each province leads
    to its address. The legend is part of the picture.
    """
    told = json.dumps([sorted(values.items()), look.language, look.target, title], ensure_ascii=False)
    name = f"m{hashlib.sha256(told.encode()).hexdigest()[:10]}"
    steps = _steps(values)
    left, top, width, height = (float(part) for part in outlines["viewBox"].split())
    paths = []
    colon = "\u00a0:" if look.language == "fr" else ":"
    for code, path in sorted(outlines["provinces"].items()):
        value = values.get(code)
        fill = look.colour("surface") if value is None else STEPS[_step(value, steps)]
        told_value = unknown if value is None else format_number(value, decimals, language=look.language)
        words = f"{names.get(code, code)}{colon} {told_value}"
        shape = (
            f'<path d="{path}" fill="{fill}" stroke="{look.colour("ink-soft")}" stroke-width="0.5">'
            f"<title>{escape(words)}</title></path>"
        )
        link = (links or {}).get(code)
        paths.append(f'<a href="{escape(link)}" aria-label="{escape(words)}">{shape}</a>' if link else shape)
    legend, used = _legend(steps, look, decimals, unknown, top + height + 14, left, width)
    ranked = sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))
    table = Table(columns, tuple((names.get(code, code), value) for code, value in ranked))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart-svg" role="{"group" if links else "img"}" direction="ltr" '
        f'width="{look.width}" height="{round(look.width * (height + used) / width)}" '
        f'viewBox="{left:g} {top:g} {width:g} {height + used:g}" aria-labelledby="{name}t">'
        f'<title id="{name}t">{escape(title)}</title>{"".join(paths)}{legend}</svg>'
    )
    return Chart(paint(svg, look), table, title, source)


def _steps(values: Mapping[str, float]) -> list[float]:
    """The upper ends of the five steps."""
    highest, lowest = max(values.values(), default=0), min([0, *values.values()])
    width = (highest - lowest) / len(STEPS) or 1
    return [lowest + width * (place + 1) for place in range(len(STEPS))]


def _step(value: float, steps: list[float]) -> int:
    return next((place for place, end in enumerate(steps) if value <= end), len(steps) - 1)


def _legend(
    steps: list[float], look: Look, decimals: int | None, unknown: str, y: float, left: float, width: float
) -> tuple[str, float]:
    """A row of swatches, each with the value it goes up to."""
    places = decimals if decimals is not None else 0
    cells = [
        (STEPS[place], f"≤ {format_number(end, places, language=look.language)}") for place, end in enumerate(steps)
    ]
    cells.append((look.colour("surface"), unknown))
    room = width / len(cells)
    order = list(reversed(cells)) if look.is_rtl else cells
    drawn = [
        f'<rect x="{left + place * room:g}" y="{y:g}" width="{room - 6:g}" height="12" fill="{fill}" '
        f'stroke="{look.colour("ink-soft")}" stroke-width="0.5"/>'
        f'<text x="{left + place * room:g}" y="{y + 28:g}" font-family="{look.font}" font-size="13" '
        f'fill="currentColor">{escape(text)}</text>'
        for place, (fill, text) in enumerate(order)
    ]
    return "".join(drawn), 54
