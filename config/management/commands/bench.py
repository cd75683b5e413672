"""`bench`: what our pages cost on a register of a given size, beside what they could cost at least."""

import logging
import time
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test.utils import override_settings

from artisans.parties.models import Party
from artisans.reference.models import Commune
from config.benchmarks import lists
from config.benchmarks.copying import NotAllowed
from config.benchmarks.doors import officer, signed_in
from config.benchmarks.register import fill_register
from config.benchmarks.timing import nobody_is_throttled, tell

DEFAULT = 100_000


class Command(BaseCommand):
    help = (
        "Prints a line for each figure: name, ratio to its floor in this run, figure, unit. Grows the register to a hundredth of "
        "the size, measures, grows it to the size, measures again. Slow figures fail nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", type=int, default=DEFAULT, help=f"how many craftspeople (default {DEFAULT})")

    def handle(self, *args: Any, **options: Any) -> None:
        size = options["size"]
        if size < 1_000:
            raise CommandError("Measure on 1,000 craftspeople at least.")
        if not settings.DEMO_SIGN_IN:
            raise CommandError(
                "The register grows while it is measured: only on a development copy, best by `make bench`."
            )
        # A line of log for each request is for servers; here it would bury the figures.
        logging.getLogger().setLevel(logging.ERROR)
        self._prepare()
        firsts: dict[str, float] = {}
        with override_settings(ROOT_URLCONF="config.benchmarks.floors"), nobody_is_throttled():
            for share, count in (("1%", size // 100), ("100%", size)):
                self._grow(count)
                found = self._measure(share, is_whole=count == size)
                for name, figure in found.items():
                    if name in firsts:
                        tell(
                            self.stdout.write,
                            f"{name} 100% over 1% (flat: 0.8-1.2)",
                            figure / firsts[name],
                            figure,
                            "ms",
                        )
                    firsts[name] = figure

    def _prepare(self) -> None:
        """What a copy has before its first page: lists, a table for its cache, the sheets with their hashes."""
        call_command("createcachetable", verbosity=0)
        if not Commune.objects.exists():
            call_command("load_reference", stdout=StringIO())
        manifest = getattr(staticfiles_storage, "manifest_name", "")
        if manifest and not (Path(settings.STATIC_ROOT) / manifest).exists():
            call_command("collectstatic", interactive=False, verbosity=0)

    def _grow(self, count: int) -> None:
        started, missing = time.monotonic(), count - Party.objects.count()
        if missing <= 0:
            return
        try:
            fill_register(missing, seed=count)
        except NotAllowed as problem:
            raise CommandError("This database user may not switch triggers off: run `make bench`.") from problem
        tell(
            self.stdout.write,
            f"seed_scale to {count:,} craftspeople",
            None,
            missing / (time.monotonic() - started),
            "rows/s",
        )

    def _measure(self, share: str, *, is_whole: bool) -> dict[str, float]:
        user = officer()
        client = signed_in(user)
        label = f"{Party.objects.count():,} rows, {share}"
        found = {
            "P1 list page p50": lists.officers_list(client, self.stdout.write, label).p50,
            "P2 API page 1 p50": lists.api_list(client, user, self.stdout.write, label).p50,
        }
        if is_whole:
            lists.search(user, self.stdout.write, label)
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = 0")
            lists.export(client, self.stdout.write, label)
        return found
