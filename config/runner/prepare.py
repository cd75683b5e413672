"""Make the database and the static files ready, in one process: `python -m config.runner.prepare`.

Runs before the web, the worker and the beat; prints each step. Reads the product only through Django's own doors
(commands and the app registry), so that it works with whatever commands are there.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def step(title: str, work: Callable[[], object]) -> None:
    started = time.monotonic()
    print(f"  {title} …", end="", flush=True)
    work()
    print(f" {time.monotonic() - started:.1f} s", flush=True)


def main() -> None:
    django.setup()
    prepare_database()
    step("Collecting style sheets, scripts and fonts", collect_static)


def prepare_database() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        step("Bringing the database up to date", lambda: call_command("migrate", interactive=False, verbosity=0))
    if any("DatabaseCache" in cache["BACKEND"] for cache in settings.CACHES.values()):
        call_command("createcachetable", verbosity=0)
    if has_command("load_reference"):
        step("Loading regions, communes, trades and other reference data", lambda: quietly("load_reference"))
    if os.environ.get("SANAD_SEED", "1") == "1" and is_empty():
        if has_command("seed_demo"):
            step("Filling the empty database with demonstration data", lambda: quietly("seed_demo"))
        else:
            print("  No demonstration data yet (no seed_demo command).", flush=True)


def quietly(command: str) -> None:
    """The progress shows our own lines only: what jobs and letters note of themselves matters once people work here."""
    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.WARNING)  # what goes wrong is still said
    try:
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            call_command(command, stdout=nowhere)
    finally:
        root.setLevel(before)


def has_command(name: str) -> bool:
    return name in get_commands()


def is_empty() -> bool:
    """Nobody is registered: no beneficiary was ever entered here."""
    return apps.is_installed("artisans") and not apps.get_model("artisans", "Party").objects.exists()


def collect_static() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
