"""`import_trade FILE`: takes in a file of published export figures; twice the same file changes nothing."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.people.models import User
from foundation.errors import DomainError
from markets.trade.actions import import_trade_file


class Command(BaseCommand):
    help = "Takes in a CSV or XLSX of published export figures: all of it or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--series", default="", help="code of the series, when the columns do not tell")
        parser.add_argument("--dry-run", action="store_true", help="check everything, keep nothing")

    def handle(self, *, file: Path, series: str, dry_run: bool, **_options: object) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            with file.open("rb") as content:
                outcome = import_trade_file(
                    file=content, by=User.objects.system(), series=series, dry_run=dry_run, file_name=file.name
                )
        except DomainError as refusal:
            raise CommandError("\n".join([refusal.message, *refusal.reasons])) from refusal
        self.stdout.write(
            f"{outcome.rows} rows: {outcome.added} added ({outcome.revised} of them newer vintages), {outcome.known} already known"
            + (" (dry run, nothing kept)" if dry_run else "")
        )
