"""`refresh_keys`: what is derived from names is written anew, after the rules for it changed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from artisans.parties.keys import KEY_COLUMNS, keys_of
from artisans.parties.models import Party

BATCH = 1_000


class Command(BaseCommand):
    help = (
        "Writes the sort and search keys of every party anew where they differ from what the present rules give. Run it after an "
        "upgrade that says so; it may be stopped and begun again, and people may work meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--after", type=int, default=0, help="begin behind this number of the table")

    def handle(self, *args: Any, **options: Any) -> None:
        last, seen, written = options["after"], 0, 0
        while True:
            with transaction.atomic():
                # Locked, so that a name changed in this very moment keeps the keys of its change.
                rows = list(Party.objects.filter(pk__gt=last).order_by("pk").select_for_update(of=("self",))[:BATCH])
                changed = [row for row in rows if _renew(row)]
                Party.objects.bulk_update(changed, KEY_COLUMNS)
            if not rows:
                break
            last, seen, written = rows[-1].pk, seen + len(rows), written + len(changed)
            self.stdout.write(f"  {seen:,} read, {written:,} written, last {last}")
        self.stdout.write(self.style.SUCCESS(f"{written} of {seen} parties have new keys."))


def _renew(party: Party) -> bool:
    before = [getattr(party, name) for name in KEY_COLUMNS]
    keys_of(party)
    return before != [getattr(party, name) for name in KEY_COLUMNS]
