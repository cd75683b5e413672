"""What the chapters of the demonstration share: opening a call, drawing applicants, handing in, examining."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from accounts.people.models import User
from config.demonstration import files
from config.demonstration.clock import after, on_day, working
from config.demonstration.files import File
from config.demonstration.people import PROVINCES, Persona, Population, spread
from config.demonstration.staff import Staff
from foundation.time import CASABLANCA
from programs.budget.models import BudgetLine
from programs.calls.actions import create_call, open_and_close, schedule_call
from programs.calls.models import Call, FormVersion, Rubric, RuleSet
from programs.catalog.models import ProgramVersion

SEED = 20231227


Say = Callable[[str], None]


@dataclass
class Story:
    """What the chapters share."""

    staff: Staff
    population: Population
    chance: random.Random
    lines: dict[tuple[str, str, int], BudgetLine] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    notices: dict[str, str] = field(default_factory=dict)


def open_call(
    story: Story, *, program: str, code: str, edition: str, opens: date, closes: date | None, line: BudgetLine | None,
    places: int | None, **more: object,
) -> Call:  # fmt: skip
    """Create, publish and open a call with the newest form, rules and rubric of its programme."""
    version = (
        ProgramVersion.objects.filter(program__code=program).exclude(published_at=None).order_by("-number").first()
    )
    names = version.program
    ceiling = version.settings["ceilings"].get("per_file")
    with on_day(after(opens, -12)):
        call = create_call(
            by=story.staff.administrator, code=code, version=version, edition=edition, places=places,
            name_fr=f"{names.name_fr} — édition {edition}", name_ar=f"{names.name_ar} — دورة {edition}",
            name_en=f"{names.name_en} — edition {edition}", offer_fr=names.summary_fr, offer_ar=names.summary_ar,
            offer_en=names.summary_en, form=_newest(FormVersion, program), rules=_newest(RuleSet, program),
            rubric=_newest(Rubric, program), budget_line=line, max_amount=Decimal(str(ceiling)) if ceiling else None,
            opens_at=datetime.combine(opens, time(9), tzinfo=CASABLANCA),
            closes_at=datetime.combine(closes, time(23, 59), tzinfo=CASABLANCA) if closes else None,
            is_demonstration=True, **more,
        )  # fmt: skip
        call = schedule_call(call=call, by=story.staff.administrator)
    with on_day(opens, 9, 1):
        open_and_close(by=User.objects.system())
    call.refresh_from_db()
    story.calls[code] = call
    story.notices[code] = version.settings["consent_notice"]
    return call


def _newest(model: type, program: str):
    found = model.objects.filter(code__startswith=program).exclude(published_at=None).order_by("-number").first()
    if found is None:
        raise files.Odd(f"no published {model.__name__} for {program}")
    return found


def applicants(
    story: Story, count: int, organisations: float, branches: tuple[str, ...], places: tuple = PROVINCES
) -> list[Persona]:
    """So many, of which a share are organisations."""
    cut = round(count * organisations)
    people = story.population
    drawn = [
        people.organisation(branches=branches, places=places)
        if number < cut
        else people.person(branches=branches, places=places)
        for number in range(count)
    ]
    story.chance.shuffle(drawn)
    return drawn


def hand_in(story: Story, call: Call, personas: list[Persona], first: date, last: date) -> list[File]:
    """Each registered a few days before applying."""
    made = []
    for persona, day in zip(personas, spread(story.chance, first, last, len(personas)), strict=True):
        day = working(day) if working(day) <= last else day
        party, user = files.register(persona, story.staff, after(day, -6))
        if call.code.startswith("exporters"):
            files.make_exporter(party, persona, story.staff, after(day, -5), story.chance)
        file = File(persona, party, user)
        files.apply(file, call, day, story.chance, staff=story.staff, notice=story.notices[call.code])
        made.append(file)
    return made


def screen_all(story: Story, made: list[File], start: date) -> list[File]:
    """Examined over three weeks; some corrected, a few not eligible or withdrawn."""
    on = []
    for number, file in enumerate(made):
        day = after(max(start, file.submitted_on), 1 + number * 12 // max(1, len(made)))
        if number % 23 == 11:
            with on_day(day, 9):
                files.actions.withdraw_application(
                    application=file.application, by=file.user, reason="Projet reporté à l’année prochaine."
                )
            continue
        officer = (
            story.staff.southern_officer if file.party.area.startswith("07") and number % 2 else story.staff.officer
        )
        files.examine(file, officer, day)
        if number % 9 == 4:
            files.correct(file, officer, after(day, 1), answer=number % 27 != 22)
            if file.application.status != "screening":
                continue
            day = after(day, 7)
        if files.to_review(file, officer, after(day, 2)):
            on.append(file)
        else:
            with on_day(after(day, 5), 10):
                files.actions.countersign_ineligible(application=file.application, by=story.staff.head)
    return on
