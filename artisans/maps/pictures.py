"""The map of a spread: the same colours, classes and words as every map of the house."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from artisans.maps.queries import FEWEST, Spread
from artisans.reference.outlines import commune_outlines, outlines
from artisans.reference.places import place_of
from artisans.reference.queries import province_choices
from foundation.chart_look import Chart, Look, Table
from foundation.choropleth import province_map
from foundation.formats import format_number


def few_words() -> str:
    return _("Fewer than %(number)s, or merged") % {"number": FEWEST}


def table_of(spread: Spread, language: str) -> Table:
    """What the map says, in words: areas with their number, then those merged in one line."""
    rows: list[tuple[Any, ...]] = [(row.name, format_number(row.count, language=language)) for row in spread.rows]
    if spread.few:
        number = few_words() if spread.few_count is None else format_number(spread.few_count, language=language)
        rows.append((merged_words(spread), number))
    return Table((_("Province") if spread.level == "province" else _("Commune"), _("Beneficiaries")), tuple(rows))


def merged_words(spread: Spread) -> str:
    return _("Small areas together: %(names)s") % {"names": ", ".join(spread.few.values())}


def map_of(
    spread: Spread,
    *,
    language: str,
    province: str = "",
    region: str = "",
    links: Mapping[str, str] | None = None,
    title: str,
) -> Chart | None:
    """Provinces of the country or a region, or the communes of a province; None where no outline is known."""
    if spread.level == "commune":
        credit, by_province = commune_outlines()
        drawn = by_province.get(province)
        if drawn is None:
            return None
        paths = _without_hidden_cities(drawn["communes"], spread)
        box, names = drawn["viewBox"], {code: place.name for code in paths if (place := place_of(code))}
    else:
        known = outlines()
        credit, box = known.credit, known.view_box
        paths = {code: path for code, path in known.provinces.items() if not region or code.startswith(f"{region}.")}
        names = dict(province_choices())
        if region:
            box = _box(paths.values()) or box
    return province_map(
        {row.code: row.count for row in spread.rows},
        outlines={"viewBox": box, "provinces": paths},
        names=names,
        title=title,
        source=_("Register of beneficiaries; outlines: %(credit)s") % {"credit": credit},
        look=Look(language=language, width=640),
        links=links,
        unknown=pgettext("beneficiaries", "None"),
        few=set(spread.few),
        few_words=few_words(),
        table=table_of(spread, language),
    )


def _without_hidden_cities(paths: Mapping[str, str], spread: Spread) -> dict[str, str]:
    """A city is the ground of its districts: it is drawn first, and its districts only where they say something."""
    told = {row.code for row in spread.rows} | set(spread.few)
    cities = {code for code in paths if len(code) < 12}
    under = {code: next((city for city in cities if code != city and code.startswith(city[:-1])), "") for code in paths}
    return {code: path for code, path in paths.items() if not (under[code] in told and code not in told)}


def _box(paths: Any) -> str:
    """The box around relative paths (`M x y l dx dy … z`), with a margin."""
    xs, ys = [], []
    for path in paths:
        for part in path.split("M")[1:]:
            start, *steps = part.rstrip("z").split("l")
            x, y = (float(number) for number in start.split())
            xs.append(x)
            ys.append(y)
            for step in steps:
                dx, dy = (float(number) for number in step.split())
                x, y = x + dx, y + dy
                xs.append(x)
                ys.append(y)
    if not xs:
        return ""
    left, top = min(xs) - 4, min(ys) - 4
    return f"{left:.1f} {top:.1f} {max(xs) - left + 4:.1f} {max(ys) - top + 4:.1f}"
