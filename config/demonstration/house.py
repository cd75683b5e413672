"""The house before its programmes: years, budget lines, the first people of the register."""

from datetime import date
from decimal import Decimal

from accounts.people.models import Establishment
from config.demonstration import files
from config.demonstration.base import Story
from config.demonstration.clock import on_day, working
from programs.budget.actions import allocate
from programs.budget.models import BudgetLine
from programs.catalog.models import FiscalYear, Program

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
