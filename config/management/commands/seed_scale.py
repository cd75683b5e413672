"""`seed_scale`: a register of any size, in minutes, to measure on."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.benchmarks.copying import NotAllowed
from config.benchmarks.figures import fill_trade_points
from config.benchmarks.files import fill_applications
from config.benchmarks.register import fill_register


class Command(BaseCommand):
    help = (
        "Adds invented rows by COPY: craftspeople with encrypted numbers, files in every state, export figures. No history and "
        "no events are written for them; all that can be is marked as demonstration. Needs the reference lists, and a database "
        "user who may switch triggers off for its session."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--artisans", type=int, default=0, help="how many craftspeople to add")
        parser.add_argument("--applications", type=int, default=0, help="how many files to add")
        parser.add_argument("--trade-points", type=int, default=0, help="how many export figures to add")
        parser.add_argument(
            "--yes", action="store_true", help="even where this is no development or demonstration copy"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO_SIGN_IN or options["yes"]):
            raise CommandError(
                "This would put invented people into a register that may be real. Say --yes to do it all the same."
            )
        fills = (
            ("artisans", fill_register), ("applications", fill_applications), ("trade_points", fill_trade_points),
        )  # fmt: skip
        if not any(options[name] > 0 for name, _fill in fills):
            raise CommandError("Say how many: --artisans N, --applications N, --trade-points N.")
        started = time.monotonic()
        try:
            for name, fill in fills:
                if options[name] > 0:
                    fill(options[name], self.stdout.write)
        except LookupError as problem:
            raise CommandError(str(problem)) from problem
        except NotAllowed as problem:
            raise CommandError(
                "This database user may not switch triggers off. Run it as the owner of a development cluster."
            ) from problem
        self.stdout.write(f"Done in {time.monotonic() - started:.0f} s.")
