"""Prepare this checkout: `python3 config/runner/setup.py local|test`. Standard library only, run by path, before .venv.

Afterwards `.venv` holds exactly-pinned packages whose hashes were checked, and the one library that no Python package
carries (Pango, for PDF) is there; for `test` also a browser where we may install one. A second call does nothing, fast.
"""

from __future__ import annotations

import argparse
import ctypes.util
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "sanad-installed.json"
OLDEST, TOO_NEW = (3, 11), (3, 14)
# What contains what: packages installed for tests are enough to run.
CONTAINED_IN = {"local": ("local", "test"), "test": ("test",)}
PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class SetupError(Exception):
    """What went wrong and what to do about it, in plain words."""


def say(text: str) -> None:
    print(f"  {text}", flush=True)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("purpose", choices=sorted(CONTAINED_IN))
    purpose = parser.parse_args(arguments).purpose
    use_suitable_python()
    try:
        with one_at_a_time():
            prepare(purpose)
    except SetupError as problem:
        print(f"\nSanad could not be prepared.\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on.", file=sys.stderr)
        return 130
    return 0


def prepare(purpose: str) -> None:
    install_packages(purpose)
    install_pango()
    if purpose == "test":
        install_browser()


# --- Python


def is_suitable(version: tuple[int, ...]) -> bool:
    return OLDEST <= version[:2] < TOO_NEW


def use_suitable_python() -> None:
    """Go on under a Python that Sanad runs on: this one, or another one on the path; stop with a sentence otherwise."""
    if is_suitable(sys.version_info):
        return
    for minor in range(TOO_NEW[1] - 1, OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other:
            os.execv(other, [other, *sys.argv])
    wanted = f"Python {OLDEST[0]}.{OLDEST[1]} to {TOO_NEW[0]}.{TOO_NEW[1] - 1}"
    here = ".".join(str(part) for part in sys.version_info[:3])
    sys.exit(
        f"Sanad needs {wanted}; {sys.executable} is Python {here} and no other was found.\n"
        "Install one, then run again and name it: make run PYTHON=/path/to/python3.12"
    )


class one_at_a_time:
    """Two commands started together must not install into one folder at once."""

    def __enter__(self) -> None:
        folder = ROOT / "var"
        folder.mkdir(exist_ok=True)
        self.file = open(folder / "setup.lock", "w")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Another command is preparing this folder; waiting for it.")
            fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_problem: object) -> None:
        self.file.close()


# --- packages


def install_packages(purpose: str) -> None:
    if is_installed(purpose):
        return
    make_environment()
    requirements = ROOT / "requirements" / f"{purpose}.txt"
    started = time.monotonic()
    say(f"Installing the packages of {requirements.relative_to(ROOT)} (each checked by its hash) …")
    if not (have_uv() and install_with_uv(requirements)):
        install_with_pip(requirements)
    installed = read_stamp()
    installed[purpose] = digest(purpose)
    installed["python"] = base_version()
    STAMP.write_text(json.dumps(installed, indent=1) + "\n", encoding="utf-8")
    say(f"Packages are in .venv ({time.monotonic() - started:.0f} s).")


def is_installed(purpose: str) -> bool:
    """Whether the packages of this purpose, or of one that contains it, went in from the lock file as it is now."""
    installed = read_stamp()
    return PYTHON.exists() and any(installed.get(larger) == digest(larger) for larger in CONTAINED_IN[purpose])


def read_stamp() -> dict[str, str]:
    try:
        installed = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return installed if installed.get("python") == base_version() else {}


def digest(purpose: str) -> str:
    return hashlib.sha256((ROOT / "requirements" / f"{purpose}.txt").read_bytes()).hexdigest()


def base_version() -> str:
    """The Python that .venv was made from, as .venv itself tells."""
    try:
        text = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return ""
    found = re.search(r"^version\s*=\s*(\S+)", text, re.MULTILINE)
    return found.group(1) if found else ""


def make_environment() -> None:
    """A .venv whose Python starts and is one we support; a broken or outdated one is built anew."""
    if PYTHON.exists():
        works = subprocess.run([str(PYTHON), "-c", "import pip"], capture_output=True, check=False).returncode == 0
        version = tuple(int(part) for part in base_version().split(".")[:2] if part.isdigit())
        if works and is_suitable(version):
            return
        say("The .venv folder does not work with this Python; making it anew.")
        shutil.rmtree(VENV)
    say(f"Making .venv with Python {sys.version.split()[0]} …")
    command = [sys.executable, "-m", "venv", str(VENV)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if shutil.which("apt-get") is None:
        raise SetupError(f"`{' '.join(command)}` failed:\n{answer.stdout}{answer.stderr}")
    apt_install([package], reason="Python's venv module")
    subprocess.run(command, check=True)


def have_uv() -> bool:
    """uv installs in seconds what takes pip most of a minute. It comes from the same lock file, by its hash."""
    if run_quietly([PYTHON, "-m", "uv", "--version"]):
        return True
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(locked_lines("uv", (ROOT / "requirements" / "test.txt").read_text(encoding="utf-8")))
        file.flush()
        return run_quietly(
            [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", file.name]
        )


def locked_lines(package: str, text: str) -> str:
    """The pin of one package with its hashes, out of a compiled requirements file."""
    found = re.search(rf"^{re.escape(package)}==(?:.*\\\n)*.*\n", text, re.MULTILINE)
    return found.group(0) if found else ""


def install_with_uv(requirements: Path) -> bool:
    """Whether uv managed; where only pip knows the way to the packages, it may not."""
    command = [
        PYTHON,
        "-m",
        "uv",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "--python",
        PYTHON,
        "-r",
        requirements,
    ]
    return run_quietly(command, uv_environment(pip_settings()))


def pip_settings() -> dict[str, str]:
    """What pip was told about where packages come from, by its files and its variables."""
    answer = subprocess.run([str(PYTHON), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False)
    settings = {}
    for line in answer.stdout.splitlines():
        name, equals, value = line.partition("=")
        if equals:
            # `pip config list` writes each value as Python would; the environment wins over the files.
            scope, _dot, key = name.partition(".")
            if key not in settings or scope == ":env:":
                settings[key] = value.strip("'\"")
    return settings


def uv_environment(settings: dict[str, str]) -> dict[str, str]:
    """pip's way to the packages in uv's words, unless uv was told its own."""
    words = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE"}
    if settings.get("no-index", "").lower() in {"1", "true", "yes"}:
        words["find-links"] = "UV_FIND_LINKS"
    environment = {words[key]: value for key, value in settings.items() if key in words}
    if "UV_FIND_LINKS" in environment:
        environment["UV_NO_INDEX"] = "1"
    return environment | dict(os.environ)


def install_with_pip(requirements: Path) -> None:
    say("uv could not do it here; pip does the same, in about a minute …")
    answer = subprocess.run(
        [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(requirements)],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if answer.returncode:
        problem = "\n".join(line for line in answer.stderr.splitlines() if not line.startswith("WARNING"))
        raise SetupError(
            f"{problem}\n\nThe packages could not be installed. Is a package registry in reach (pip config list)?"
        )


def run_quietly(command: list[object], environment: dict[str, str] | None = None) -> bool:
    return (
        subprocess.run([str(word) for word in command], env=environment, capture_output=True, check=False).returncode
        == 0
    )


# --- what Python packages cannot carry


def install_pango() -> None:
    """Pango draws the text of the PDF files."""
    if ctypes.util.find_library("pango-1.0") and ctypes.util.find_library("pangoft2-1.0"):
        return
    if sys.platform == "darwin":
        raise SetupError(
            "Pango is missing, which draws the text of PDF files. Install it and run again:\n  brew install pango"
        )
    apt_install(list(PANGO), reason="Pango, which draws the text of PDF files")


def install_browser() -> None:
    """Chromium for the browser tests, where we may install it; elsewhere the tests say loudly that they were skipped."""
    if any(shutil.which(name) for name in BROWSERS) or not may_install():
        return
    apt_install(["chromium"], reason="Chromium, which the browser tests drive")


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: list[str], reason: str) -> None:
    """Install Debian packages as root, or name the exact command for somebody who may."""
    wanted = f"apt-get install --yes --no-install-recommends {' '.join(packages)}"
    if not may_install():
        raise SetupError(f"Missing: {reason}. Install it and run again:\n  sudo {wanted}")
    say(f"Installing {reason} …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for before in ([], ["apt-get update"]):
        for command in [*before, wanted]:
            answer = subprocess.run(
                command.split(), env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
            )
        if answer.returncode == 0:
            return
    raise SetupError(f"`{wanted}` failed:\n{answer.stdout[-800:]}{answer.stderr[-800:]}")


if __name__ == "__main__":
    sys.exit(main())
