"""A snapshot in the reader's words: each figure with its title, its table, its months and its source.

Pages, CSV files and pictures take their words from here, so they cannot disagree. Nothing here draws.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from foundation.formats import format_date, format_month, format_number, format_percent, format_points
from foundation.words import in_language
from markets.trade.sentences import short_months

Block = dict[str, Any]


@dataclass(frozen=True)
class Figure:
    """One figure of the barometer: what it shows, in a sentence, as a table (`rows` for readers, `data` for machines)."""

    name: str
    title: str
    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    data: tuple[tuple[Any, ...], ...]
    lead: str = ""


def figures(snapshot: Block) -> list[Figure]:
    """Every figure the snapshot can show, in the order of the page."""
    made = (
        _curve(snapshot.get("curve") or []),
        _families(snapshot.get("families")),
        _contributions(snapshot.get("contributions")),
        _destinations(snapshot.get("destinations")),
        _cities("cities_exit", _("Share of exit cities (%)"), (snapshot.get("cities") or {}).get("exits")),
        _cities(
            "cities_registration", _("Share of cities where exporters are registered (%)"),
            (snapshot.get("cities") or {}).get("registrations"),
        ),
    )  # fmt: skip
    return [figure for figure in made if figure is not None]


def months_of(block: Block) -> str:
    """The months a figure covers: “January to August 2023”, “January 2023”, “2022”."""
    start, end = date.fromisoformat(block["period_start"]), date.fromisoformat(block["period_end"])
    if (start.year, start.month) == (end.year, end.month):
        return format_month(end)
    if start.month == 1 and end.month == 12 and start.year == end.year:
        return str(end.year)
    return _("%(first)s to %(last)s") % {
        "first": format_month(start).removesuffix(str(start.year)).strip(),
        "last": format_month(end),
    }


def published(publication: Block) -> str:
    """The day of publication as exactly as it is known."""
    day = date.fromisoformat(publication["on"])
    if publication["precision"] == "day":
        return format_date(day)
    return format_month(day) if publication["precision"] == "month" else str(day.year)


def source_of(publication: Block) -> str:
    """The line under a figure."""
    return _("Published: %(when)s. Source: %(source)s.") % {
        "when": published(publication), "source": publication["source"].rstrip("."),
    }  # fmt: skip


def qualified(value: float | None, qualifier: str = "=", decimals: int | None = None) -> str:
    """A value with the precision it was published with."""
    text = format_number(value, decimals)
    if value is None or qualifier == "=":
        return text
    words = {"~": _("about %(value)s"), ">": _("more than %(value)s")}
    return words[qualifier] % {"value": text}


def percent_as_published(ratio: float | None, *, signed: bool = False) -> str:
    """A ratio with the decimals it was published with, at most two: 0.3 is 30 %, not 30,0 %."""
    if ratio is None:
        return ""
    hundredths = round(ratio * 100, 2)
    decimals = 0 if hundredths == int(hundredths) else 1 if round(hundredths, 1) == hundredths else 2
    return format_percent(ratio, decimals, signed=signed)


def value_columns(curve: list[Block]) -> list[str]:
    return [str(year["year"]) for year in curve]


def _curve(curve: list[Block]) -> Figure | None:
    if not curve:
        return None
    by_year = [{point["month"]: point for point in year["points"]} for year in curve]
    last = max(max(points) for points in by_year if points)
    gap = _("not published")
    rows, data = [], []
    for month, label in enumerate(short_months(long=True)[:last], 1):
        points = [points.get(month) for points in by_year]
        rows.append((label, *(qualified(p["value"], p["qualifier"]) if p else gap for p in points)))
        data.append((month, *(p["value"] if p else None for p in points)))
    newest = curve[-1]["points"][-1]
    return Figure(
        name="curve",
        title=_("Exports since January (million dirhams)"),
        source=source_of(newest["publication"]),
        columns=(_("Since January, until the end of"), *value_columns(curve)),
        rows=tuple(rows),
        data=tuple(data),
        lead=_("Only published totals are drawn. Months without a publication stay empty; nothing is estimated."),
    )


def _families(block: Block | None) -> Figure | None:
    if not block:
        return None
    rows, data = [], []
    for part in block["parts"]:
        rows.append((in_language(part["name"]), *_part_cells(part)))
        data.append((part["code"], in_language(part["name"]), part["share"], part["value"], part["growth_published"]))
    if block["rest"]:
        rows.append((rest_label(), percent_as_published(block["rest"]), "", ""))
        data.append(("", rest_label(), block["rest"], None, None))
    return Figure(
        name="families",
        title=_("Share of product families, %(months)s (%%)") % {"months": months_of(block)},
        source=source_of(block["publication"]),
        columns=(_("Product family"), _("Share"), _("Value (MDH)"), _("Growth as published")),
        rows=tuple(rows),
        data=tuple(data),
        lead=_concentration(block.get("concentration")),
    )


def rest_label() -> str:
    return _("Other families (by difference)")


def _concentration(block: Block | None) -> str:
    if not block or block["count"] < 2:
        return ""
    return _(
        "The published families make up %(share)s of exports. Concentration (Herfindahl index): between %(low)s and %(high)s, "
        "because the other families are not published one by one."
    ) % {
        "share": format_percent(block["top3"], 0),
        "low": format_number(block["hhi_low"], 2),
        "high": format_number(block["hhi_high"], 2),
    }


def _destinations(block: Block | None) -> Figure | None:
    if not block:
        return None
    rows, data = [], []
    for part in [*block["parts"], *block["groups"], *block["earlier"]]:
        kind = _("group") if part["is_group"] else _("country")
        rows.append((in_language(part["name"]), kind, *_dated_cells(part)))
        data.append((part["code"], in_language(part["name"]), kind, part["share"], part["growth_published"], part["period_start"], part["period_end"], part["publication"]["on"]))  # fmt: skip
    return Figure(
        name="destinations",
        title=_("Share of destinations (%)"),
        source=source_of(block["publication"]),
        columns=(_("Destination"), _("Kind"), _("Share"), _("Growth as published"), _("Months"), _("Published")),
        rows=tuple(rows),
        data=tuple(data),
        lead=_("Each destination carries its own months. Groups contain countries: they are never added to them."),
    )


def _cities(name: str, title: str, block: Block | None) -> Figure | None:
    if not block:
        return None
    parts = [*block["parts"], *block["earlier"]]
    return Figure(
        name=name,
        title=title,
        source=source_of(block["publication"]),
        columns=(_("City"), _("Share"), _("Growth as published"), _("Months"), _("Published")),
        rows=tuple((in_language(part["name"]), *_dated_cells(part)) for part in parts),
        data=tuple(
            (part["code"], in_language(part["name"]), part["share"], part["growth_published"], part["period_start"], part["period_end"], part["publication"]["on"])
            for part in parts
        ),
    )  # fmt: skip


def _contributions(block: Block | None) -> Figure | None:
    if not block:
        return None
    rows = [
        (
            in_language(row["name"]), format_number(row["before"], 2), format_number(row["now"], 2),
            format_percent(row["growth"], signed=True), format_points(row["points"]),
        )
        for row in block["rows"]
    ]  # fmt: skip
    total = (
        _("Total"), format_number(block["total_before"], 2), format_number(block["total_now"], 2),
        format_percent(block["growth"], 2, signed=True), format_points(block["total_points"]),
    )  # fmt: skip
    base = months_of({"period_start": block["base_start"], "period_end": block["base_end"]})
    return Figure(
        name="contributions",
        title=_("Contribution of each family to growth, %(months)s (points)") % {"months": months_of(block)},
        source=source_of(block["publication"]),
        columns=(
            _("Product family"), _("%(months)s (MDH)") % {"months": base},
            _("%(months)s (MDH)") % {"months": months_of(block)}, _("Growth"), _("Contribution (points)"),
        ),
        rows=(*rows, total),
        data=tuple((row["code"], in_language(row["name"]), row["before"], row["now"], row["growth"], row["points"]) for row in block["rows"]),
        lead=_(
            "The latest months for which one publication gives the value of families and of the total for both years: "
            "%(months)s. The contributions add up to the growth of the total."
        ) % {"months": months_of(block)},
    )  # fmt: skip


def _part_cells(part: Block) -> Iterator[str]:
    yield percent_as_published(part["share"])
    yield format_number(part["value"])
    yield percent_as_published(part["growth_published"], signed=True)


def _dated_cells(part: Block) -> Iterator[str]:
    yield percent_as_published(part["share"])
    yield percent_as_published(part["growth_published"], signed=True)
    yield months_of(part)
    yield published(part["publication"])


def csv_columns(figure: Figure) -> tuple[str, ...]:
    """Headings of the data rows, stable for machines in every language."""
    return {
        "curve": ("month", *figure.columns[1:]),
        "families": ("code", "name", "share", "value_mdh", "growth_published"),
        "destinations": (
            "code",
            "name",
            "kind",
            "share",
            "growth_published",
            "period_start",
            "period_end",
            "published_on",
        ),
        "contributions": ("code", "name", "value_before_mdh", "value_mdh", "growth", "contribution"),
    }.get(figure.name, ("code", "name", "share", "growth_published", "period_start", "period_end", "published_on"))
