"""What is known of a disaster, commune by commune and file by file."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from artisans.reference.models import Trade
from programs.applications.choices import ApplicationStatus
from programs.applications.models import Application
from programs.applications.workflow import LIVE
from programs.catalog.conditions import as_number
from programs.emergency.choices import AssessmentStatus, Declared
from programs.emergency.models import DamageAssessment, DamageScale, DisasterCommune, DisasterEvent
from programs.emergency.scoring import Damage
from programs.grants.choices import TrancheStatus
from programs.grants.models import Tranche

STANDING = (AssessmentStatus.COUNTERSIGNED, AssessmentStatus.FINAL)
SUPPORTED = (ApplicationStatus.APPROVED, ApplicationStatus.ENROLLED)


def disaster_of(application: Application) -> DisasterEvent | None:
    """The disaster whose call the file answers."""
    return DisasterEvent.objects.filter(calls=application.call_id).order_by("-struck_at").first()


def current_scale() -> DamageScale:
    """The newest published scale."""
    return DamageScale.objects.exclude(published_at=None).latest("published_at", "number")


def standing_assessment(application: Application) -> DamageAssessment | None:
    """The assessment that counts: countersigned or final, the latest; a contested one counts for nothing."""
    latest = application.assessments.select_related("scale").order_by("-id").first()
    return latest if latest and latest.status in STANDING else None


def declared_status(commune: str, event: DisasterEvent | None = None) -> str | None:
    """What is known of the commune in the newest disaster (or the given one); None outside its list."""
    event = event or DisasterEvent.objects.order_by("-struck_at").first()
    if event is None:
        return None
    return DisasterCommune.objects.filter(event=event, commune=commune).values_list("declared", flat=True).first()


def damage_of(assessment: DamageAssessment) -> Damage:
    """The inputs of the score: what was found on the spot, and what only the applicant can say."""
    application = assessment.application
    questions = assessment.scale.definition["questions"]
    answers = application.answers

    def number(name: str) -> int:
        return int(as_number(answers.get(questions[name])) or 0)

    return Damage(
        structure=assessment.structure,
        premises_loss=assessment.premises_loss,
        equipment_loss=assessment.equipment_loss,
        stock_loss=assessment.stock_loss,
        other_aid=assessment.other_aid,
        activity=str(answers.get(questions["activity"], "")),
        workers=number("workers") + number("apprentices"),
        only_income=answers.get(questions["only_income"]) is True,
        dependants=number("dependants"),
        endangered=_is_endangered(application, answers.get(questions["trade"])),
        area=declared_status(commune_of(application), disaster_of(application)) or Declared.UNKNOWN,
    )


def commune_of(application: Application) -> str:
    """Where the damage is: as answered, else where the party lives."""
    return str(application.answers.get("commune") or application.party.commune_id)


@dataclass(frozen=True)
class CommuneRow:
    """One commune on the map and in the table beside it."""

    code: str
    name_fr: str
    name_ar: str
    province: str
    province_code: str
    declared: str
    files: int
    assessed: int
    supported: int
    paid: Decimal

    @property
    def state(self) -> str:
        """How far help has come: the word that the colour repeats."""
        if self.supported:
            return "supported"
        if self.assessed:
            return "assessed"
        return "waiting" if self.files else "not_reached"


def coverage(event: DisasterEvent, applications: QuerySet[Application]) -> list[CommuneRow]:
    """Every commune of the disaster with its files, assessments, awards and payments; four queries in all.

    `applications` is already scoped to the reader.
    """
    files = (
        applications.filter(call__disasters=event, status__in=LIVE).exclude(status=ApplicationStatus.DRAFT).order_by()
    )
    counts = _by_commune(files.values("area").annotate(n=Count("id", distinct=True)))
    assessed = _by_commune(
        files.filter(assessments__status__in=STANDING).values("area").annotate(n=Count("id", distinct=True))
    )
    supported = _by_commune(files.filter(status__in=SUPPORTED).values("area").annotate(n=Count("id", distinct=True)))
    paid = _by_commune(
        Tranche.objects.filter(grant__enrolment__application__in=files, status=TrancheStatus.PAID)
        .order_by()
        .values(area=F("grant__area"))
        .annotate(n=Sum("amount"))
    )
    rows = event.communes.select_related("commune__province").order_by(
        "commune__province__sort_fr", "commune__sort_fr", "commune"
    )
    return [
        CommuneRow(
            code=row.commune_id, name_fr=row.commune.name_fr, name_ar=row.commune.name_ar, province=str(row.commune.province),
            province_code=row.commune.province_id, declared=row.declared, files=counts.get(row.commune_id, 0),
            assessed=assessed.get(row.commune_id, 0), supported=supported.get(row.commune_id, 0),
            paid=paid.get(row.commune_id) or Decimal(0),
        )
        for row in rows
    ]  # fmt: skip


def other_awards(application: Application, event: DisasterEvent) -> QuerySet[Application]:
    """What the same party already receives for the same disaster."""
    return Application.objects.filter(party=application.party_id, call__disasters=event, status__in=SUPPORTED).exclude(
        pk=application.pk
    )


def to_assess(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Files in review of disaster calls without an assessment that stands, the oldest first."""
    return (
        applications.filter(status=ApplicationStatus.IN_REVIEW, call__disasters__isnull=False)
        .exclude(Q(assessments__status__in=STANDING))
        .select_related("party__commune", "call")
        .order_by("submitted_at", "id")
    )


def _by_commune(rows) -> dict[str, Any]:
    return {row["area"]: row["n"] for row in rows}


def _is_endangered(application: Application, trade: Any) -> bool:
    artisan = getattr(application.party, "artisan", None)
    code = trade or (artisan.trade_id if artisan else None)
    return bool(code) and Trade.objects.filter(code=code, is_endangered=True).exists()
