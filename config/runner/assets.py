"""Files made from sources on this machine and never committed: message catalogues and fonts.

Each step looks whether its product is newer than its source, so that a second call costs nothing.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from config.runner.home import ROOT
from config.runner.processes import RunnerError
from config.runner.servers import package_folder

WEB_FONTS = ROOT / "static" / "fonts"
PDF_FONTS = ROOT / "var" / "fonts"
FONT_SOURCES = {
    "plex-latin-400": ("fontpkg_ibm_plex_sans", "IBMPlexSans[wdth,wght].ttf"),
    "plex-latin-600": ("fontpkg_ibm_plex_sans", "IBMPlexSans[wdth,wght].ttf"),
    "plex-arabic-400": ("fontpkg_ibm_plex_sans_arabic", "IBMPlexSansArabic-Regular.ttf"),
    "plex-arabic-600": ("fontpkg_ibm_plex_sans_arabic", "IBMPlexSansArabic-SemiBold.ttf"),
}

Say = Callable[[str], None]


def prepare_assets(say: Say = lambda _text: None) -> None:
    """Catalogues compiled, fonts cut and placed."""
    for step in STEPS:
        step(say)


def compile_catalogues(say: Say, folder: Path = ROOT / "locale") -> list[Path]:
    """A .mo beside each .po that changed, without the gettext tools; doubtful (fuzzy) translations stay out."""
    made = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        moment = source.stat().st_mtime_ns
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        with draft.open("wb") as file:
            write_mo(file, catalogue)
        # The time of the source as it was read: an edit made meanwhile is compiled by the next call.
        os.utime(draft, ns=(moment, moment))
        draft.replace(target)
        made.append(target)
    if made:
        say(f"Compiled {len(made)} message catalogues.")
    return made


def font_source(stem: str) -> Path:
    package, name = FONT_SOURCES[stem]
    return package_folder(package) / "files" / name


def prepare_fonts(say: Say) -> bool:
    """All font files, unless they stand there already, made by the recipe as it is now from the packages as they are."""
    stamp = PDF_FONTS / "stamp"
    recipe = Path(__file__).with_name("fonts.py").read_bytes() + b"".join(
        font_source(stem).read_bytes() for stem in FONT_SOURCES
    )
    digest = hashlib.sha256(recipe).hexdigest()
    files = [path for stem in FONT_SOURCES for path in (WEB_FONTS / f"{stem}.woff2", PDF_FONTS / f"{stem}.ttf")]
    if all(path.exists() for path in files) and stamp.exists() and stamp.read_text() == digest:
        return False
    say("Cutting the fonts for pages and PDF …")
    # Seconds of pure computing: one process per weight, for two cores.
    cutters = [
        subprocess.Popen([sys.executable, "-m", "config.runner.fonts", *stems], cwd=ROOT)
        for stems in (("plex-latin-400", "plex-arabic-400"), ("plex-latin-600", "plex-arabic-600"))
    ]
    if any([cutter.wait() for cutter in cutters]):
        raise RunnerError("The fonts could not be cut; the reason stands above.")
    stamp.write_text(digest)
    return True


def offer_fonts(home: Path) -> None:
    """The fonts are cut once for a checkout; a state folder elsewhere points at them."""
    place = home / "fonts"
    if place != PDF_FONTS and not place.exists():
        place.symlink_to(PDF_FONTS)


# A step to come (map tiles, icons) is one more function here.
STEPS: tuple[Callable[[Say], object], ...] = (compile_catalogues, prepare_fonts)
