"""`python -m config.runner COMMAND`, what the Makefile calls inside .venv.

run                    the whole of Sanad until Ctrl-C
manage COMMAND …       a manage.py command against the running copy, or against its servers started for the occasion
with-servers PROGRAM … any program with DATABASE_URL and REDIS_URL of throw-away servers
assets                 catalogues, fonts and map made ready
lint                   style, import ladders, templates
bench [N] [PART …]     the product, or those parts of it, measured against its floors, on throw-away servers
reset                  back to the state before the first start
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

from config.runner.assets import prepare_assets
from config.runner.home import ENVIRONMENT_FILE, ROOT, Home, choose_home
from config.runner.processes import RunnerError, end
from config.runner.servers import throw_away_servers
from config.runner.supervisor import Stopped, Supervisor, signals_raise


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="config.runner", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=sorted(COMMANDS))
    parser.add_argument("rest", nargs=argparse.REMAINDER)
    chosen = parser.parse_args()
    try:
        with signals_raise():
            return COMMANDS[chosen.command](chosen.rest)
    except Stopped as signal_name:
        return 0 if chosen.command == "run" else 128 + signal.Signals[str(signal_name)]
    except RunnerError as problem:
        print(f"\n{problem}", file=sys.stderr, flush=True)
        return 1


def port_from_environment() -> int:
    text = os.environ.get("PORT", "") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise RunnerError(f"PORT must be a number from 1 to 65535, not “{text}”.")
    return int(text)


def run(_rest: list[str]) -> int:
    prepare_assets(print_step)
    port = port_from_environment()
    home = choose_home(port, os.environ.get("SANAD_HOME", ""))
    with Supervisor(home, port, seed=os.environ.get("SANAD_SEED", "1") == "1") as copy:
        copy.start()
        print(f"\nSanad is ready: {copy.url}\n", flush=True)
        try:
            print(f"Logs: {home.logs}   Stop: Ctrl-C", flush=True)
            show_accounts(copy)
            copy.watch()
        except Stopped:
            print("\nStopping …", flush=True)
    print("Stopped.", flush=True)
    return 0


def show_accounts(copy: Supervisor) -> None:
    """Who can enter a demonstration: asked at each start, because the codes of the second factor live half a minute.

    The answer is printed when it comes. Nobody waits for it: the children are watched from the first moment on.
    """
    command = [sys.executable, str(ROOT / "manage.py"), "demo_accounts"]
    asked = subprocess.Popen(
        command,
        env=copy.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        text=True,
    )

    def tell() -> None:
        answer, _ = asked.communicate()
        if asked.returncode == 0 and answer.strip():
            print(f"Demonstration accounts:\n{answer}", flush=True)

    threading.Thread(target=tell, daemon=True).start()


def manage(rest: list[str]) -> int:
    """Against the running copy when there is one: its addresses stand in its state folder."""
    command = [sys.executable, str(ROOT / "manage.py"), *rest]
    home = Home(Path(os.environ.get("SANAD_HOME") or ROOT / "var").resolve())
    if (home.folder / ENVIRONMENT_FILE).exists() or not home.take(0):
        return subprocess.run(command, check=False).returncode
    with Supervisor(home, 0, quiet=True) as copy:
        copy.start_servers_only()
        return subprocess.run(command, env=copy.environment, check=False).returncode


def with_servers(rest: list[str]) -> int:
    if not rest:
        raise RunnerError("Name the program to run: with-servers PROGRAM …")
    with throw_away_servers() as addresses:
        return subprocess.run(rest, env={**os.environ, **addresses}, check=False).returncode


def lint(_rest: list[str]) -> int:
    """All checks run, so that one call shows everything there is to mend."""
    failures = 0
    for title, *command in LINTERS:
        answer = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
        print_step(f"{title}: {'ok' if answer.returncode == 0 else 'FAILED'}")
        if answer.returncode:
            failures += 1
            print(answer.stdout + answer.stderr, flush=True)
    return 1 if failures else 0


def bench(rest: list[str]) -> int:
    """On durable servers of its own, as a person's copy has them, with words, fonts and the schema in place."""
    prepare_assets(print_step)
    sizes, parts = [word for word in rest if word.isdigit()], [word for word in rest if not word.isdigit()]
    options = [*(["--size", sizes[0]] if sizes else []), *(["--only", " ".join(parts)] if parts else [])]
    manage_py = [sys.executable, str(ROOT / "manage.py")]
    with throw_away_servers() as addresses:
        environment = {**os.environ, **addresses}
        for arguments in (["migrate", "--verbosity", "0"], ["bench", *options]):
            code = subprocess.run([*manage_py, *arguments], env=environment, check=False).returncode
            if code:
                return code
    return 0


def assets(_rest: list[str]) -> int:
    prepare_assets(print_step)
    return 0


def reset(_rest: list[str]) -> int:
    folders = (
        [Path(os.environ["SANAD_HOME"]).resolve()]
        if os.environ.get("SANAD_HOME")
        else [ROOT / "var", *(ROOT / "var").glob("beside-*")]
    )
    for folder in folders:
        home = Home(folder)
        if not home.take(0):
            raise RunnerError(f"Sanad is running from {folder} (port {home.port_of_owner()}). Stop it first.")
        end(home.remembered())
        home.forget()
        if folder.name.startswith("beside-"):
            shutil.rmtree(folder)
        print_step(f"Emptied {folder}: database, queue, uploads, keys and logs are gone.")
    return 0


def print_step(text: str) -> None:
    print(f"  {text}", flush=True)


LINTERS = (
    ("Style (ruff check)", "-m", "ruff", "check", "--no-cache", "--quiet", "."),
    ("Layout (ruff format)", "-m", "ruff", "format", "--check", "--output-format", "concise", "."),
    (
        "Import ladders (lint-imports)",
        "-c",
        "from importlinter.cli import lint_imports_command as c; c()",
        "--no-cache",
    ),
    ("Templates (djlint)", "-m", "djlint", "templates", "--lint", "--quiet"),
)
COMMANDS = {
    "run": run,
    "manage": manage,
    "with-servers": with_servers,
    "lint": lint,
    "bench": bench,
    "assets": assets,
    "reset": reset,
}

if __name__ == "__main__":
    sys.exit(main())
