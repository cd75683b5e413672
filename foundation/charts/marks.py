"""Lines, bars, parts and dots. Zero is always on the scale of bars; lines break where a value is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import altair as alt

from foundation.chart_look import HATCH, Chart, Look, Table, isolate
from foundation.chart_palette import DASHES, MARKERS, SERIES
from foundation.charts.render import finish, side, theme
from foundation.formats import format_number

_DIRECT_LABELS = 4  # more lines than these get a legend


@dataclass(frozen=True)
class Line:
    """A named line: values by the place of their label; a place left out is a gap. `texts` says a value otherwise."""

    name: str
    values: Mapping[int, float]
    texts: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Bar:
    """A bar with its own words at its end. `estimated` is hatched; `strong` marks the one to look at."""

    label: str
    value: float
    text: str = ""
    estimated: bool = False
    strong: bool = False


@dataclass(frozen=True)
class Dot:
    """One row of a dot plot: values by the name of their series."""

    label: str
    values: Mapping[str, float]


def line_chart(
    lines: Sequence[Line],
    *,
    labels: Sequence[str],
    title: str,
    source: str,
    look: Look,
    columns: Sequence[str] = ("", ""),
    decimals: int | None = None,
    description: str = "",
    from_zero: bool = True,
) -> Chart:
    """Points joined only where neighbouring labels both have a value. The last line is the one to look at."""
    rows = _line_rows(lines, labels, look, decimals)
    _spread_ends(rows, look)
    names = [line.name for line in lines]
    colours = [look.colour(SERIES[(len(lines) - 1 - place) % len(SERIES)]) for place in range(len(lines))]
    shapes = [MARKERS[(len(lines) - 1 - place) % len(MARKERS)] for place in range(len(lines))]
    dashes = [list(DASHES[(len(lines) - 1 - place) % len(DASHES)]) for place in range(len(lines))]
    legend = alt.Legend(orient="top", title=None) if len(lines) > _DIRECT_LABELS else None
    highest = max((row["value"] for row in rows), default=1)

    x = alt.X(
        "label:O", sort=None, title=None,
        scale=alt.Scale(domain=list(labels), reverse=look.is_rtl, padding=0.3), axis=alt.Axis(labelAngle=0, labelSeparation=6),
    )  # fmt: skip
    y = alt.Y(
        "value:Q", title=None, scale=alt.Scale(zero=from_zero, domainMax=highest * 1.1),
        axis=alt.Axis(orient=side(look), grid=True, tickCount=5),
    )  # fmt: skip
    base = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y)
    drawn = base.mark_line(strokeWidth=2).encode(
        color=alt.Color("line:N", scale=alt.Scale(domain=names, range=colours), legend=legend),
        strokeDash=alt.StrokeDash("line:N", scale=alt.Scale(domain=names, range=dashes), legend=None),
        detail="segment:N",
    )
    points = base.mark_point(filled=True, size=64, opacity=1).encode(
        color=alt.Color("line:N", scale=alt.Scale(domain=names, range=colours), legend=legend),
        shape=alt.Shape("line:N", scale=alt.Scale(domain=names, range=shapes), legend=None),
    )
    words = base.transform_filter("datum.text != ''").mark_text(dy=-12, fontSize=12).encode(text="text:N")
    ends = (
        base.transform_filter("datum.end != ''")
        .mark_text(align="right" if look.is_rtl else "left", dx=-11 if look.is_rtl else 11, fontSize=13, fontWeight=600)
        .encode(
            x=alt.X("end_label:O", title=None),
            y=alt.Y("end_at:Q", title=None),
            text="end:N",
            color=alt.Color("line:N", scale=alt.Scale(domain=names, range=colours), legend=legend),
        )
    )
    spec = _spec(alt.layer(drawn, points, words, ends), look)
    head = (columns[0], *names)
    body = tuple((label, *(line.values.get(place) for line in lines)) for place, label in enumerate(labels))
    shown = tuple(row for row in body if any(value is not None for value in row[1:]))
    return finish(spec, look=look, title=title, source=source, table=Table(head, shown), description=description)


def bar_chart(
    bars: Sequence[Bar],
    *,
    title: str,
    source: str,
    look: Look,
    columns: tuple[str, str] = ("", ""),
    decimals: int | None = None,
    description: str = "",
    highest: float | None = None,
) -> Chart:
    """Horizontal bars from zero, each with its value at its end, in the order given. Values below zero go the other way."""
    rows = [
        {
            "label": isolate(bar.label, look), "value": bar.value, "zero": 0,
            "text": bar.text or format_number(bar.value, decimals, language=look.language),
            "fill": HATCH if bar.estimated else look.colour("clay" if bar.strong else "brand"),
        }
        for bar in bars
    ]  # fmt: skip
    low, high = min([0, *(bar.value for bar in bars)]), max([0, *(bar.value for bar in bars)])
    scale = alt.Scale(domain=[low, max(high, highest or 0) or 1], reverse=look.is_rtl, nice=False)
    y = alt.Y(
        "label:N",
        sort=None,
        title=None,
        axis=alt.Axis(orient=side(look), labelLimit=_label_room(look), labelOverlap=False),
    )
    base = alt.Chart(alt.Data(values=rows)).encode(y=y)
    drawn = base.mark_bar(cornerRadius=1).encode(
        x=alt.X("value:Q", title=None, scale=scale, axis=None), color=alt.Color("fill:N", scale=None, legend=None)
    )
    x_text = alt.X("value:Q", scale=scale)
    start, outward = ("right", -6) if look.is_rtl else ("left", 6)
    above = base.transform_filter("datum.value >= 0").mark_text(align=start, dx=outward).encode(x=x_text, text="text:N")
    # Below zero the bar runs towards its name: its value stands on the free side of zero.
    below = (
        base.transform_filter("datum.value < 0")
        .mark_text(align=start, dx=outward)
        .encode(x=alt.X("zero:Q", scale=scale), text="text:N")
    )
    layers = [drawn, above, below]
    if low < 0:
        layers.append(
            alt.Chart(alt.Data(values=[{"zero": 0}]))
            .mark_rule(stroke="currentColor", strokeWidth=1)
            .encode(x=alt.X("zero:Q", scale=scale))
        )
    height = max(len(bars) * (34 if look.is_narrow else 36), 36)
    spec = _spec(alt.layer(*layers), look, height=height)
    table = Table(columns, tuple((bar.label, bar.text or bar.value) for bar in bars))
    return finish(spec, look=look, title=title, source=source, table=table, description=description)


def stacked_bar(
    parts: Sequence[Bar],
    *,
    title: str,
    source: str,
    look: Look,
    columns: tuple[str, str] = ("", ""),
    decimals: int | None = None,
    description: str = "",
) -> Chart:
    """One bar cut into its parts, with a name above each part that has room for it and its value inside."""
    whole = sum(part.value for part in parts) or 1
    rows, at = [], 0.0
    for place, part in enumerate(parts):
        share = part.value / whole
        token = SERIES[place % len(SERIES)]
        rows.append(
            {
                "start": at, "end": at + part.value, "middle": at + part.value / 2, "bar": "",
                "text": part.text or format_number(part.value, decimals, language=look.language),
                "name": isolate(part.label, look) if share >= (0.22 if look.is_narrow else 0.12) else "",
                "inside": share >= (0.16 if look.is_narrow else 0.08),
                "fill": HATCH if part.estimated else look.colour(token),
                "ink": "currentColor" if part.estimated else look.colour("surface"),
            }
        )  # fmt: skip
        at += part.value
    scale = alt.Scale(domain=[0, whole], reverse=look.is_rtl, nice=False)
    base = alt.Chart(alt.Data(values=rows))
    bar = base.mark_bar(height=34, stroke=look.colour("surface"), strokeWidth=2).encode(
        x=alt.X("start:Q", scale=scale, axis=None, title=None), x2="end:Q", y=alt.Y("bar:N", axis=None, title=None),
        color=alt.Color("fill:N", scale=None, legend=None),
    )  # fmt: skip
    middle = alt.X("middle:Q", scale=scale)
    inside = (
        base.transform_filter("datum.inside")
        .mark_text(fontWeight=600)
        .encode(x=middle, y="bar:N", text="text:N", color=alt.Color("ink:N", scale=None, legend=None))
    )
    above = base.mark_text(dy=-28).encode(x=middle, y="bar:N", text="name:N")
    spec = _spec(alt.layer(bar, inside, above), look, height=92)
    table = Table(columns, tuple((part.label, part.text or part.value) for part in parts))
    return finish(spec, look=look, title=title, source=source, table=table, description=description)


def dot_plot(
    dots: Sequence[Dot],
    *,
    series: Sequence[str],
    title: str,
    source: str,
    look: Look,
    columns: Sequence[str] = ("",),
    decimals: int | None = None,
    description: str = "",
) -> Chart:
    """Values of each row on one line, joined by a thin rule; a value left out is not drawn."""
    rows = [
        {
            "label": isolate(dot.label, look), "value": dot.values[name], "series": name,
            "text": format_number(dot.values[name], decimals, language=look.language),
        }
        for dot in dots
        for name in series
        if name in dot.values
    ]  # fmt: skip
    colours = [look.colour(SERIES[place % len(SERIES)]) for place in range(len(series))]
    shapes = [MARKERS[place % len(MARKERS)] for place in range(len(series))]
    highest = max((row["value"] for row in rows), default=1)
    scale = alt.Scale(
        domain=[min(0, *(row["value"] for row in rows), 0), highest * 1.12], reverse=look.is_rtl, nice=False
    )
    x = alt.X("value:Q", title=None, scale=scale, axis=alt.Axis(grid=True, tickCount=5))
    y = alt.Y(
        "label:N",
        sort=None,
        title=None,
        axis=alt.Axis(orient=side(look), labelLimit=_label_room(look), labelOverlap=False),
    )
    base = alt.Chart(alt.Data(values=rows)).encode(y=y)
    rule = base.mark_rule(stroke=look.colour("line"), strokeWidth=2).encode(
        x=alt.X("min(value):Q", scale=scale, title=None), x2="max(value):Q"
    )
    legend = alt.Legend(orient="top", title=None, symbolSize=80) if len(series) > 1 else None
    points = base.mark_point(filled=True, size=110, opacity=1).encode(
        x=x,
        color=alt.Color("series:N", scale=alt.Scale(domain=list(series), range=colours), legend=legend),
        shape=alt.Shape("series:N", scale=alt.Scale(domain=list(series), range=shapes), legend=legend),
    )
    words = base.mark_text(dy=-11, fontSize=11).encode(x=x, text="text:N")
    spec = _spec(alt.layer(rule, points, words), look, height=max(len(dots) * 38, 38))
    body = tuple((dot.label, *(dot.values.get(name) for name in series)) for dot in dots)
    return finish(
        spec, look=look, title=title, source=source, table=Table((columns[0], *series), body), description=description
    )


def _line_rows(lines: Sequence[Line], labels: Sequence[str], look: Look, decimals: int | None) -> list[dict[str, Any]]:
    """A row a point. Points that are not neighbours belong to different segments, so no line is drawn between them."""
    rows = []
    colon = "\u00a0:" if look.language == "fr" else ":"
    furthest = _last_place(lines)
    for number, line in enumerate(lines):
        segment, before, last = 0, None, max(line.values, default=None)
        is_main = number == len(lines) - 1
        for place in sorted(line.values):
            if before is not None and place != before + 1:
                segment += 1
            before = place
            written = line.texts.get(place) or format_number(line.values[place], decimals, language=look.language)
            told = is_main and place != last and not look.is_narrow
            rows.append(
                {
                    "line": line.name, "segment": f"{number}.{segment}", "label": labels[place],
                    "value": line.values[place], "text": written if told else "",
                    "end": _end_of(line.name, f"{colon} {written}", look) if place == last and len(lines) <= _DIRECT_LABELS else "",
                    "end_at": line.values[place], "end_label": labels[furthest],
                }
            )  # fmt: skip
    return rows


def _end_of(name: str, value: str, look: Look) -> str:
    """The name at the end of a line, with its last value where there is room."""
    return name if look.is_narrow else f"{name}{value}"


def _spread_ends(rows: list[dict[str, Any]], look: Look) -> None:
    """Names of lines that end at nearly the same height are moved apart, the highest staying where it is."""
    step = 17 * max((row["value"] for row in rows), default=1) * 1.1 / look.height
    above = None
    for row in sorted((row for row in rows if row["end"]), key=lambda row: -row["value"]):
        if above is not None and above - row["end_at"] < step:
            row["end_at"] = above - step
        above = row["end_at"]


def _last_place(lines: Sequence[Line]) -> int:
    return max((place for line in lines for place in line.values), default=0)


def _label_room(look: Look) -> int:
    return 150 if look.is_narrow else 220


def _spec(chart: alt.LayerChart, look: Look, height: int | None = None) -> dict[str, Any]:
    """The description at its size, with our theme. The far side keeps a margin: words end there, and fonts differ a little."""
    padding = {"left": 8, "right": 8, "top": 12, "bottom": 8}
    padding["left" if look.is_rtl else "right"] = 24
    sized = chart.properties(
        width=look.width,
        height=height or look.height,
        padding=padding,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    )
    return sized.to_dict() | {"config": theme(look)}
