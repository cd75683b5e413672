"""The bootstrap: what it takes from the lock files, from pip's settings, and what it says when it cannot go on."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from config.runner import assets, setup

ROOT = setup.ROOT


@pytest.mark.parametrize(
    ("version", "suitable"), [((3, 10), False), ((3, 11), True), ((3, 13, 9), True), ((3, 14), False), ((2, 7), False)]
)
def test_the_pythons_that_will_do(version, suitable):
    assert setup.is_suitable(version) is suitable


def test_an_unsuitable_python_without_another_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(setup, "is_suitable", lambda _version: False)
    monkeypatch.setattr(setup.shutil, "which", lambda _name: None)

    with pytest.raises(SystemExit) as ending:
        setup.use_suitable_python()

    assert "Sanad needs Python 3.11 to 3.13" in str(ending.value)
    assert "make run PYTHON=" in str(ending.value)


def test_it_runs_on_the_standard_library_alone():
    """-I -S: nothing of .venv, nothing of ours, on the path."""
    answer = subprocess.run(
        [sys.executable, "-I", "-S", ROOT / "config/runner/setup.py", "--help"], capture_output=True
    )

    assert answer.returncode == 0, answer.stderr


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """A .venv elsewhere that says it was made by this Python."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()
    (tmp_path / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.11.7\n")
    monkeypatch.setattr(setup, "VENV", tmp_path)
    monkeypatch.setattr(setup, "PYTHON", tmp_path / "bin" / "python")
    monkeypatch.setattr(setup, "STAMP", tmp_path / "stamp.json")
    return tmp_path


def stamp(**installed: str) -> None:
    setup.STAMP.write_text(json.dumps(installed))


def test_packages_are_installed_again_only_when_the_lock_or_the_python_changed(venv):
    assert not setup.is_installed("local")

    stamp(python="3.11.7", local=setup.digest("local"))
    assert setup.is_installed("local")
    assert not setup.is_installed("test")

    stamp(python="3.11.7", local="an older lock file")
    assert not setup.is_installed("local")

    stamp(python="3.12.1", local=setup.digest("local"))
    assert not setup.is_installed("local")


def test_packages_for_tests_are_enough_to_run(venv):
    stamp(python="3.11.7", test=setup.digest("test"))

    assert setup.is_installed("local")


def test_a_missing_system_package_is_named_with_its_command(monkeypatch):
    monkeypatch.setattr(setup, "may_install", lambda: False)

    with pytest.raises(
        setup.SetupError, match=r"sudo apt-get install --yes --no-install-recommends libpango-1\.0-0 libp"
    ):
        setup.apt_install(list(setup.PANGO), reason="Pango")


def test_pango_that_is_there_is_left_alone(monkeypatch):
    monkeypatch.setattr(setup.ctypes.util, "find_library", lambda name: f"lib{name}.so.0")
    monkeypatch.setattr(setup, "apt_install", lambda *_a, **_o: pytest.fail("nothing to install"))

    setup.install_pango()


def test_one_pin_is_cut_out_of_the_lock_file_with_its_hashes():
    text = "a==1 \\\n    --hash=sha256:1\nuv==2 \\\n    --hash=sha256:2 \\\n    --hash=sha256:3\n    # via x\nz==1 \\\n"

    assert setup.locked_lines("uv", text) == "uv==2 \\\n    --hash=sha256:2 \\\n    --hash=sha256:3\n"
    assert setup.locked_lines("absent", text) == ""


def test_the_real_lock_file_has_uv():
    assert "--hash=sha256:" in setup.locked_lines("uv", (ROOT / "requirements/test.txt").read_text())


def test_pip_s_way_to_the_packages_is_told_to_uv(monkeypatch):
    for name in ("UV_DEFAULT_INDEX", "UV_FIND_LINKS", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    settings = {"index-url": "https://mirror.example/simple", "cert": "/etc/ca.crt", "timeout": "9", "find-links": "/w"}

    told = setup.uv_environment(settings)

    assert (told["UV_DEFAULT_INDEX"], told["SSL_CERT_FILE"]) == ("https://mirror.example/simple", "/etc/ca.crt")
    assert "UV_FIND_LINKS" not in told
    assert setup.uv_environment(settings | {"no-index": "true"})["UV_FIND_LINKS"] == "/w"


def test_what_uv_was_told_itself_wins(monkeypatch):
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://own.example/simple")

    assert (
        setup.uv_environment({"index-url": "https://mirror.example"})["UV_DEFAULT_INDEX"]
        == "https://own.example/simple"
    )


# --- catalogues and fonts


def write_catalogue(folder: Path, text: str) -> Path:
    source = folder / "fr" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True, exist_ok=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=n>1;\\n"\n\n'
    source.write_text(head + text, encoding="utf-8")
    return source


def test_a_catalogue_is_compiled_once_and_again_when_it_changed(tmp_path):
    import gettext

    source = write_catalogue(tmp_path, 'msgid "Receipt"\nmsgstr "Accusé de réception"\n')

    assert assets.compile_catalogues(print, tmp_path) == [source.with_suffix(".mo")]
    assert assets.compile_catalogues(print, tmp_path) == []

    write_catalogue(tmp_path, 'msgid "Receipt"\nmsgstr "Reçu"\n\n#, fuzzy\nmsgid "Doubt"\nmsgstr "Doute"\n')
    assert assets.compile_catalogues(print, tmp_path) == [source.with_suffix(".mo")]
    with source.with_suffix(".mo").open("rb") as file:
        words = gettext.GNUTranslations(file)
    assert words.gettext("Receipt") == "Reçu"
    assert words.gettext("Doubt") == "Doubt"


@pytest.mark.parametrize("stem", assets.FONT_SOURCES)
def test_each_font_has_the_name_and_weight_that_style_sheets_ask_for(stem):
    from fontTools.ttLib import TTFont

    family = "Plex Latin" if "latin" in stem else "Plex Arabic"
    for path in (assets.WEB_FONTS / f"{stem}.woff2", assets.PDF_FONTS / f"{stem}.ttf"):
        font = TTFont(path)
        assert font["name"].getBestFamilyName() == family
        assert font["OS/2"].usWeightClass == int(stem[-3:])
        assert "fvar" not in font


@pytest.mark.parametrize(
    ("stem", "text"),
    [
        ("plex-latin-400", "Œuvre d’été — 1 234,56 € · l’Aïd ḥ Ṭ → ≥"),
        ("plex-arabic-400", "الصانع التقليدي، ڭ پ ﴾؟٪ 12 «»"),
    ],
)
def test_the_web_fonts_hold_the_characters_we_write(stem, text):
    from fontTools.ttLib import TTFont

    known = TTFont(assets.WEB_FONTS / f"{stem}.woff2").getBestCmap()
    origin = TTFont(assets.font_source(stem)).getBestCmap()

    assert [letter for letter in text if ord(letter) not in known and ord(letter) in origin] == []


def test_the_web_fonts_are_small():
    assert all((assets.WEB_FONTS / f"{stem}.woff2").stat().st_size < 45_000 for stem in assets.FONT_SOURCES)


def test_the_packages_of_the_fonts_are_there():
    assert all(importlib.util.find_spec(package) for package, _name in assets.FONT_SOURCES.values())
