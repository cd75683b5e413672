"""Taking a file back."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import NotPermitted
from foundation.time import now
from programs.applications import emails
from programs.applications.actions.locking import CLOCK_FIELDS, locked, resume_clock
from programs.applications.models import Application
from programs.applications.permissions import may_edit
from programs.applications.signals import application_withdrawn
from programs.applications.workflow import WORKFLOW


@transaction.atomic
def withdraw_application(*, application: Application, by: User, reason: str = "") -> Application:
    """The applicant takes the file back before a decision; they may begin another while the call is open."""
    application = locked(application)
    if not may_edit(by, application):
        raise NotPermitted(_("Only the applicant can withdraw this application."))
    before = application.status
    WORKFLOW.take(application, "withdraw")
    resume_clock(application)
    application.unlocked_sections = []
    application.closed_at = now()
    application.outcome_reason = reason.strip()
    application.save(update_fields=["status", "unlocked_sections", "closed_at", "outcome_reason", *CLOCK_FIELDS])
    record(
        "application.withdrawn", target=application, by=by, reason=reason.strip(),
        before={"status": before}, after={"status": application.status},
    )  # fmt: skip
    if application.submitted_at:
        emails.queue_withdrawn(application)
        application_withdrawn.send(sender=Application, application=application, by=by)
    return application
