"""What an enrolment still needs, and who takes part."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.people.models import User
from artisans.parties.choices import BankAccountStatus
from artisans.parties.models import BankAccount, Party
from foundation.money import split_amount
from foundation.time import today
from programs.applications.choices import ApplicationStatus
from programs.applications.models import Application
from programs.catalog.choices import SupportKind
from programs.catalog.schema import tranche_parts
from programs.enrolments.choices import AgreementStatus, EnrolmentStatus, SupportStatus
from programs.enrolments.models import Agreement, Attendance, Cohort, Enrolment, Session, WaitingPlace
from programs.enrolments.workflow import LIVE

SETTLED = frozenset({SupportStatus.VERIFIED, SupportStatus.CANCELLED})
DEFAULT_STAGE_DAYS = 30


def verified_account(party: Party) -> BankAccount | None:
    """The one account the party may be paid to."""
    return BankAccount.objects.filter(party=party, status=BankAccountStatus.VERIFIED).first()


def pays_cash(application: Application) -> bool:
    return bool(application.amount_approved) and bool(
        tranche_parts(application.call.version.settings, application.answers)
    )


def agreement_terms(application: Application) -> dict[str, Any]:
    """What both sides sign: the amount, its instalments and their conditions, the services of the programme."""
    settings = application.call.version.settings
    parts = tranche_parts(settings, application.answers) if application.amount_approved else []
    amounts = (
        split_amount(application.amount_approved, [Decimal(str(part["percent"])) for part in parts]) if parts else []
    )
    return {
        "version": application.call.version.number,
        "amount": str(application.amount_approved or Decimal("0.00")),
        "tranches": [
            {"percent": part["percent"], "name": part["name"], "amount": str(amount), "evidence": part["evidence"]}
            for part, amount in zip(parts, amounts, strict=True)
        ],
        "services": [row for row in settings["services"] if row["kind"] != SupportKind.CASH],
        "stages": settings["stages"],
    }


@dataclass(frozen=True)
class PlannedSupport:
    """One line of a support plan before it is written."""

    kind: str
    service: str
    name: dict[str, str]
    planned_on: date


def support_plan(application: Application, start: date) -> list[PlannedSupport]:
    """The services of the programme version in their order, spread over the days of its stages; cash is the grant's."""
    settings = application.call.version.settings
    services = [row for row in settings["services"] if row["kind"] != SupportKind.CASH]
    days = sum(stage.get("days", DEFAULT_STAGE_DAYS) for stage in settings["stages"])
    return [
        PlannedSupport(
            row["kind"], row["code"], row["name"], start + timedelta(days=days * (i + 1) // (len(services) + 1))
        )
        for i, row in enumerate(services)
    ]


def overdue_agreements() -> QuerySet[Agreement]:
    """Sent, not signed, and past the day to sign."""
    return (
        Agreement.objects.filter(
            status=AgreementStatus.SENT, due_on__lt=today(), application__status=ApplicationStatus.APPROVED
        )
        .select_related("application__party", "application__call__version__program", "application__call__budget_line")
        .order_by("due_on", "id")
    )


def unsettled(enrolment: Enrolment) -> QuerySet:
    """Support that keeps the enrolment from being completed."""
    return enrolment.support_items.exclude(status__in=SETTLED)


TAKES_A_PLACE = LIVE | {EnrolmentStatus.COMPLETED}


def places_left(cohort: Cohort) -> int | None:
    if cohort.places is None:
        return None
    return max(cohort.places - cohort.enrolments.filter(status__in=TAKES_A_PLACE).count(), 0)


def cohort_problem(application: Application, cohort: Cohort) -> str:
    """Why somebody cannot join this group now, or an empty string."""
    if cohort.call_id != application.call_id:
        return _("This group belongs to another call.")
    if places_left(cohort) == 0:
        return _("This group is full.")
    return ""


def waiting_line(cohort: Cohort) -> QuerySet[WaitingPlace]:
    """Who waits for this group, the longest first."""
    rows = cohort.waiting.filter(ended_at=None).select_related("enrolment__party", "enrolment__application")
    return rows.order_by("asked_at", "id")


def cohort_rows(user: User) -> QuerySet[Cohort]:
    """Groups of the programmes within reach, with how many have a place and how many wait."""
    taken = Enrolment.objects.filter(cohort=OuterRef("pk"), status__in=TAKES_A_PLACE)
    waiting = WaitingPlace.objects.filter(cohort=OuterRef("pk"), ended_at=None)
    held = Session.objects.filter(cohort=OuterRef("pk")).exclude(status=SupportStatus.CANCELLED)
    return (
        Cohort.objects.for_user(user)
        .select_related("call__version__program", "centre")
        .annotate(
            with_taken=_count(taken, "cohort"),
            with_waiting=_count(waiting, "cohort"),
            with_sessions=_count(held, "cohort"),
        )
    )


def session_rows(user: User) -> QuerySet[Session]:
    """Sessions of the programmes within reach, with how many were there."""
    there = Attendance.objects.filter(session=OuterRef("pk"))
    return (
        Session.objects.for_user(user)
        .select_related("cohort__call__version__program", "cohort__centre")
        .annotate(with_group=_count(there, "session"), with_present=_count(there.filter(was_present=True), "session"))
    )


def _count(rows: QuerySet, group: str) -> Coalesce:
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), Value(0))


def group_of(session: Session) -> QuerySet[Enrolment]:
    """Who is expected: the active members of the group, and those whose attendance is already on record."""
    expected = Q(cohort=session.cohort_id, status=EnrolmentStatus.ACTIVE) | Q(attendances__session=session)
    return (
        Enrolment.objects.filter(expected).distinct().select_related("party__commune").order_by("party__sort_fr", "id")
    )


def free_enrolments(cohort: Cohort, user: User) -> QuerySet[Enrolment]:
    """Live enrolments of the group's call that are in no group and wait for none, oldest first."""
    return (
        Enrolment.objects.for_user(user)
        .filter(application__call=cohort.call_id, status__in=LIVE, cohort=None)
        .exclude(waiting__ended_at=None, waiting__isnull=False)
        .select_related("party__commune__province", "application")
        .order_by("enrolled_on", "id")
    )


@dataclass(frozen=True)
class Attended:
    """What a certificate says of the sessions."""

    sessions: int
    days: Decimal


def attended(enrolment: Enrolment) -> Attended:
    found = enrolment.attendances.filter(was_present=True).aggregate(number=Count("pk"), days=Sum("session__days"))
    return Attended(found["number"], found["days"] or Decimal(0))


def with_progress(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Adds `items_total`, `items_delivered` and `items_verified` for lists."""
    delivered = Q(support_items__status__in=[SupportStatus.DELIVERED, SupportStatus.VERIFIED])
    return enrolments.annotate(
        items_total=Count("support_items", filter=~Q(support_items__status=SupportStatus.CANCELLED)),
        items_delivered=Count("support_items", filter=delivered),
        items_verified=Count("support_items", filter=Q(support_items__status=SupportStatus.VERIFIED)),
    )


def late_support(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Enrolments with support that should have been delivered by now."""
    return enrolments.filter(
        status__in=LIVE,
        support_items__status__in=[SupportStatus.PLANNED, SupportStatus.SCHEDULED],
        support_items__planned_on__lt=today(),
    ).distinct()
