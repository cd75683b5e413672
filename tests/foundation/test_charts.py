"""Charts: the same bytes everywhere, nothing a content policy forbids, gaps never filled, zero on the scale."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.cache import cache

from foundation.chart_palette import LIGHT
from foundation.charts import Bar, Dot, Line, Look, bar_chart, dot_plot, line_chart, province_map, stacked_bar
from foundation.words import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun"]
LINES = [Line("2022", {0: 10.0, 1: 22.5}), Line("2023", {0: 12.0, 1: 25.0, 4: 61.0})]
OUTLINES = {"viewBox": "0 0 100 100", "provinces": {"01.001": "M0 0l10 0l0 10z", "02.002": "M50 50l10 0l0 10z"}}


def line(look):
    return line_chart(LINES, labels=MONTHS, title="Exports (MDH)", source="Bulletin, 2023", look=look)


def bars(look):
    parts = [Bar("Rugs", 30.0, "30 %"), Bar("Rest", 70.0, "70 %", estimated=True)]
    return bar_chart(parts, title="Shares (%)", source="Bulletin", look=look)


def stacked(look):
    parts = [Bar("Paid", 60.0), Bar("Available", 40.0, estimated=True)]
    return stacked_bar(parts, title="Budget (MDH)", source="Ledger", look=look)


def dots(look):
    rows = [Dot("USA", {"2021": 30.0, "2022": 39.0}), Dot("France", {"2021": 16.0})]
    return dot_plot(rows, series=["2021", "2022"], title="Shares (%)", source="Bulletin", look=look)


def provinces(look):
    return province_map(
        {"01.001": 12.0}, outlines=OUTLINES, names={"01.001": "Tanger <M'diq>"}, title="Workshops", source="Census",
        look=look, unknown="no value",
    )  # fmt: skip


KINDS = [line, bars, stacked, dots, provinces]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("target", ["page", "print"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_chart_may_stand_inline_under_the_strict_policy(kind, target, language):
    chart = kind(Look(language, target))

    root = ElementTree.fromstring(chart.svg)
    assert root.tag == f"{SVG}svg"
    assert {element.tag for element in root.iter()} & {
        f"{SVG}style",
        f"{SVG}script",
        f"{SVG}foreignObject",
        f"{SVG}image",
    } == set()
    names = {name for element in root.iter() for name in element.attrib}
    assert not [name for name in names if name == "style" or name.startswith("on")]
    assert not re.search(r"(?:href|src)=\"(?!#)", chart.svg)
    assert root.get("width") and root.get("height") and root.get("viewBox")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_chart_says_in_words_what_it_shows(kind):
    chart = kind(Look("en"))

    root = ElementTree.fromstring(chart.svg)
    told = [root.find(f".//*[@id='{name}']").text for name in root.get("aria-labelledby").split()]
    assert told[0] == chart.title
    assert chart.table.rows
    assert (chart.title, bool(chart.source)) == (told[0], True)


@pytest.mark.parametrize("kind", KINDS[:4], ids=lambda kind: kind.__name__)
def test_alternative_text_holds_every_number_of_the_table(kind):
    chart = kind(Look("en"))

    description = ElementTree.fromstring(chart.svg).find(f"{SVG}desc").text
    numbers = [str(cell) for row in chart.table.rows for cell in row[1:] if cell is not None]
    assert numbers and all(number in description for number in numbers)


def test_several_charts_on_a_page_share_no_name():
    found = [re.findall(r'\bid="([^"]+)"', kind(Look(language)).svg) for kind in KINDS for language in ("fr", "ar")]

    every = [name for names in found for name in names]
    assert len(every) == len(set(every))


def test_the_same_chart_gives_the_same_bytes_in_another_process():
    script = (
        "import django; django.setup()\n"
        "from foundation.charts import *\n"
        "look = Look('ar')\n"
        "bar_chart([Bar('x', 1.0)], title='first', source='', look=look)\n"
        f"print(line_chart([Line('2022', {LINES[0].values!r}), Line('2023', {LINES[1].values!r})], labels={MONTHS!r}, "
        "title='Exports (MDH)', source='Bulletin, 2023', look=look).svg)"
    )
    cache.clear()
    here = line(Look("ar")).svg

    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LANG": "C", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip

    assert run.stdout.splitlines()[-1] == here


def test_a_gap_is_never_bridged():
    """Two of the three values of 2023 are neighbours: one stroke joins them and none reaches the third."""
    with_gap = _strokes(line(Look("en")))
    joined = _strokes(
        line_chart([Line("2023", {0: 12.0, 1: 25.0, 2: 61.0})], labels=MONTHS, title="t", source="s", look=Look("en"))
    )

    assert [len(points) for points in with_gap] == [2, 2]
    assert [len(points) for points in joined] == [3]


def test_bars_start_at_zero_and_their_lengths_are_in_proportion():
    chart = bar_chart([Bar("a", 10.0), Bar("b", 40.0)], title="t", source="s", look=Look("en"))

    widths = [
        abs(float(width)) for width in re.findall(r'd="M[^"]*?h([-0-9.]+)[^"]*" fill="var\(--brand\)"', chart.svg)
    ]
    if not widths:  # rounded corners are drawn as arcs
        widths = [_width(path) for path in re.findall(r'd="([^"]+)" fill="var\(--brand\)"', chart.svg)]
    assert len(widths) == 2
    assert widths[1] / widths[0] == pytest.approx(4, rel=0.03)


def test_arabic_puts_the_axis_on_the_right_and_counts_from_there():
    french, arabic = line(Look("fr")).svg, line(Look("ar")).svg

    assert _place(french, "jan") < _place(french, "may")
    assert _place(arabic, "jan") > _place(arabic, "may")
    assert "Plex Arabic" in arabic and "Plex Latin" not in arabic
    assert 'direction="ltr"' in arabic.split(">", 1)[0]


def test_a_page_names_tokens_and_print_carries_their_values():
    page, paper = bars(Look("fr", "page")).svg, bars(Look("fr", "print")).svg

    assert "var(--brand)" in page and "currentColor" in page and LIGHT["brand"] not in page
    assert LIGHT["brand"] in paper and "var(" not in paper and "currentColor" not in paper


def test_what_is_estimated_is_told_without_colour():
    assert "pattern" in bars(Look("fr")).svg
    assert "pattern" not in bar_chart([Bar("a", 1.0)], title="t", source="s", look=Look("fr")).svg


def test_words_are_escaped():
    chart = bar_chart([Bar("<b>&", 1.0)], title="<t>", source="s", look=Look("fr"))

    assert "<b>" not in chart.svg and "&lt;b&gt;&amp;" in chart.svg
    assert "Tanger &lt;M&#x27;diq&gt;" in provinces(Look("fr")).svg


def test_the_palette_is_the_one_of_the_pages():
    sheet = (ROOT / "static/css/tokens.css").read_text(encoding="utf-8")
    light = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", sheet.split("@media", 1)[0]))

    assert {token: light.get(token) for token in LIGHT} == LIGHT


def test_the_map_of_the_register_can_be_drawn():
    outlines = json.loads((ROOT / "artisans/data/provinces.json").read_text(encoding="utf-8"))

    chart = province_map({"07.041": 3.0}, outlines=outlines, names={}, title="t", source="s", look=Look("fr"))

    assert chart.svg.count("<path ") == len(outlines["provinces"])


def test_the_map_tells_classes_small_numbers_and_the_table_without_colour():
    """Each class has its swatch and words; what is too few to be told is hatched and never drawn as a number."""
    outlines = {"viewBox": "0 0 10 10", "provinces": {f"0{n}": "M0 0l1 0l0 1z" for n in range(9)}}
    values = {"00": 5, "01": 7, "02": 12, "03": 31, "04": 60, "05": 480}

    chart = province_map(
        values, outlines=outlines, names={"06": "Zag"}, title="t", source="s", look=Look("ar", "print"), few=("06",), few_words="< 5",
        unknown="none", columns=("Place", "People"),
    )  # fmt: skip

    root = ElementTree.fromstring(chart.svg)
    words = [text.text for text in root.findall(f"{SVG}text")]
    assert words == ["5 – 7", "8 – 12", "13 – 31", "32 – 60", "61 – 480", "< 5", "none"]
    assert [path.find(f"{SVG}title").text for path in root.findall(f"{SVG}path") if "url(#" in path.get("fill")] == [
        "Zag: < 5"
    ]
    assert root.find(f"{SVG}desc").text.startswith("Place, People. 05; 480")
    assert len({path.get("fill") for path in root.findall(f"{SVG}path")}) == 7


def test_nothing_a_web_process_loads_renders_charts():
    """183 MB in every web process is what the stored pictures save."""
    script = "import django; django.setup(); import config.urls, sys; print('vl_convert' in sys.modules, 'altair' in sys.modules)"

    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert run.stdout.splitlines()[-1] == "False False"


def _strokes(chart):
    """The polylines of a line chart, as lists of points."""
    paths = re.findall(r'<path d="(M[^"]+)"[^>]*stroke="var\(--(?:brand|clay)\)"[^>]*stroke-width="2"', chart.svg)
    return [re.findall(r"[ML]([-0-9.]+),([-0-9.]+)", path) for path in paths if path.count("L")]


def _place(svg, word):
    return float(re.search(rf'translate\(([-0-9.]+),[^)]*\)"[^>]*>{word}<', svg).group(1))


def _width(path):
    across = [float(number) for number in re.findall(r"[MLA]?([-0-9.]+),[-0-9.]+", path)]
    return max(across) - min(across)
