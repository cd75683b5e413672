"""`bench`: what our pages cost on a register of a given size, beside what they could cost at least."""

import logging
import pkgutil
import time
from argparse import ArgumentParser
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.test.utils import override_settings

from artisans.parties.models import Party
from artisans.reference.models import Commune
from config import benchmarks
from config.benchmarks.copying import NotAllowed
from config.benchmarks.doors import officer, signed_in
from config.benchmarks.parts import PARTS, Bench
from config.benchmarks.register import fill_register
from config.benchmarks.timing import nobody_is_throttled, tell

DEFAULT = 100_000

# Each file of the folder registers its parts by being imported.
for _file in pkgutil.iter_modules(benchmarks.__path__):
    import_module(f"{benchmarks.__name__}.{_file.name}")


class Command(BaseCommand):
    help = (
        "Prints a line for each figure: name, ratio to its floor in this run, figure, unit. Grows the register to a hundredth of "
        "the size, measures, grows it to the size, measures again. Slow figures fail nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", type=int, default=DEFAULT, help=f"how many craftspeople (default {DEFAULT})")
        parser.add_argument("--only", default="", help=f"some parts only, of {', '.join(PARTS)}")

    def handle(self, *args: Any, **options: Any) -> None:
        size, parts = options["size"], _chosen(options["only"])
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
                found = self._measure(parts, share, is_whole=count == size)
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

    def _measure(self, parts: list[str], share: str, *, is_whole: bool) -> dict[str, float]:
        user = officer()
        bench = Bench(self.stdout.write, user, signed_in(user), Party.objects.count(), share, is_whole)
        found: dict[str, float] = {}
        for name in parts:
            found |= PARTS[name](bench) or {}
        return found


def _chosen(only: str) -> list[str]:
    """The parts to run, in their order."""
    names = {name.upper() for name in only.replace(",", " ").split()}
    unknown = names - set(PARTS)
    if unknown:
        raise CommandError(f"No such part: {', '.join(sorted(unknown))}. There are {', '.join(PARTS)}.")
    return [name for name in PARTS if not names or name in names]
