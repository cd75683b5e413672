"""Rules that keep the look one look: no colours outside the tokens, nothing inline, no physical sides."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from foundation.templatetags.look import ICONS, STATE_TONES, TONES, share, state_pill

ROOT = Path(settings.BASE_DIR)
SHEETS = [
    path for path in sorted((ROOT / "static" / "css").glob("*.css")) if path.name != "report.css"
]  # paper has sides
TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*.html")) if "pdf" not in path.as_posix()]
PHYSICAL = re.compile(
    r"(?<![\w-])(?:margin|padding|border)-(?:left|right)(?![\w-])|(?<![\w-])(?:left|right)\s*:|text-align:\s*(?:left|right)|float:\s*(?:left|right)"
)
# Undoing what Django's own sheet says in physical terms needs its own words.
UNDOING = re.compile(r"border-left-width: 0; margin-left: 0; padding-left: 0;")


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_style_sheets_know_no_left_and_right(path):
    text = UNDOING.sub("", re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S))

    assert PHYSICAL.findall(text) == []


@pytest.mark.parametrize("name", ["base", "components", "portal", "desk"])
def test_colours_are_named_in_the_tokens_only(name):
    text = re.sub(r"/\*.*?\*/", "", (ROOT / "static" / "css" / f"{name}.css").read_text(encoding="utf-8"), flags=re.S)
    found = {colour.lower() for colour in re.findall(r"#[0-9a-fA-F]{3,8}(?![\w-])", text)}

    assert found <= {"#fff", "#1d0f08"}, found


def test_templates_hold_nothing_inline():
    bad = []
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        if re.search(
            r'\sstyle="|<style|\son[a-z]+="|javascript:|hx-on|<script(?![^>]*\bsrc=)(?![^>]*application/json)', text
        ):
            bad.append(path.relative_to(ROOT).as_posix())

    assert bad == []


def test_tokens_dark_list_stands_twice_and_says_the_same():
    text = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    lists = re.findall(r"color-scheme: dark;(.*?)\n  }", text, flags=re.S)

    assert len(lists) == 2
    assert lists[0].split() == lists[1].split()


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens(dark: bool) -> dict[str, str]:
    text = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    light, _at, rest = text.partition("@media")
    found = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", light))
    return found | dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", rest)) if dark else found


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("ink", "paper", 7), ("ink", "surface", 7), ("ink-soft", "paper", 4.5), ("ink-soft", "surface", 4.5), ("ink-soft", "plain-soft", 4.5),
        ("brand", "surface", 4.5), ("brand", "paper", 4.5), ("brand", "brand-soft", 4.5), ("on-brand", "brand", 4.5), ("on-brand", "brand-strong", 4.5),
        ("good", "good-soft", 4.5), ("bad", "bad-soft", 4.5), ("bad", "surface", 4.5), ("saffron-ink", "saffron-soft", 4.5), ("saffron-ink", "surface", 4.5),
        ("clay-ink", "paper", 4.5), ("clay-ink", "clay-soft", 4.5), ("band-ink", "band", 7), ("band-soft", "band", 4.5), ("field-line", "surface", 3),
    ],
)  # fmt: skip
def test_words_can_be_read_on_their_ground(ink, ground, least, dark):
    colours = tokens(dark)

    assert contrast(colours[ink], colours[ground]) >= least


def test_states_have_one_tone_each():
    states = [state for listed in STATE_TONES.values() for state in listed.split()]

    assert len(states) == len(set(states))
    assert set(STATE_TONES) <= TONES


def test_pill_escapes_its_word_and_knows_the_states():
    assert state_pill("<b>", "refused") == '<span class="pill pill-bad">&lt;b&gt;</span>'
    assert "pill-plain" in state_pill("?", "never heard of")


def test_share_never_breaks_a_picture():
    assert (share(1, 4), share(9, 4), share(-1, 4), share(1, 0), share(None, None)) == (
        "25.00",
        "100.00",
        "0.00",
        "0",
        "0",
    )


def test_icons_used_in_templates_exist():
    used = {name for path in TEMPLATES for name in re.findall(r'{% icon "([a-z]+)"', path.read_text(encoding="utf-8"))}

    assert used <= set(ICONS)


@pytest.mark.parametrize(
    "path",
    [path for path in TEMPLATES if "cotton" not in path.parts],
    ids=lambda path: path.relative_to(ROOT / "templates").as_posix(),
)
def test_templates_compile(path):
    get_template(path.relative_to(ROOT / "templates").as_posix())
