"""`load_reference`: places, trades and every other published list, and the letters."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from accounts.outbox.actions import load_templates
from artisans.reference.registry import REFERENCE_LOADERS
from foundation.errors import DomainError


class Command(BaseCommand):
    help = "Loads the reference lists and the letters. Twice changes nothing; what vanished from a list is retired."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="compare every row even where the list has not changed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for _name, load in REFERENCE_LOADERS.items():
                for loaded in load(options["force"]):
                    self.stdout.write(str(loaded))
            for path in _letters():
                self.stdout.write(f"letters of {path.parent.parent.name}: {load_templates(path)} new versions")
        except DomainError as problem:
            raise CommandError(problem.message) from problem


def _letters() -> list[Path]:
    """`<app>/data/messages*.json` of each app that has any, lower floors first."""
    return [path for app in apps.get_app_configs() for path in sorted((Path(app.path) / "data").glob("messages*.json"))]
