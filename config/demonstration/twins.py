"""A handful of people registered twice, as it happens at counters: what the register asks its officers about."""

from datetime import date, timedelta

from artisans.duplicates.actions import keep_different, note_twins
from artisans.duplicates.choices import FoundBy
from artisans.duplicates.matching import probes_of, twins_of_many
from artisans.parties.actions import register_person
from artisans.parties.models import Party
from config.demonstration.base import Story
from config.demonstration.clock import on_day

DAY = date(2023, 12, 4)


def _moved_letter(name: str) -> str:
    """A letter doubled in the last part."""
    return f"{name[:-2]}{name[-2]}{name[-2:]}"


# How the second entry differs from the first.
SLIPS = (
    lambda party: {},
    lambda party: {"name_fr": _moved_letter(party.name_fr)},
    lambda party: {"name_fr": " ".join(reversed(party.name_fr.split(" ", 1)))},
    lambda party: {"birth_date": party.birth_date.replace(month=1, day=1)},
    lambda party: {"name_fr": _moved_letter(party.name_fr), "birth_date": party.birth_date + timedelta(days=365)},
)


def registered_twice(story: Story) -> None:
    """Five second entries of people already known; one pair was looked at and told apart."""
    known = (
        Party.objects.active().filter(kind="person", artisan__isnull=False).exclude(birth_date=None).exclude(name_ar="")
    )
    for slip, party in zip(SLIPS, known.select_related("commune").order_by("pk")[10:400:60], strict=False):
        facts = {
            "name_fr": party.name_fr, "name_ar": party.name_ar, "birth_date": party.birth_date, "sex": party.sex,
            "douar": party.douar,
        } | slip(party)  # fmt: skip
        with on_day(DAY):
            second = register_person(
                by=story.staff.officer, commune=party.commune, registered_on=DAY, is_demonstration=True, **facts
            )
            rows = Party.objects.filter(pk=second.pk).select_related("artisan").prefetch_related("identifiers")
            twins = twins_of_many(probes_of(rows), limit=1).get(second.pk, [])
            cases = note_twins(party_id=second.pk, twins=twins, found_by=FoundBy.ENTRY, by=story.staff.officer)
    if cases:
        with on_day(DAY + timedelta(days=2)):
            keep_different(
                case=cases[0], by=story.staff.officer,
                reason="Deux sœurs vues ensemble au guichet, deux cartes comparées.",
            )  # fmt: skip
