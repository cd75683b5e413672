"""The certificate of those who completed."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import DomainError
from foundation.time import now
from programs.enrolments.choices import EnrolmentStatus
from programs.enrolments.models import Certificate, Enrolment
from programs.enrolments.permissions import require_on


@transaction.atomic
def issue_certificate(*, enrolment: Enrolment, by: User) -> Certificate:
    """One for each completed enrolment; asked again, the same paper is given back."""
    enrolment = Enrolment.objects.select_for_update(of=("self",)).select_related("party").get(pk=enrolment.pk)
    require_on(enrolment, "programs.record_support", by)
    existing = Certificate.objects.filter(enrolment=enrolment).first()
    if existing:
        return existing
    if enrolment.status != EnrolmentStatus.COMPLETED:
        raise DomainError(_("A certificate is issued once the enrolment is completed."))
    certificate = Certificate.objects.create(enrolment=enrolment, issued_at=now(), issued_by=by)
    record(
        "certificate.issued", target=certificate, by=by, party=enrolment.party, program=enrolment.program,
        area=enrolment.area,
    )  # fmt: skip
    return certificate
