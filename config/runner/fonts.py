"""The two families of the house, cut from their packages: `Plex Latin` and `Plex Arabic`, weights 400 and 600.

For browsers: small WOFF2 files in `static/fonts/`. For PDF and charts: whole TTF files in `var/fonts/`, in fixed weights
(the bold that WeasyPrint takes from a variable file is too narrow). Both are made here and not committed; the same
packages give the same bytes. `python -m config.runner.fonts STEM…` makes those named; `assets` knows when.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from config.runner.assets import PDF_FONTS, WEB_FONTS, font_source

COMMON = [
    *range(0x20, 0x7F),
    0xA0,
    0xAB,
    0xBB,
    0xB7,
    *range(0x2010, 0x2028),
    0x202F,
    0x2039,
    0x203A,
    0x2066,
    0x2067,
    0x2068,
    0x2069,
]
LATIN = [
    *COMMON, *range(0xA1, 0x180), 0x2BC, *range(0x300, 0x30D), 0x1E24, 0x1E25, 0x1E6C, 0x1E6D, 0x1E92, 0x1E93,
    0x2030, 0x2070, *range(0x2074, 0x208A), 0x20AC, 0x2116, 0x2122, *range(0x2190, 0x2196), 0x2212, 0x2248, 0x2260, 0x2264, 0x2265,
    0x25B2, 0x25B6, 0x25BC, 0x25C0, 0x25CF, 0x2713, 0x2717,
]  # fmt: skip
ARABIC = [*COMMON, *range(0x600, 0x700), *range(0x750, 0x780), *range(0x200B, 0x2010), 0x2212, 0xFD3E, 0xFD3F]


@dataclass(frozen=True)
class Cut:
    """One file of a family: what it is to be."""

    stem: str
    family: str
    weight: int
    axes: tuple[tuple[str, float], ...]
    characters: tuple[int, ...]

    def open(self) -> TTFont:
        return TTFont(font_source(self.stem), recalcTimestamp=False)


CUTS = (
    Cut("plex-latin-400", "Plex Latin", 400, (("wght", 400), ("wdth", 100)), tuple(LATIN)),
    Cut("plex-latin-600", "Plex Latin", 600, (("wght", 600), ("wdth", 100)), tuple(LATIN)),
    Cut("plex-arabic-400", "Plex Arabic", 400, (), tuple(ARABIC)),
    Cut("plex-arabic-600", "Plex Arabic", 600, (), tuple(ARABIC)),
)


def main(stems: list[str]) -> None:
    """Both files of the cuts of these names."""
    WEB_FONTS.mkdir(parents=True, exist_ok=True)
    PDF_FONTS.mkdir(parents=True, exist_ok=True)
    for cut in CUTS:
        if cut.stem in stems:
            save(for_pdf(cut), PDF_FONTS / f"{cut.stem}.ttf")
            save(for_web(cut), WEB_FONTS / f"{cut.stem}.woff2", flavor="woff2")


def for_pdf(cut: Cut) -> TTFont:
    """The whole face in one weight."""
    font = cut.open()
    if cut.axes:
        font = instantiateVariableFont(font, dict(cut.axes), inplace=True)
    rename(font, cut)
    return font


def for_web(cut: Cut) -> TTFont:
    """The characters our pages can hold; cut first and fixed to a weight afterwards, which is much faster."""
    font = cut.open()
    options = Options()
    options.layout_features = ["*"]
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["DSIG", "meta"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=cut.characters)
    subsetter.subset(font)
    if cut.axes:
        font = instantiateVariableFont(font, dict(cut.axes), inplace=True)
    rename(font, cut)
    return font


def rename(font: TTFont, cut: Cut) -> None:
    """The family by the name our style sheets use: charts and PDF find fonts by the name inside the file."""
    style = {400: "Regular", 600: "SemiBold"}[cut.weight]
    table = font["name"]
    for number in (1, 2, 3, 4, 6, 16, 17, 21, 22, 25):
        table.removeNames(nameID=number)
    plain = cut.weight == 400
    names = {
        1: cut.family if plain else f"{cut.family} {style}",
        2: "Regular",
        3: f"Sanad;{cut.stem}",
        4: f"{cut.family} {style}",
        6: f"{cut.family.replace(' ', '')}-{style}",
        **({} if plain else {16: cut.family, 17: style}),
    }
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = cut.weight


def save(font: TTFont, path: Path, flavor: str | None = None) -> None:
    font.flavor = flavor
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    font.save(draft)
    draft.replace(path)


if __name__ == "__main__":
    main(sys.argv[1:])
