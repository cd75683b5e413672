"""Two centres of excellence with what they own, their groups' sessions and who came; exporters' papers and turnover; certificates."""

from datetime import date
from decimal import Decimal

from artisans.networks.actions import check_equipment, keep_day, keep_equipment, keep_paper
from artisans.parties.actions import register_organisation, set_centre_profile, set_turnover
from artisans.parties.models import Party
from config.demonstration.clock import after, on_day, working
from config.demonstration.staff import Staff
from programs.enrolments.actions import change_cohort, hold_session, issue_certificate, plan_session
from programs.enrolments.choices import EnrolmentStatus
from programs.enrolments.models import Cohort, Enrolment

CENTRES = (
    ("Centre d’excellence du tapis", "مركز التميز للزربية", ("Métier à tisser de haute lisse", "Ourdissoir", "Cuve de teinture")),
    ("Centre d’excellence de la poterie", "مركز التميز للفخار", ("Four électrique", "Tour de potier", "Malaxeur d’argile")),
)  # fmt: skip
SESSIONS = (
    (date(2023, 9, 19), 1, "Techniques et finitions", "التقنيات واللمسات الأخيرة"),
    (date(2023, 10, 17), 2, "Calcul des coûts et prix de vente", "حساب التكاليف وثمن البيع"),
    (date(2023, 11, 14), 2, "Conception d’une collection", "تصميم مجموعة"),
    (date(2023, 12, 12), 1, "Emballage et expédition", "التغليف والشحن"),
)


def centres(staff: Staff) -> None:
    """Everything that belongs to centres, on its day."""
    for number, cohort in enumerate(Cohort.objects.filter(centre=None).order_by("id")[: len(CENTRES)]):
        member = cohort.enrolments.select_related("party__commune").order_by("id").first()
        if member is None:
            continue
        party = _centre(staff, number, member.party)
        with on_day(date(2023, 3, 7), 10, number):
            change_cohort(cohort=cohort, centre=party, by=staff.officer)
        _sessions(staff, cohort, number)
    _exporters(staff)
    with on_day(date(2023, 12, 20), 15):
        for enrolment in Enrolment.objects.filter(status=EnrolmentStatus.COMPLETED).order_by("id")[:12]:
            issue_certificate(enrolment=enrolment, by=staff.officer)


def _centre(staff: Staff, number: int, near: Party) -> Party:
    name_fr, name_ar, equipment = CENTRES[number]
    with on_day(date(2023, 3, 6), 10, number):
        party = register_organisation(
            by=staff.officer, name_fr=f"{name_fr} (démonstration)", name_ar=name_ar, commune=near.commune,
            is_demonstration=True, legal={"legal_form": "association"},
        )  # fmt: skip
        profile = set_centre_profile(party=party, by=staff.officer, capacity=80, opened_on=date(2022, 9, 1))
        lines = [
            keep_equipment(
                centre=profile, by=staff.officer, name=name, serial_number=f"DEMO-{number}{place}", quantity=1 + place,
                value=Decimal(18_000 - 4_000 * place), acquired_on=date(2022, 9, 1), origin="Dotation (démonstration)",
                condition="good",
            )
            for place, name in enumerate(equipment)
        ]  # fmt: skip
    with on_day(date(2023, 11, 7), 9, number):
        check_equipment(equipment=lines[0], condition="broken", note="En réparation (démonstration).", by=staff.officer)
        check_equipment(equipment=lines[1], condition="worn", by=staff.officer)
        keep_day(
            centre=profile, kind="maintenance", title="Révision du matériel", from_on=date(2023, 11, 8),
            to_on=date(2023, 11, 9), by=staff.officer,
        )  # fmt: skip
    return party


def _sessions(staff: Staff, cohort: Cohort, number: int) -> None:
    kind = next(kind for kind in cohort.call.version.settings["support_kinds"] if kind != "cash")
    for place, (day, days, title_fr, title_ar) in enumerate(SESSIONS):
        day = working(after(day, number))
        with on_day(after(day, -12), 9, number):
            session = plan_session(
                cohort=cohort, kind=kind, title_fr=title_fr, title_ar=title_ar, held_on=day, days=Decimal(days),
                place="Salle de formation", by=staff.officer,
            )  # fmt: skip
        if place == len(SESSIONS) - 1:
            continue  # the last waits for its sheet
        group = list(cohort.enrolments.filter(status=EnrolmentStatus.ACTIVE).order_by("id"))
        with on_day(day, 16, number):
            present = [row for at, row in enumerate(group) if (at + place) % 6]
            hold_session(session=session, present=present, by=staff.officer)


def _exporters(staff: Staff) -> None:
    """Papers in every state and two years of turnover for the first exporters."""
    for number, party in enumerate(
        Party.objects.filter(exporter__isnull=False, is_demonstration=True).order_by("id")[:6]
    ):
        with on_day(date(2023, 10, 3), 11, number):
            keep_paper(
                party=party,
                kind="business_tax",
                issued_on=date(2023, 1, 16),
                expires_on=date(2023, 12, 31),
                by=staff.officer,
            )
            keep_paper(
                party=party,
                kind="rc_extract",
                issued_on=date(2023, 9, 4 + number),
                expires_on=date(2023, 12, 4 + number),
                by=staff.officer,
            )
            for year, total in ((2021, 640_000), (2022, 780_000)):
                whole = Decimal(total + 55_000 * number)
                set_turnover(
                    exporter=party.exporter, year=year, export=whole * Decimal("0.35"), total=whole,
                    source="Bilan (démonstration)", by=staff.officer,
                )  # fmt: skip
