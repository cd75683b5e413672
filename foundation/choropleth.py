"""Areas coloured by a value: plain paths, no engine, so a page may draw it itself."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from typing import Any

from foundation.chart_look import Chart, Look, Table, hatch, paint, read_out
from foundation.chart_palette import STEPS
from foundation.formats import format_number

EMPTY = "#ffffff"  # in dark pages too: on their ground nothing would look like the darkest step


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
    few: Collection[str] = (),
    few_words: str = "",
    table: Table | None = None,
) -> Chart:
    """Areas by code, from light to dark in at most five classes holding about as many areas each; without a value empty.

    `outlines` is `{"viewBox": …, "provinces": {code: path}}` (artisans/data). `few` are areas whose value is too small to be told:
    hatched, with `few_words`. With `links` each area leads to its address. The legend is part of the picture; it reads in
    grey as in colour. The alternative text is the table's (default: the values, the largest first).
    """
    told = json.dumps([sorted(values.items()), sorted(few), look.language, look.target, title], ensure_ascii=False)
    name = f"m{hashlib.sha256(told.encode()).hexdigest()[:10]}"
    ends = class_ends(list(values.values()))
    left, top, width, height = (float(part) for part in outlines["viewBox"].split())
    paths = []
    colon = "\u00a0:" if look.language == "fr" else ":"
    for code, path in sorted(outlines["provinces"].items(), key=lambda pair: (len(pair[0]), pair[0])):
        value = values.get(code)
        if code in few:
            fill, told_value = f"url(#{name}h)", few_words
        elif value is None:
            fill, told_value = EMPTY, unknown
        else:
            fill, told_value = _fill(value, ends), format_number(value, decimals, language=look.language)
        words = f"{names.get(code, code)}{colon} {told_value}"
        shape = (
            f'<path d="{path}" fill="{fill}" stroke="{look.colour("ink-soft")}" stroke-width="0.5">'
            f"<title>{escape(words)}</title></path>"
        )
        link = (links or {}).get(code)
        paths.append(f'<a href="{escape(link)}" aria-label="{escape(words)}">{shape}</a>' if link else shape)
    cells = _cells(ends, min(values.values(), default=0), look, decimals)
    if few:
        cells.append((f"url(#{name}h)", few_words))
    cells.append((EMPTY, unknown))
    legend, used = _legend(cells, look, top + height + 14, left, width)
    ranked = sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))
    table = table or Table(columns, tuple((names.get(code, code), value) for code, value in ranked))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart-svg" role="{"group" if links else "img"}" direction="ltr" '
        f'width="{look.width}" height="{round(look.width * (height + used) / width)}" '
        f'viewBox="{left:g} {top:g} {width:g} {height + used:g}" aria-labelledby="{name}t" aria-describedby="{name}d">'
        f'<title id="{name}t">{escape(title)}</title><desc id="{name}d">{escape(read_out(table))}</desc>'
        f"{hatch(f'{name}h', look) if few else ''}{''.join(paths)}{legend}</svg>"
    )
    return Chart(paint(svg, look), table, title, source)


def class_ends(values: Sequence[float]) -> list[float]:
    """The upper ends of at most five classes with about as many values each, rounded to what people say: 5, 20, 80."""
    ordered = sorted(set(values))
    if len(ordered) <= len(STEPS):
        return ordered
    ends: list[float] = []
    everyone = sorted(values)
    for place in range(1, len(STEPS)):
        end = _rounded(everyone[ceil(len(everyone) * place / len(STEPS)) - 1])
        if end < ordered[-1] and (not ends or end > ends[-1]):
            ends.append(end)
    return [*ends, ordered[-1]]


def _rounded(value: float) -> float:
    """Up to two leading digits: 1 234 becomes 1 300."""
    if value <= 0:
        return value
    unit = 10 ** max(floor(log10(value)) - 1, 0)
    return ceil(value / unit) * unit if value >= 1 else value


def _fill(value: float, ends: list[float]) -> str:
    place = next((number for number, end in enumerate(ends) if value <= end), len(ends) - 1)
    return STEPS[_shade(place, len(ends))]


def _shade(place: int, count: int) -> int:
    """Few classes still reach from light to dark."""
    return len(STEPS) - 1 if count == 1 else round(place * (len(STEPS) - 1) / (count - 1))


def _cells(ends: list[float], lowest: float, look: Look, decimals: int | None) -> list[tuple[str, str]]:
    """Each class' colour and its words: 5 – 12, or the number alone."""
    whole = decimals in (None, 0)
    cells = []
    start = lowest
    for place, end in enumerate(ends):
        first = format_number(start, decimals, language=look.language)
        last = format_number(end, decimals, language=look.language)
        cells.append((STEPS[_shade(place, len(ends))], last if first == last or start > end else f"{first} – {last}"))
        start = end + (1 if whole else 0)
    return cells


def _legend(cells: list[tuple[str, str]], look: Look, y: float, left: float, width: float) -> tuple[str, float]:
    """Swatches in rows of three, each with its words; from the right in Arabic."""
    columns, room = 3, width / 3
    drawn = []
    for number, (fill, text) in enumerate(cells):
        row, column = divmod(number, columns)
        column = columns - 1 - column if look.is_rtl else column
        x, line = left + column * room, y + row * 26
        swatch = x + room - 22 if look.is_rtl else x
        words_at, anchor = (x + room - 30, "end") if look.is_rtl else (x + 30, "start")
        drawn.append(
            f'<rect x="{swatch:g}" y="{line:g}" width="22" height="14" fill="{fill}" stroke="{look.colour("ink-soft")}" '
            f'stroke-width="0.7"/><text x="{words_at:g}" y="{line + 12:g}" font-family="{look.font}" font-size="14" '
            f'text-anchor="{anchor}" fill="currentColor">{escape(text)}</text>'
        )
    return "".join(drawn), 26 * ceil(len(cells) / columns) + 18
