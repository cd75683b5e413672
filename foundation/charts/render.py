"""From a chart's description to an SVG that may stand anywhere: fonts, language, direction, names of its own."""

import hashlib
import json
import re
from html import escape
from importlib.metadata import version
from typing import Any

import vl_convert
from django.conf import settings
from django.core.cache import cache

from foundation.chart_look import HATCH, Chart, Look, Table, hatch, paint, read_out

FONTS = settings.BASE_DIR / "var" / "fonts"
VERSIONS = f"altair {version('altair')}, vl-convert {version('vl-convert-python')}, charts 2"
_CACHE_SECONDS = 30 * 24 * 3600
_LOCALES = {
    "fr": {"decimal": ",", "thousands": "\u202f", "grouping": [3], "currency": ["", ""]},
    "ar": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]},
}


def register_fonts() -> None:
    """Labels are measured in our own fonts, or the layout is made for others."""
    if FONTS.is_dir():
        vl_convert.register_font_directory(str(FONTS))


register_fonts()


def finish(spec: dict[str, Any], *, look: Look, title: str, source: str, table: Table, description: str = "") -> Chart:
    """The chart of a Vega-Lite description. `description` is the alternative text; without it the table is read out."""
    told = json.dumps(
        [spec, look.language, look.target, title, description, VERSIONS], sort_keys=True, ensure_ascii=False
    )
    key = hashlib.sha256(told.encode()).hexdigest()
    svg = cache.get(f"chart:{key}")
    if svg is None:
        drawn = vl_convert.vegalite_to_svg(
            spec, format_locale=_LOCALES[look.language], allowed_base_urls=[], show_warnings=False
        )
        svg = clean(drawn, key=key, look=look, title=title, description=description or read_out(table))
        cache.set(f"chart:{key}", svg, _CACHE_SECONDS)
    return Chart(svg, table, title, source)


def clean(svg: str, *, key: str, look: Look, title: str, description: str) -> str:
    """An SVG with names of its own, our colours, an alternative text, and nothing a content policy forbids."""
    name = f"c{key[:10]}"
    svg = _own_names(svg, name)
    # What Vega tells assistive tools mark by mark, in English, is replaced by one title and one description.
    svg = re.sub(r' (?:aria-[a-z]+|role|tabindex|class)="[^"]*"', "", svg)
    svg = re.sub(r'<text[^>]* opacity="0"[^>]*>[^<]*</text>', "", svg)
    width, height = re.search(r'<svg[^>]* width="([0-9.]+)" height="([0-9.]+)"', svg).groups()
    # In a PDF the title alone becomes the alternative text: there it says the figures too.
    spoken = f"{title}. {description}" if look.target == "print" else title
    role = "group" if "<a " in svg else "img"  # an image hides the links inside it
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart-svg" role="{role}" direction="ltr" width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}" aria-labelledby="{name}t {name}d">'
        f'<title id="{name}t">{escape(spoken)}</title><desc id="{name}d">{escape(description)}</desc>'
    )
    if HATCH in svg:
        head += hatch(f"{name}h", look)
        svg = svg.replace(f'"{HATCH}"', f'"url(#{name}h)"')
    svg = re.sub(r"<svg[^>]*>", lambda _found: head, svg, count=1)
    return paint(svg, look)


def _own_names(svg: str, name: str) -> str:
    """Vega numbers its ids over the life of a process: here they start again, under the chart's own name."""
    found = list(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg)))
    for number, old in enumerate(found, 1):
        new = f"{name}-{number}"
        svg = (
            svg.replace(f'id="{old}"', f'id="{new}"')
            .replace(f"url(#{old})", f"url(#{new})")
            .replace(f'"#{old}"', f'"#{new}"')
        )
    return svg


def theme(look: Look) -> dict[str, Any]:
    """Our type, thin grid, no frame; labels in the colour of the text around the chart."""
    ink = "currentColor"
    axis = {
        "labelColor": ink, "labelFont": look.font, "labelFontSize": 12, "labelOverlap": True, "labelPadding": 6,
        "titleColor": ink, "titleFont": look.font, "titleFontSize": 12, "titleFontWeight": 400,
        "domain": False, "ticks": False, "grid": False,
        "gridColor": look.colour("line"), "gridWidth": 1,
    }  # fmt: skip
    return {
        "background": None,
        "font": look.font,
        "view": {"stroke": None},
        "axis": axis,
        "axisX": {"labelFlush": False},
        "text": {"font": look.font, "fontSize": 12, "fill": ink},
        "legend": {"labelColor": ink, "labelFont": look.font, "labelFontSize": 12, "titleColor": ink},
        "bar": {"discreteBandSize": {"band": 0.68}},
    }


def side(look: Look) -> str:
    """Where the axis of values or names stands."""
    return "right" if look.is_rtl else "left"
