"""The three pilot editions of 2022-23, from the call to completion."""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.people.models import User
from config.demonstration import awards, committee
from config.demonstration.base import Story, applicants, hand_in, open_call, screen_all
from config.demonstration.clock import after, on_day
from config.demonstration.files import File
from programs.applications.actions import lapse_overdue
from programs.budget.models import BudgetLine
from programs.calls.actions import open_and_close
from programs.calls.models import Call
from programs.enrolments.actions import complete_enrolment, exit_enrolment, pause_enrolment
from programs.enrolments.choices import EnrolmentStatus
from programs.enrolments.models import Cohort, Enrolment


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
    with on_day(edition.closes + timedelta(days=45), 0, 5):
        lapse_overdue(by=User.objects.system())
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
