"""`seed_demo`: the demonstration story on an empty database."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts.access.demonstration import count_as_sent
from accounts.audit.sealing import seal_events
from artisans.parties.models import Party
from config.demonstration.story import tell


class Command(BaseCommand):
    help = "Fills an empty database with the demonstration (deterministic, marked as such)."

    def handle(self, *args: Any, **options: Any) -> None:
        if Party.objects.exists():
            raise CommandError(
                "The register is not empty: the demonstration is only for a new installation (make reset)."
            )
        started = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit TO off")
            cursor.execute("SET statement_timeout TO 0")
        self.stdout.write("Telling the demonstration story …")
        tell(lambda line: self.stdout.write(f"{line}  ({time.monotonic() - started:.0f} s)"))
        self.stdout.write(f"  {count_as_sent()} letters left on their day")
        self.stdout.write(f"  {seal_events()} acts sealed into the chain")
        self.stdout.write(f"Done in {time.monotonic() - started:.0f} s.")
