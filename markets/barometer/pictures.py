"""The pictures of a snapshot. Only workers import this module: it loads the drawing engine."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from foundation.charts import Bar, Chart, Line, Look, bar_chart, line_chart
from foundation.formats import format_number
from foundation.words import LANGUAGES, in_language
from markets.barometer.presentation import Block, Figure, figures, months_of, percent_as_published, rest_label
from markets.trade.sentences import short_months

SIZES = {"wide": (540, 300), "narrow": (300, 280)}
WIDE_CURVE = (900, 340)  # the curve takes the whole width of the page


def draw_all(snapshot: Block) -> Iterator[tuple[str, str, str, str]]:
    """(name, language, size, svg) of every picture of an edition's page."""
    for language in LANGUAGES:
        for size, (width, height) in SIZES.items():
            look = Look(language=language, width=width, height=height)
            curve = Look(language=language, width=WIDE_CURVE[0], height=WIDE_CURVE[1]) if size == "wide" else look
            for name, chart in draw(snapshot, look, curve=curve).items():
                yield name, language, size, chart.svg


def draw(snapshot: Block, look: Look, *, curve: Look | None = None) -> dict[str, Chart]:
    """The pictures of a snapshot by name, in the language and for the target of `look` (a page or print)."""
    looks = {"curve": curve or look}
    with translation.override(look.language):
        return {
            figure.name: _DRAW[figure.name](snapshot, figure, looks.get(figure.name, look))
            for figure in figures(snapshot)
        }


def _curve(snapshot: Block, figure: Figure, look: Look) -> Chart:
    lines = [
        Line(
            str(year["year"]),
            {point["month"] - 1: point["value"] for point in year["points"]},
            {
                point["month"] - 1: f"{point['qualifier']}\u00a0{format_number(point['value'])}"
                for point in year["points"]
                if point["qualifier"] != "="
            },
        )
        for year in snapshot["curve"]
    ]
    return line_chart(
        lines, labels=short_months(), title=figure.title, source=figure.source, look=look, columns=(figure.columns[0],)
    )


def _families(snapshot: Block, figure: Figure, look: Look) -> Chart:
    block = snapshot["families"]
    bars = [_share_bar(part) for part in block["parts"]]
    if block["rest"]:
        bars.append(Bar(rest_label(), block["rest"], percent_as_published(block["rest"]), estimated=True))
    return _bars(bars, figure, look)


def _destinations(snapshot: Block, figure: Figure, look: Look) -> Chart:
    return _dated_bars(snapshot["destinations"], figure, look)


def _cities_exit(snapshot: Block, figure: Figure, look: Look) -> Chart:
    return _dated_bars(snapshot["cities"]["exits"], figure, look)


def _cities_registration(snapshot: Block, figure: Figure, look: Look) -> Chart:
    return _dated_bars(snapshot["cities"]["registrations"], figure, look)


def _contributions(snapshot: Block, figure: Figure, look: Look) -> Chart:
    bars = [
        Bar(in_language(row["name"]), row["points"], _signed(row["points"]), strong=row["points"] < 0)
        for row in snapshot["contributions"]["rows"]
    ]
    return _bars(bars, figure, look)


def _dated_bars(block: Block, figure: Figure, look: Look) -> Chart:
    """Countries or cities; those of earlier months say so beside their name. Groups stay in the table."""
    bars = [_share_bar(part) for part in block["parts"]]
    for part in block["earlier"]:
        if not part["is_group"]:
            label = _("%(name)s, %(months)s") % {"name": in_language(part["name"]), "months": _end(part)}
            bars.append(Bar(label, part["share"], percent_as_published(part["share"]), estimated=True))
    return _bars(bars, figure, look)


def _signed(points: float) -> str:
    """Points without their unit, which the title says."""
    return ("+" if points > 0 else "") + format_number(points * 100, 2).replace("\u200e", "")


def _end(part: dict[str, Any]) -> str:
    return months_of({"period_start": part["period_end"], "period_end": part["period_end"]})


def _share_bar(part: dict[str, Any]) -> Bar:
    return Bar(in_language(part["name"]), part["share"], percent_as_published(part["share"]))


def _bars(bars: list[Bar], figure: Figure, look: Look) -> Chart:
    return bar_chart(
        bars, title=figure.title, source=figure.source, look=look, columns=(figure.columns[0], figure.columns[-1])
    )


_DRAW: dict[str, Callable[[Block, Figure, Look], Chart]] = {
    "curve": _curve,
    "families": _families,
    "destinations": _destinations,
    "contributions": _contributions,
    "cities_exit": _cities_exit,
    "cities_registration": _cities_registration,
}
