"""For whom a picture is drawn, and what comes of it: nothing here loads a drawing engine, so pages may use it."""

from dataclasses import dataclass
from typing import Any

from foundation.chart_palette import LIGHT, colour

HATCH = "#0a0b0c"  # stands for the hatched fill until the SVG is written
_TOKENS = {f"#{0xF00000 + place:06x}": token for place, token in enumerate(LIGHT)}
_STAND_INS = {token: value for value, token in _TOKENS.items()}


@dataclass(frozen=True)
class Table:
    """The numbers a chart draws, as words and numbers in its language."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Chart:
    """A picture, the table that says the same, its title (with the unit), its source (with the date)."""

    svg: str
    table: Table
    title: str
    source: str


@dataclass(frozen=True)
class Look:
    """For whom a chart is drawn: language, page (follows light and dark) or print, size in pixels."""

    language: str = "fr"
    target: str = "page"  # page | print
    width: int = 640
    height: int = 300

    @property
    def is_rtl(self) -> bool:
        return self.language.startswith("ar")

    @property
    def is_narrow(self) -> bool:
        return self.width < 480

    @property
    def font(self) -> str:
        # One family only: the PDF's SVG reader takes the first of a list.
        return "Plex Arabic" if self.is_rtl else "Plex Latin"

    def colour(self, token: str) -> str:
        """A stand-in that the finished SVG replaces by the token or its value."""
        return _STAND_INS[token]


def read_out(table: Table, at_most: int = 40) -> str:
    """The table as one line, for readers who do not see the picture."""
    lines = ["; ".join(str(cell) for cell in row if cell not in (None, "")) for row in table.rows[:at_most]]
    return ", ".join(table.columns) + ". " + ". ".join(lines)


def paint(svg: str, look: Look) -> str:
    """The stand-ins replaced by what the target understands."""
    for stand_in, token in _TOKENS.items():
        svg = svg.replace(stand_in, colour(token, look.target))
    if look.target != "page":
        svg = svg.replace('"currentColor"', f'"{LIGHT["ink"]}"')
    return svg


def hatch(name: str, look: Look) -> str:
    """Diagonal lines, for what is estimated, left over or unknown."""
    return (
        f'<defs><pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="6" height="6" fill="{look.colour("brand-soft")}"/>'
        f'<line x1="0" y1="0" x2="0" y2="6" stroke="{look.colour("ink-soft")}" stroke-width="2"/></pattern></defs>'
    )


def isolate(text: str, look: Look) -> str:
    """Arabic words with digits keep their order inside a left-to-right picture."""
    return f"\u2067{text}\u2069" if look.is_rtl and text else text
