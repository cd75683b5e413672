"""July 2022 to December 2023: three pilot editions, an earthquake, two board meetings.

Numbers follow the proportions of the published facts (`docs/demonstration.md`), reduced to about 400
beneficiaries. Every step is an action of the house on its day; nothing is written past the rules.
"""

import multiprocessing
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial

from django.db import connection, connections, transaction

from accounts.outbox.actions import nudge
from accounts.people.models import Establishment, User
from config.demonstration import awards, committee, files
from config.demonstration.clock import after, on_day, working
from config.demonstration.files import File
from config.demonstration.people import DISASTER, PROVINCES, Persona, Population, spread
from config.demonstration.staff import Staff, appoint
from config.demonstration.year import publish_barometer, the_year
from foundation.time import CASABLANCA
from programs.budget.actions import allocate
from programs.budget.models import BudgetLine
from programs.calls.actions import create_call, open_and_close, schedule_call
from programs.calls.models import Call, FormVersion, Rubric, RuleSet
from programs.catalog.models import FiscalYear, Program, ProgramVersion
from programs.emergency.actions import link_call
from programs.emergency.models import DisasterEvent
from programs.enrolments.actions import complete_enrolment, exit_enrolment, pause_enrolment
from programs.enrolments.choices import EnrolmentStatus
from programs.enrolments.models import Cohort, Enrolment

SEED = 20231227
Say = Callable[[str], None]


class CannotTell(Exception):
    """The story broke off."""


BUDGETS = (
    # programme, heading, 2022, 2023
    ("exporters", "services", 450_000, 2_100_000),
    ("aggregators", "grants", 0, 2_600_000), ("aggregators", "services", 250_000, 800_000),
    ("excellence", "services", 600_000, 3_200_000),
    ("haouz", "grants", 0, 8_000_000),
)  # fmt: skip
HEADINGS = {
    "grants": ("Aides", "الدعم المالي", "Grants"),
    "services": ("Services et formation", "الخدمات والتكوين", "Services and training"),
}


@dataclass(frozen=True)
class Edition:
    """One pilot edition: how many apply and are kept, and when."""

    program: str
    code: str
    edition: str
    opens: date
    closes: date
    committee: date
    applicants: int
    selected: int
    reserve: int
    organisations: float  # share of applicants that are organisations
    branches: tuple[str, ...] = ()
    support_days: int = 18
    completes: date | None = None
    share: float = 1.0


EDITIONS = (
    Edition("exporters", "exporters-pilote", "2022-23", date(2022, 9, 15), date(2022, 11, 15), date(2023, 1, 12), 38, 23, 5, 0.6,
            support_days=17, completes=date(2023, 7, 7)),
    Edition("aggregators", "aggregators-pilote", "2022-23", date(2022, 9, 26), date(2022, 11, 18), date(2023, 1, 19), 21, 12, 3, 1.0,
            support_days=22, completes=date(2023, 7, 12)),
    Edition("excellence", "excellence-pilote", "2022-23", date(2022, 9, 19), date(2022, 11, 10), date(2023, 1, 24), 44, 28, 5, 0.3,
            branches=("TAP", "POT"), support_days=28, share=0.8),
)  # fmt: skip


@dataclass
class Story:
    """What the chapters share."""

    staff: Staff
    population: Population
    chance: random.Random
    lines: dict[tuple[str, str, int], BudgetLine] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    notices: dict[str, str] = field(default_factory=dict)


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
    _chapters(staff, say, ((90_000, "Markets, networks, services and the board", the_year),))
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
            # The letters of the story leave with the story (letters.py): no worker is told of them.
            connection.run_on_commit = [row for row in connection.run_on_commit if row[1] is not nudge]
        say(f"  {title}")


def _lines() -> Iterable[BudgetLine]:
    return BudgetLine.objects.exclude(program=None).select_related("program", "fiscal_year")


def the_house(story: Story) -> None:
    """The establishment is marked as a demonstration; years, budget lines and allocations."""
    Establishment.objects.filter(pk=1).update(
        is_demonstration=True, help_line="05 37 00 00 00", help_hours_fr="du lundi au vendredi, de 8 h 30 à 16 h 30",
        help_hours_ar="من الاثنين إلى الجمعة، من 8:30 إلى 16:30", email="contact@demo.sanad.example",
        address_fr="Rabat (adresse de démonstration)", address_ar="الرباط (عنوان تجريبي)",
        cndp_number="DÉMO-000/2022", signatory_fr="Le directeur général (démonstration)",
        signatory_ar="المدير العام (تجريبي)",
    )  # fmt: skip
    years = {
        year: FiscalYear.objects.get_or_create(
            year=year, defaults={"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
        )[0]
        for year in (2022, 2023, 2024)
    }
    programs = {program.code: program for program in Program.objects.all()}
    for code, heading, *amounts in BUDGETS:
        program = programs[code]
        for year, amount in zip((2022, 2023), amounts, strict=True):
            if not amount:
                continue
            names = HEADINGS[heading]
            line = BudgetLine.objects.create(
                program=program, fiscal_year=years[year], heading=heading, is_demonstration=True,
                name_fr=f"{names[0]} — {program.name_fr}"[:160], name_ar=f"{names[1]} — {program.name_ar}"[:160],
                name_en=f"{names[2]} — {program.name_en}"[:160],
            )  # fmt: skip
            day = date(2022, 7, 5) if year == 2022 else date(2023, 1, 3)
            if code == "haouz":
                day = date(2023, 10, 9)
            with on_day(day):
                allocate(
                    line=line,
                    amount=Decimal(amount),
                    by=story.staff.authoriser,
                    key=f"demo:{line.pk}",
                    note="Démonstration",
                )


def the_register(story: Story) -> None:
    """Some who are known and did not apply yet."""
    for number in range(220):
        day = working(date(2022, 7, 6 + number % 20))
        persona = story.population.person() if number % 5 else story.population.organisation()
        files.register(persona, story.staff, day)


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


def the_edition(story: Story, edition: Edition) -> None:
    """From the call to completion."""
    staff = story.staff
    line = story.lines.get((edition.program, "grants", 2023))
    call = open_call(
        story, program=edition.program, code=edition.code, edition=edition.edition, opens=edition.opens,
        closes=edition.closes, line=line, places=edition.selected + 4,
    )  # fmt: skip
    personas = applicants(story, edition.applicants, edition.organisations, edition.branches)
    made = hand_in(story, call, personas, edition.opens, edition.closes)
    with on_day(edition.closes, 23, 59):
        pass
    with on_day(after(edition.closes, 1), 0, 5):
        open_and_close(by=User.objects.system())
    reviewed = screen_all(story, made, after(edition.closes, 1))
    committee.review(call, reviewed, staff, after(edition.closes, 21), story.chance)
    session = committee.decide(call, staff, edition.committee, count=edition.selected, reserve=edition.reserve)
    winners = committee.outcomes(made, "approved")
    enrolled_from = after(session.held_on, 5)
    cohorts = make_cohorts(story, call, edition)
    enrolments = [
        awards.enrol(
            file, staff, after(enrolled_from, number % 5), cohort=cohorts[number % len(cohorts)] if cohorts else None
        )
        for number, file in enumerate(winners)
    ]
    deliver(story, edition, enrolments)
    pay_out(story, edition, winners, enrolments, line)
    finish(story, edition, enrolments)


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


def make_cohorts(story: Story, call: Call, edition: Edition) -> list[Cohort]:
    """The rugs group and the pottery group of the centres of excellence; others go alone."""
    if not edition.branches:
        return []
    names = (("Promotion Tapis", "فوج الزرابي"), ("Promotion Poterie-Céramique", "فوج الفخار والخزف"))
    return [
        Cohort.objects.create(
            call=call, name_fr=f"{fr} {edition.edition}", name_ar=f"{ar} {edition.edition}", starts_on=date(2023, 3, 1),
            ends_on=date(2023, 12, 15),
        )
        for fr, ar in names
    ]  # fmt: skip


def deliver(story: Story, edition: Edition, enrolments: list[Enrolment]) -> None:
    """Support month by month, with a diagnostic on entry and, for those who finish, on exit."""
    last = edition.completes or date(2023, 12, 20)
    for number, enrolment in enumerate(enrolments):
        start = after(enrolment.enrolled_on, 4)
        awards.diagnose(enrolment, story.staff, "entry", start, story.chance, 0.4)
        share = edition.share if edition.completes is None or number % 11 == 5 else 1.0
        awards.support(enrolment, story.staff, start, edition.support_days, story.chance, until=last, share=share)


def pay_out(story: Story, edition: Edition, winners: list[File], enrolments: list[Enrolment], line: BudgetLine) -> None:
    """Tranches claimed, checked, approved; one batch a rank; a rejected payment comes back in the next."""
    by_application = {file.application.pk: file for file in winners}
    paying = [enrolment for enrolment in enrolments if hasattr(enrolment, "grant")]
    day = after(date(2023, 2, 27), 0)
    ranks = max((enrolment.grant.tranches.count() for enrolment in paying), default=0)
    for rank in range(1, ranks + 1):
        claimed = []
        for number, enrolment in enumerate(paying):
            tranche = enrolment.grant.tranches.filter(number=rank, status="claimable").first()
            if tranche is None or (rank > 1 and number % 7 == 3):
                continue
            awards.claim(tranche, by_application[enrolment.application_id], story.staff, after(day, number % 4))
            claimed.append(enrolment)
        ready = awards.payable(paying, rank)
        if ready:
            label = f"{edition.edition} — tranche {rank}"
            awards.pay(ready, line, label, story.staff, after(day, 12), reject=1 if rank == 1 else 0)
        again = awards.payable(paying, rank)
        if again:
            awards.pay(again, line, f"{edition.edition} — tranche {rank} (réémission)", story.staff, after(day, 27))
        day = after(day, 62)


def finish(story: Story, edition: Edition, enrolments: list[Enrolment]) -> None:
    """Completed when the plan was delivered and the money settled; one paused, one left."""
    if edition.completes is None:
        for enrolment in enrolments[3:4]:
            with on_day(date(2023, 10, 12), 10):
                pause_enrolment(
                    enrolment=enrolment, reason="Atelier endommagé par le séisme ; reprise à examiner.",
                    review_on=date(2024, 1, 31), by=story.staff.officer,
                )  # fmt: skip
        for enrolment in enrolments[7:8]:
            with on_day(date(2023, 9, 28), 10):
                exit_enrolment(enrolment=enrolment, reason="Départ à l’étranger.", by=story.staff.head)
        return
    for number, enrolment in enumerate(enrolments):
        enrolment.refresh_from_db()
        if enrolment.status != EnrolmentStatus.ACTIVE or not _is_settled(enrolment):
            continue
        day = after(edition.completes, number % 4)
        awards.diagnose(enrolment, story.staff, "exit", after(day, -3), story.chance, 0.62)
        with on_day(day, 15):
            complete_enrolment(enrolment=enrolment, by=story.staff.officer)


def _is_settled(enrolment: Enrolment) -> bool:
    open_items = enrolment.support_items.exclude(status__in=["verified", "cancelled"]).exclude(kind="cash").exists()
    grant = getattr(enrolment, "grant", None)
    unpaid = grant is not None and grant.tranches.exclude(status__in=["paid", "cancelled"]).exists()
    return not open_items and not unpaid


def the_emergency(story: Story) -> None:
    """A rolling call from October 2023: inspected, decided in two sessions, first tranches paid, some blocked."""
    from_day = date(2023, 10, 16)
    line = story.lines["haouz", "grants", 2023]
    call = open_call(
        story, program="haouz", code="haouz-2023", edition="2023", opens=from_day, closes=None, line=line, places=None,
        is_fast_track=True, reviews_required=1,
    )  # fmt: skip
    with on_day(from_day, 9, 5):
        link_call(event=DisasterEvent.objects.get(), call=call, by=story.staff.administrator)
    first = applicants(story, 48, 0.12, (), DISASTER)
    second = applicants(story, 36, 0.12, (), DISASTER)
    for batch, opened, last, decided in (
        (first, from_day, date(2023, 11, 3), date(2023, 11, 16)),
        (second, date(2023, 11, 6), date(2023, 11, 24), date(2023, 12, 7)),
    ):
        made = hand_in(story, call, batch, opened, last)
        reviewed = screen_all(story, made, after(opened, 2))
        for number, file in enumerate(reviewed):
            files.assess(file, story.staff, after(file.submitted_on, 9 + number % 4))
        session = committee.decide(
            call, story.staff, decided, count=round(len(reviewed) * 0.72), reserve=6, publish_after=2
        )
        winners = committee.outcomes(made, "approved")
        enrolments = [
            awards.enrol(file, story.staff, after(session.held_on, 3 + number % 2))
            for number, file in enumerate(winners)
        ]
        block_and_pay(story, winners, enrolments, line, after(session.held_on, 12), session.held_on < date(2023, 12, 1))

    the_desks(story)


def block_and_pay(
    story: Story, winners: list[File], enrolments: list[Enrolment], line: BudgetLine, day: date, is_first: bool
) -> None:
    """First tranches on light evidence; every ninth waits for a building permit."""
    from_file = {file.application.pk: file for file in winners}
    paying = [enrolment for enrolment in enrolments if hasattr(enrolment, "grant")]
    for number, enrolment in enumerate(paying):
        tranche = enrolment.grant.tranches.get(number=1)
        when = max(day, after(enrolment.enrolled_on, 1))
        if number % 9 == 2:
            with on_day(after(when, 1), 12):
                awards.grants.block_tranche(
                    tranche=tranche, cause="Permis de réhabilitation en attente", by=story.staff.officer,
                    authority="Commune — commission des permis",
                )  # fmt: skip
            continue
        if not is_first and number % 4 == 1:
            continue  # claimed later
        awards.claim(tranche, from_file[enrolment.application_id], story.staff, when)
    ready = awards.payable(paying, 1)
    if is_first and ready:
        awards.pay(ready, line, "Urgence 2023 — tranche 1, premier lot", story.staff, after(day, 9), reject=1)


def the_desks(story: Story) -> None:
    """Files in every state of the first half, so that each role finds work."""
    exporters = open_call(
        story, program="exporters", code="exporters-2024", edition="2024", opens=date(2023, 12, 11), closes=None,
        line=None, places=40,
    )  # fmt: skip
    call = story.calls["haouz-2023"]
    waiting = applicants(story, 16, 0.1, (), DISASTER)
    made = hand_in(story, call, waiting, date(2023, 12, 11), date(2023, 12, 22))
    for number, file in enumerate(made):
        if number % 6 == 0:
            continue  # received, nobody took it yet
        day = after(file.submitted_on, 1)
        officer = story.staff.officer if number % 2 else story.staff.southern_officer
        if not file.party.area.startswith("07"):
            officer = story.staff.officer
        files.examine(file, officer, day)
        if number % 6 == 1:
            files.correct(file, officer, after(day, 1), answer=False)
        elif number % 6 in (2, 3):
            files.to_review(file, officer, after(day, 1))
    reviewing = [file for file in made if file.application.status == "in_review"]
    for file in reviewing[::2]:
        files.assess(file, story.staff, date(2023, 12, 26))
    drafts = applicants(story, 6, 0.5, ())
    for number, persona in enumerate(drafts):
        day = working(date(2023, 12, 13 + number))
        party, user = files.register(persona, story.staff, after(day, -3))
        files.apply(
            File(persona, party, user), exporters, day, story.chance, submit=number > 3, staff=story.staff,
            notice=story.notices["exporters-2024"],
        )  # fmt: skip
