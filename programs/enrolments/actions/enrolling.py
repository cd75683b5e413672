"""approved → enrolled, with the support plan of the programme version."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import DomainError
from foundation.time import today
from programs.applications import outcomes
from programs.applications.choices import ApplicationStatus
from programs.applications.models import Application
from programs.budget.actions import lock_line
from programs.budget.permissions import require
from programs.enrolments import emails
from programs.enrolments.actions.agreements import activate, is_signed
from programs.enrolments.models import Agreement, Cohort, Enrolment, SupportItem
from programs.enrolments.queries import cohort_problem, pays_cash, support_plan, verified_account
from programs.enrolments.signals import enrolment_made


class NotReadyToEnrol(DomainError):
    """`reasons` lists everything that is missing."""

    code = "not_ready_to_enrol"


@transaction.atomic
def enrol(*, application: Application, by: User, cohort: Cohort | None = None) -> Enrolment:
    """Make the selected applicant a beneficiary: enrolment, support plan, and (by the grants room) grant and tranches.

    Refused unless the agreement is signed and, when money is granted, an account of the party is verified.
    """
    if application.call.budget_line_id:
        # The money before the file, as everywhere: renouncing and enrolling at once must not wait for each other.
        lock_line(application.call.budget_line)
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("call__version__program", "party")
        .get(pk=application.pk)
    )
    require(by, "programs.enrol_application", program=application.program, area=application.area)
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk) if cohort else None
    agreement = Agreement.objects.select_for_update().filter(application=application).first()
    if reasons := missing_to_enrol(application, agreement, cohort):
        raise NotReadyToEnrol(_("This file cannot be enrolled yet."), reasons=reasons)

    enrolment = _create(application, cohort, by)
    SupportItem.objects.bulk_create(
        SupportItem(
            enrolment=enrolment, kind=row.kind, service=row.service, title_fr=row.name["fr"][:160],
            title_ar=row.name.get("ar", "")[:160], planned_on=row.planned_on,
        )
        for row in support_plan(application, enrolment.enrolled_on)
    )  # fmt: skip
    outcomes.mark_enrolled(application=application, by=by)
    activate(agreement)
    record("enrolment.made", target=enrolment, by=by, after={"cohort": cohort.pk if cohort else None})
    enrolment_made.send(sender=Enrolment, enrolment=enrolment, by=by)
    emails.queue_enrolled(enrolment, by)
    return enrolment


def missing_to_enrol(application: Application, agreement: Agreement | None, cohort: Cohort | None = None) -> list[str]:
    """Everything that stands in the way, each in a sentence; empty when the file can be enrolled."""
    reasons = []
    if application.status != ApplicationStatus.APPROVED or application.published_at is None:
        reasons.append(_("The file has no published award."))
    if not is_signed(agreement):
        reasons.append(_("The agreement is not signed."))
    if pays_cash(application) and verified_account(application.party) is None:
        reasons.append(_("No bank account of the beneficiary is verified."))
    if cohort and (problem := cohort_problem(application, cohort)):
        reasons.append(problem)
    return reasons


def _create(application: Application, cohort: Cohort | None, by: User) -> Enrolment:
    try:
        with transaction.atomic():
            return Enrolment.objects.create(
                application=application, party=application.party, version=application.call.version,
                program=application.program, area=application.area, cohort=cohort, enrolled_on=today(), recorded_by=by,
                is_demonstration=application.is_demonstration,
            )  # fmt: skip
    except IntegrityError as error:
        raise DomainError(_("This beneficiary is already enrolled in this programme.")) from error
