"""Files made from sources on this machine and never committed: message catalogues and fonts.

Each step looks whether its product is newer than its source, so that a second call costs nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from config.runner.fonts import prepare_fonts
from config.runner.home import ROOT

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


# A step to come (map tiles, icons) is one more function here.
STEPS: tuple[Callable[[Say], object], ...] = (compile_catalogues, prepare_fonts)
