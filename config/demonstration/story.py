"""July 2022 to December 2023: three pilot editions, an earthquake, two board meetings.

Numbers follow the proportions of the published facts (`docs/demonstration.md`), reduced to about 400
beneficiaries. Every step is an action of the house on its day; nothing is written past the rules.
"""

import multiprocessing
import random
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from django.db import connection, connections, transaction

from accounts.outbox.actions import nudge
from artisans.duplicates.receivers import compare
from config.demonstration.base import SEED, Say, Story
from config.demonstration.clock import on_day
from config.demonstration.editions import EDITIONS, the_edition
from config.demonstration.emergency import the_emergency
from config.demonstration.house import the_house, the_register
from config.demonstration.people import Population
from config.demonstration.staff import Staff, appoint
from config.demonstration.twins import registered_twice
from config.demonstration.year import publish_barometer, the_year
from programs.budget.models import BudgetLine


class CannotTell(Exception):
    """The story broke off."""


def tell(say: Say) -> None:
    """The whole story. Its two strands touch nothing in common and are told at once, on two processors."""
    with on_day(date(2022, 7, 4)), transaction.atomic():
        staff = appoint()
    _chapters(staff, say, ((0, "The house, its budgets and its register", the_house),))
    strands = (
        tuple(
            (20_000 + 10_000 * number, f"Pilot edition: {edition.program}", partial(the_edition, edition=edition))
            for number, edition in enumerate(EDITIONS)
        ),
        (
            (10_000, "The register before the programmes", the_register),
            (60_000, "The earthquake of Al Haouz, and what waits on the desks", the_emergency),
        ),
    )
    connections.close_all()
    context = multiprocessing.get_context("fork")
    children = [context.Process(target=_chapters, args=(staff, say, strand)) for strand in strands]
    for child in children:
        child.start()
    for child in children:
        child.join()
    if any(child.exitcode for child in children):
        raise CannotTell("A strand of the demonstration failed; its reason stands above.")
    _chapters(
        staff,
        say,
        (
            (90_000, "Markets, networks, services and the board", the_year),
            (95_000, "Some who were registered twice", registered_twice),
        ),
    )
    publish_barometer(staff)


def _chapters(staff: Staff, say: Say, chapters: Iterable[tuple[int, str, Callable[[Story], None]]]) -> None:
    """Chapters one after the other, each in one transaction with people numbered from its own start."""
    lines = {(line.program.code, line.heading, line.fiscal_year.year): line for line in _lines()}
    for first, title, chapter in chapters:
        story = Story(
            staff=staff,
            population=Population(SEED, first),
            chance=random.Random(SEED + first),
            lines=lines,
        )
        with transaction.atomic():
            chapter(story)
            # The letters of the story leave with the story (`count_as_sent`): no worker is told of them.
            # Nor is everybody compared with everybody: those registered twice have their own chapter.
            connection.run_on_commit = [
                row for row in connection.run_on_commit if getattr(row[1], "func", row[1]) not in (nudge, compare)
            ]
        say(f"  {title}")


def _lines() -> Iterable[BudgetLine]:
    return BudgetLine.objects.exclude(program=None).select_related("program", "fiscal_year")
