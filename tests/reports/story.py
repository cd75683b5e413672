"""Two programmes told compactly, for tests of figures and of the report.

Rows are as the actions leave them, with their business days and recorded moments, but without events. Personal data that
must never reach a report is planted in `PLANTED`.
"""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

import pgtrigger

from accounts.people.models import Establishment, User
from artisans.parties.models import BankAccount, Identifier, Party
from artisans.reference.models import Commune, Trade
from foundation.time import CASABLANCA, clock_at
from programs.applications.models import Application
from programs.budget.actions import allocate, commit, pay, reserve
from programs.budget.models import BudgetLine
from programs.calls.models import Call, FormVersion, RuleSet
from programs.catalog.models import FiscalYear, Program, ProgramVersion
from programs.emergency.models import DamageAssessment, DamageScale, DisasterCommune, DisasterEvent
from programs.enrolments.models import Enrolment, SupportItem
from programs.grants.models import Grant, Tranche
from programs.reviews.models import CommitteeSession, Decision
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import (
    ArtisanProfileFactory,
    BankAccountFactory,
    BranchFactory,
    CommuneFactory,
    IdentifierFactory,
    PartyFactory,
    ProvinceFactory,
    RegionFactory,
    TradeFactory,
)

PLANTED = ("Plantée", "مزروعة", "PL987654", "612987654", "011780000098765432109876", "9876")

IGNORED = (
    "programs.Application:application_steps",
    "programs.Call:call_steps",
    "programs.CommitteeSession:committeesession_steps",
    "programs.DamageAssessment:damageassessment_steps",
    "programs.Decision:decision_steps",
    "programs.Enrolment:enrolment_steps",
    "programs.Grant:grant_steps",
    "programs.Program:program_steps",
    "programs.SupportItem:supportitem_steps",
    "programs.Tranche:tranche_steps",
)
_PLACES = (
    ("07.041.05.05", "Asni", "أسني", "Al Haouz", "الحوز", "Marrakech-Safi", "مراكش-آسفي"),
    ("07.351.01.01", "Marrakech-Médina", "مراكش المدينة", "Marrakech", "مراكش", "Marrakech-Safi", "مراكش-آسفي"),
    ("07.161.01.01", "Chichaoua", "شيشاوة", "Chichaoua", "شيشاوة", "Marrakech-Safi", "مراكش-آسفي"),
    ("03.231.01.01", "Fès-Médina", "فاس المدينة", "Fès", "فاس", "Fès-Meknès", "فاس-مكناس"),
    ("09.541.01.01", "Taroudannt", "تارودانت", "Taroudannt", "تارودانت", "Souss-Massa", "سوس-ماسة"),
    ("04.441.01.01", "Salé", "سلا", "Salé", "سلا", "Rabat-Salé-Kénitra", "الرباط-سلا-القنيطرة"),
)
_TRADES = (
    ("TAP-01", "Tapis noué", "الزربية", "TAP", "Tapis et tissage", "الزرابي والنسيج"),
    ("POT-01", "Poterie utilitaire", "الفخار", "POT", "Poterie et céramique", "الفخار والخزف"),
    ("CUI-01", "Maroquinerie", "الجلد", "CUI", "Cuir", "الجلد"),
    ("BOI-01", "Marqueterie", "التطعيم", "BOI", "Bois", "الخشب"),
)


@dataclass
class Story:
    """What a test may want to hold on to."""

    officer: User
    programs: list[Program] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)
    lines: list[BudgetLine] = field(default_factory=list)


def tell(*, files: int = 24, is_large: bool = False) -> Story:
    """A support programme and an emergency programme; `is_large` adds two more, for looking at pages."""
    draw = random.Random(7)
    story = Story(officer=StaffFactory(role="officer"))
    year, _made = FiscalYear.objects.get_or_create(
        year=2023, defaults={"starts_on": date(2023, 1, 1), "ends_on": date(2023, 12, 31)}
    )
    places, trades = _places(), _trades()
    known = [
        (
            "exporters",
            "EXP",
            "Accompagnement des exportateurs",
            "مواكبة المصدرين",
            date(2022, 10, 3),
            "training",
            40000,
        ),
        (
            "aggregators",
            "AGR",
            "Accompagnement des agrégateurs",
            "مواكبة المجمعين",
            date(2022, 11, 7),
            "coaching",
            60000,
        ),
        ("excellence", "CEX", "Centres d’excellence", "مراكز التميز", date(2022, 11, 21), "equipment", 25000),
        ("haouz", "HAO", "Programme d’urgence Al Haouz", "برنامج الطوارئ بالحوز", date(2023, 10, 16), "cash", 36000),
    ]
    if not is_large:  # the board's plan names all four
        for code, prefix, fr, ar, *_rest in known[1:3]:
            Program.objects.create(code=code, prefix=prefix, name_fr=fr, name_ar=ar, name_en=fr, position=9)
    with pgtrigger.ignore(*IGNORED):
        for position, (code, prefix, fr, ar, opens, kind, value) in enumerate(
            known if is_large else [known[0], known[3]], 1
        ):
            is_fast = code == "haouz"
            program = Program.objects.create(
                code=code, prefix=prefix, name_fr=fr, name_ar=ar, name_en=fr, status="active", position=position,
                summary_fr=f"{fr} : appui de démonstration, sur convention.", summary_ar=f"{ar}: دعم تجريبي بموجب اتفاقية.",
            )  # fmt: skip
            story.programs.append(program)
            line = _line(program, year, Decimal(value) * files, story.officer)
            story.lines.append(line)
            call = _call(program, line, opens, is_fast)
            chosen = [place for place in places if place.code[:2] in ("07", "09")][:4] if is_fast else places
            for number in range(files):
                _file(story, draw, call, line, chosen, trades, number, kind, value)
            if is_fast:
                _disaster(story, call, places)
    return story


def _places() -> list[Commune]:
    found = []
    for code, fr, ar, province_fr, province_ar, region_fr, region_ar in _PLACES:
        region = RegionFactory(
            code=code[:2], name_fr=region_fr, name_ar=region_ar, sort_fr=region_fr.lower(), sort_ar=region_ar
        )
        province = ProvinceFactory(
            code=code[:6],
            name_fr=province_fr,
            name_ar=province_ar,
            region=region,
            sort_fr=province_fr.lower(),
            sort_ar=province_ar,
        )
        found.append(
            CommuneFactory(code=code, name_fr=fr, name_ar=ar, province=province, sort_fr=fr.lower(), sort_ar=ar)
        )
    return found


def _trades() -> list[Trade]:
    return [
        TradeFactory(
            code=code, name_fr=fr, name_ar=ar, branch=BranchFactory(code=branch, name_fr=bfr, name_ar=bar, name_en=bfr)
        )
        for code, fr, ar, branch, bfr, bar in _TRADES
    ]


def _line(program: Program, year: FiscalYear, amount: Decimal, by: User) -> BudgetLine:
    line = BudgetLine.objects.create(
        program=program,
        fiscal_year=year,
        heading="grants",
        name_fr=f"Aides — {program.name_fr}",
        name_ar=f"الدعم — {program.name_ar}",
    )
    with clock_at(at(date(2023, 1, 4))):
        allocate(line=line, amount=amount, by=by, key=f"story:{program.code}:allocate")
    return line


def _call(program: Program, line: BudgetLine, opens: date, is_fast: bool) -> Call:
    version = ProgramVersion.objects.create(program=program, number=1, settings={}, published_at=at(opens))
    form = FormVersion.objects.create(code=f"form-{program.code}", definition={})
    rules = RuleSet.objects.create(code=f"rules-{program.code}", definition={})
    return Call.objects.create(
        code=f"{program.code}-1", version=version, edition="1", name_fr=f"Appel {program.name_fr}", name_ar=f"دعوة {program.name_ar}",
        name_en=program.name_en, form=form, rules=rules, budget_line=line, is_fast_track=is_fast, opens_at=at(opens),
        closes_at=at(opens + timedelta(days=45)), status="decided",
    )  # fmt: skip


def at(day: date, hour: int = 10) -> datetime:
    """A moment of a Moroccan day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=CASABLANCA)


def _file(story, draw, call, line, places, trades, number, kind, value) -> None:
    program = call.version.program
    day = call.opens_at.date() + timedelta(days=draw.randint(2, 40))
    party = _party(
        story, draw.choices(places, weights=range(len(places) + 3, 3, -1))[0], draw.choice(trades), draw, number
    )
    approved = number % 4 != 3
    decided_on = day + timedelta(days=draw.randint(12, 30) if call.is_fast_track else draw.randint(35, 75))
    enrolled_on = decided_on + timedelta(days=draw.randint(5, 12))
    status = (
        ("enrolled" if number % 6 != 4 else "approved") if approved else ("reserve" if number % 8 == 3 else "refused")
    )
    application = Application.objects.create(
        call=call, party=party, program=program.code, area=party.area, form=call.form, applicant=story.officer, status=status,
        created_at=at(day - timedelta(days=1)), saved_at=at(day), submitted_at=at(day), submitted_by=story.officer,
        decided_at=at(decided_on - timedelta(days=1)), decided_by=story.officer, published_at=at(decided_on),
    )  # fmt: skip
    story.applications.append(application)
    session, _made = CommitteeSession.objects.get_or_create(
        call=call,
        defaults={"held_on": decided_on, "status": "signed", "signed_at": at(decided_on), "signed_by": story.officer},
    )
    Decision.objects.create(
        session=session, application=application, status="published", verdict={"refused": "refuse", "reserve": "reserve"}.get(status, "approve"),
        proposed_by=story.officer, adopted_at=at(decided_on), adopted_by=story.officer, published_at=at(decided_on), published_by=story.officer,
    )  # fmt: skip
    source = f"application:{application.pk}"
    amount = Decimal(value)
    if status in ("approved", "enrolled"):
        with clock_at(at(max(decided_on, date(2023, 1, 5)))):
            reserve(line=line, amount=amount, source=source, by=story.officer, key=f"{source}:reserve")
    if status == "enrolled":
        _enrolled(story, draw, application, line, source, amount, enrolled_on, kind)


def _party(story: Story, commune: Commune, trade: Trade, draw: random.Random, number: int) -> Party:
    serial = len(story.parties)
    party = PartyFactory(
        name_fr=f"Plantée Benali {serial}", name_ar=f"مزروعة {serial}", sex=draw.choice("FFFM"), commune=commune,
        in_commune=commune.code, phone="+212612987654" if serial == 0 else None,
    )  # fmt: skip
    ArtisanProfileFactory(party=party, trade=trade)
    if serial == 0:
        IdentifierFactory(party=party, value="PL987654")
        BankAccountFactory(party=party, rib="011780000098765432109876")
    story.parties.append(party)
    return party


def _enrolled(story, draw, application, line, source, amount, day, kind) -> None:
    by = story.officer
    finished = day < date(2023, 3, 1) and draw.random() < 0.6
    enrolment = Enrolment.objects.create(
        application=application, party=application.party, version=application.call.version, program=application.program, area=application.area,
        status="completed" if finished else "active", enrolled_on=day, started_on=day, recorded_at=at(day), recorded_by=by,
        ended_on=date(2023, 10, 31) if finished else None,
    )  # fmt: skip
    story.enrolments.append(enrolment)
    for step, support in enumerate(("training", kind)):
        done_on = day + timedelta(days=20 + 30 * step + draw.randint(0, 20))
        SupportItem.objects.create(
            enrolment=enrolment, kind=support, title_fr="Appui", status="delivered", planned_on=done_on, delivered_on=done_on,
            delivered_by=by, value=amount / 4, recorded_at=at(done_on),
        )  # fmt: skip
    shares = (20, 50, 30) if application.call.is_fast_track else (60, 40)
    with clock_at(at(max(day, date(2023, 1, 6)))):
        commit(line=line, amount=amount, source=source, by=by, key=f"{source}:commit")
    grant = Grant.objects.create(
        enrolment=enrolment, party=enrolment.party, program=enrolment.program, area=enrolment.area, budget_line=line, amount=amount,
        awarded_on=day, recorded_at=at(day), recorded_by=by,
    )  # fmt: skip
    for number, percent in enumerate(shares, 1):
        paid_on = max(day, date(2023, 1, 9)) + timedelta(days=14 + 60 * (number - 1) + draw.randint(0, 9))
        is_paid = paid_on <= date(2023, 12, 20) and draw.random() < 0.85
        part = amount * percent / 100
        Tranche.objects.create(
            grant=grant,
            number=number,
            amount=part,
            percent=percent,
            status="paid" if is_paid else "planned",
            paid_on=paid_on if is_paid else None,
        )
        if is_paid:
            with clock_at(at(paid_on)):
                pay(line=line, amount=part, source=source, by=by, key=f"{source}:pay:{number}")


def _disaster(story: Story, call: Call, places: list[Commune]) -> None:
    event = DisasterEvent.objects.create(
        code="al-haouz-2023", name_fr="Séisme d’Al Haouz", name_ar="زلزال الحوز", name_en="Al Haouz earthquake",
        struck_at=datetime(2023, 9, 8, 23, 11, tzinfo=CASABLANCA), legal_basis="Décret n° 2-23-914",
    )  # fmt: skip
    event.calls.add(call)
    for commune in places[:3]:
        DisasterCommune.objects.create(event=event, commune=commune, declared="yes")
    scale = DamageScale.objects.create(code="story", definition={})
    for application in (item for item in story.applications if item.call_id == call.pk and item.pk % 3):
        visited = application.submitted_at.date() + timedelta(days=6)
        DamageAssessment.objects.create(
            application=application, scale=scale, structure=2, premises_loss=30000, visited_on=visited, assessed_by=story.officer,
            recorded_at=at(visited), status="submitted",
        )  # fmt: skip


def is_demonstration(value: bool = True) -> None:
    """Mark the whole house."""
    Establishment.objects.filter(pk=1).update(is_demonstration=value)


__all__ = ["PLANTED", "BankAccount", "Identifier", "Story", "at", "is_demonstration", "tell"]
