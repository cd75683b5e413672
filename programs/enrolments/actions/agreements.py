"""The agreement: drafted from the decision, sent with frozen terms, signed."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.documents.models import Document
from foundation.errors import DomainError, InvalidValue
from foundation.time import CASABLANCA, now, today
from programs.applications.choices import ApplicationStatus
from programs.applications.models import Application
from programs.budget.permissions import require
from programs.enrolments import emails
from programs.enrolments.choices import AgreementStatus
from programs.enrolments.models import Agreement
from programs.enrolments.queries import agreement_terms
from programs.enrolments.workflow import AGREEMENT


@transaction.atomic
def draft_agreement(*, application: Application, by: User) -> Agreement:
    """Prepare the agreement of a published award; asked twice, the one that stands is returned."""
    application = (
        Application.objects.select_for_update(of=("self",)).select_related("call__version").get(pk=application.pk)
    )
    _require(application, by)
    existing = Agreement.objects.filter(application=application).first()
    if existing:
        return existing
    if application.status != ApplicationStatus.APPROVED or application.published_at is None:
        raise DomainError(_("An agreement is drafted once the award is published."))
    agreement = Agreement.objects.create(
        application=application,
        terms=agreement_terms(application),
        due_on=today() + timedelta(days=application.call.version.settings["agreement_days"]),
    )
    _tell("agreement.drafted", agreement, by)
    return agreement


@transaction.atomic
def send_agreement(*, agreement: Agreement, by: User) -> Agreement:
    """Send it for signature; its terms never change afterwards."""
    agreement = _locked(agreement, by)
    AGREEMENT.take(agreement, "send")
    agreement.sent_at, agreement.sent_by = now(), by
    agreement.due_on = today() + timedelta(days=agreement.application.call.version.settings["agreement_days"])
    agreement.save(update_fields=["status", "sent_at", "sent_by", "due_on"])
    _tell("agreement.sent", agreement, by)
    emails.queue_agreement(agreement, by)
    return agreement


@transaction.atomic
def sign_agreement(
    *, agreement: Agreement, by: User, signed_on: date | None = None, signed_copy: Document | None = None
) -> Agreement:
    """Record that the beneficiary signed."""
    agreement = _locked(agreement, by)
    AGREEMENT.take(agreement, "sign")
    signed_on = signed_on or today()
    if not agreement.sent_at.astimezone(CASABLANCA).date() <= signed_on <= today():
        raise InvalidValue(_("The date of signature lies between the sending and today."))
    agreement.signed_on, agreement.signed_copy = signed_on, signed_copy
    agreement.save(update_fields=["status", "signed_on", "signed_copy"])
    _tell("agreement.signed", agreement, by)
    return agreement


@transaction.atomic
def end_agreement_of(*, application: Application, by: User) -> None:
    """The award was given up or the enrolment ended: whatever was sent or signed is over."""
    agreement = Agreement.objects.select_for_update().filter(application=application).first()
    if agreement and AGREEMENT.allows(agreement, "end"):
        AGREEMENT.take(agreement, "end")
        agreement.ends_on = today()
        agreement.save(update_fields=["status", "ends_on"])
        _tell("agreement.ended", agreement, by)


def activate(agreement: Agreement) -> None:
    AGREEMENT.take(agreement, "activate")
    agreement.save(update_fields=["status"])


def is_signed(agreement: Agreement | None) -> bool:
    return agreement is not None and agreement.status == AgreementStatus.SIGNED


def _locked(agreement: Agreement, by: User) -> Agreement:
    agreement = (
        Agreement.objects.select_for_update(of=("self",))
        .select_related("application__call__version", "application__party")
        .get(pk=agreement.pk)
    )
    _require(agreement.application, by)
    if agreement.application.status != ApplicationStatus.APPROVED:
        raise DomainError(_("The award of this file no longer stands."))
    return agreement


def _require(application: Application, by: User) -> None:
    require(by, "programs.enrol_application", program=application.program, area=application.area)


def _tell(action: str, agreement: Agreement, by: User) -> None:
    application = agreement.application
    record(action, target=agreement, by=by, party=application.party, program=application.program, area=application.area)
