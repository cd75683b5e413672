"""Assessing damage with two people, ranking by a published scale, and never aiding more than was lost."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.formats import format_money
from foundation.time import now, today
from programs.applications import outcomes
from programs.applications.choices import ApplicationStatus
from programs.applications.models import Application
from programs.budget.permissions import require
from programs.calls.models import Call
from programs.emergency.choices import AssessmentStatus, StructureGrade
from programs.emergency.models import DamageAssessment, DisasterEvent, PriorityScore
from programs.emergency.queries import (
    current_scale,
    damage_of,
    disaster_of,
    other_awards,
    standing_assessment,
)
from programs.emergency.scoring import aid, covered_loss, items, score
from programs.emergency.workflow import WORKFLOW
from programs.reviews.amounts import AMOUNT_RULES, AWARD_CHECKS
from programs.reviews.permissions import is_own_file

LOSSES = ("premises_loss", "equipment_loss", "stock_loss", "other_aid")


class AidExceedsLoss(DomainError):
    """Aid and other aid together would be more than was lost."""

    code = "aid_exceeds_loss"


class AlreadyAided(DomainError):
    """The same thing is not paid for twice."""

    code = "already_aided"


@transaction.atomic
def link_call(*, event: DisasterEvent, call: Call, by: User) -> None:
    """The call answers this disaster: its files are assessed, and its communes looked up there."""
    event.calls.add(call)
    record("disaster.call_linked", target=event, by=by, program=call.version.program.code, after={"call": call.code})


@transaction.atomic
def assess_damage(
    *,
    application: Application,
    by: User,
    structure: int,
    visited_on: date,
    premises_loss: Decimal = Decimal(0),
    equipment_loss: Decimal = Decimal(0),
    stock_loss: Decimal = Decimal(0),
    other_aid: Decimal = Decimal(0),
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
) -> DamageAssessment:
    """Write down what was found on the spot. A draft of the same person is corrected; a second visit is a row of its own."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    require(by, "programs.assess_damage", program=application.program, area=application.area)
    if is_own_file(by, application):
        raise NotPermitted(_("Nobody assesses their own damage."))
    if application.status not in (ApplicationStatus.SCREENING, ApplicationStatus.IN_REVIEW):
        raise DomainError(_("Damage is assessed while the file is checked or in review."))
    if structure not in StructureGrade.values:
        raise InvalidValue(_("Choose one of the grades of damage."))
    if not visited_on <= today():
        raise InvalidValue(_("The visit cannot lie in the future."))
    amounts = {
        "premises_loss": premises_loss,
        "equipment_loss": equipment_loss,
        "stock_loss": stock_loss,
        "other_aid": other_aid,
    }
    if min(amounts.values()) < 0:
        raise InvalidValue(_("The amount cannot be negative."))
    assessment, is_new = DamageAssessment.objects.update_or_create(
        application=application, status=AssessmentStatus.DRAFT, assessed_by=by,
        defaults={
            "scale": current_scale(), "structure": structure, "visited_on": visited_on, "latitude": latitude,
            "longitude": longitude, **amounts,
        },
    )  # fmt: skip
    _tell("damage.assessed" if is_new else "damage.corrected", assessment, by, {"structure": structure})
    return assessment


@transaction.atomic
def submit_assessment(*, assessment: DamageAssessment, by: User) -> DamageAssessment:
    """Hand it to the one who countersigns; it no longer changes."""
    assessment = _locked(assessment)
    if assessment.assessed_by_id != by.pk:
        raise NotPermitted(_("Only the person who visited hands in the assessment."))
    WORKFLOW.take(assessment, "submit")
    assessment.save(update_fields=["status"])
    _tell("damage.submitted", assessment, by)
    return assessment


@transaction.atomic
def countersign_assessment(*, assessment: DamageAssessment, by: User) -> DamageAssessment:
    """A second person agrees; the priority is computed, and a fast-track file is ready for its decision."""
    application = (
        Application.objects.select_for_update(of=("self",)).select_related("call").get(pk=assessment.application_id)
    )
    assessment = _locked(assessment)
    _require_second(assessment, by)
    WORKFLOW.take(assessment, "countersign")
    assessment.countersigned_at, assessment.countersigned_by = now(), by
    assessment.save(update_fields=["status", "countersigned_at", "countersigned_by"])
    _tell("damage.countersigned", assessment, by)
    found = compute_priority(assessment=assessment)
    if application.call.is_fast_track and application.status == ApplicationStatus.IN_REVIEW:
        # On the fast track the assessment stands for the reviews: two people have looked already.
        outcomes.complete_review(application=application, scores=[found.score], by=User.objects.system())
    return assessment


@transaction.atomic
def contest_assessment(*, assessment: DamageAssessment, reason: str, by: User) -> DamageAssessment:
    """The person concerned, or an officer for them, disagrees: until it is final it counts for nothing."""
    assessment = _locked(assessment)
    application = assessment.application
    if not application.party.mandates.filter(user=by, until=None).exists():
        require(by, "programs.assess_damage", program=application.program, area=application.area)
    if not reason.strip():
        raise InvalidValue(_("Say what is wrong in the assessment."))
    WORKFLOW.take(assessment, "contest")
    assessment.save(update_fields=["status"])
    _tell("damage.contested", assessment, by, reason=reason.strip())
    return assessment


@transaction.atomic
def finalise_assessment(*, assessment: DamageAssessment, by: User) -> DamageAssessment:
    """The last word, by somebody who did not assess."""
    assessment = _locked(assessment)
    _require_second(assessment, by)
    WORKFLOW.take(assessment, "finalise")
    assessment.save(update_fields=["status"])
    _tell("damage.final", assessment, by)
    return assessment


@transaction.atomic
def compute_priority(*, assessment: DamageAssessment) -> PriorityScore:
    """Store the score with everything that made it so; computed again, a new row tells the story."""
    damage = damage_of(assessment)
    found = score(damage, assessment.scale.definition)
    return PriorityScore.objects.create(
        application=assessment.application, scale=assessment.scale, score=found.total,
        inputs={"damage": damage.as_json(), "parts": {name: str(value) for name, value in found.parts.items()}},
    )  # fmt: skip


@AMOUNT_RULES.register("emergency.damage")
def amount_by_damage(application: Application) -> Decimal | None:
    """What the standing assessment leaves uncovered, under the cap and never above what was asked."""
    assessment = standing_assessment(application)
    if assessment is None:
        return None if disaster_of(application) is None else Decimal("0.00")
    return aid(damage_of(assessment), assessment.scale.definition, application.amount_requested)


@AWARD_CHECKS.register("emergency.loss")
def refuse_beyond_loss(application: Application, amount: Decimal) -> None:
    """Aid plus other aid ≤ assessed loss, under the cap, and never twice for the same thing."""
    event = disaster_of(application)
    if event is None:
        return
    assessment = standing_assessment(application)
    if assessment is None:
        raise AidExceedsLoss(_("The damage of this file was not assessed and countersigned."))
    damage, scale = damage_of(assessment), assessment.scale.definition
    received = Decimal(0)
    for other in other_awards(application, event):
        earlier = standing_assessment(other)
        if earlier and items(damage_of(earlier)) & items(damage):
            raise AlreadyAided(
                _("The file %(reference)s already receives aid for the same damage.") % {"reference": other.reference}
            )
        received += other.amount_approved or Decimal(0)
    if received + amount > Decimal(str(scale["cap"])):
        raise AidExceedsLoss(_("The aid may not exceed %(cap)s.") % {"cap": format_money(Decimal(str(scale["cap"])))})
    loss = covered_loss(damage, scale)
    if amount + damage.other_aid > loss:
        raise AidExceedsLoss(
            _("With the other aid received this comes to %(total)s; the assessed loss is %(loss)s.")
            % {"total": format_money(amount + damage.other_aid), "loss": format_money(loss)}
        )


def _locked(assessment: DamageAssessment) -> DamageAssessment:
    return (
        DamageAssessment.objects.select_for_update(of=("self",))
        .select_related("application__party", "application__call", "scale")
        .get(pk=assessment.pk)
    )


def _require_second(assessment: DamageAssessment, by: User) -> None:
    application = assessment.application
    require(by, "programs.countersign_damage", program=application.program, area=application.area)
    if by.pk == assessment.assessed_by_id or is_own_file(by, application):
        raise NotPermitted(_("An assessment is countersigned by somebody else than the person who made it."))


def _tell(action: str, assessment: DamageAssessment, by: User, after: dict | None = None, reason: str = "") -> None:
    application = assessment.application
    record(
        action, target=assessment, by=by, party=application.party, program=application.program, area=application.area,
        reason=reason, after=after,
    )  # fmt: skip
