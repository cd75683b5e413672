"""Declaring a file not eligible: an officer proposes, a head countersigns, and only then the applicant learns it."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import InvalidValue, NotPermitted, StepNotAllowed
from foundation.time import now, today
from programs.applications import emails
from programs.applications.actions.errors import OwnFile
from programs.applications.actions.locking import locked, refuse_own, require_reach
from programs.applications.choices import ApplicationStatus as S
from programs.applications.models import Application
from programs.applications.permissions import may_countersign
from programs.applications.queries import settings_of
from programs.applications.workflow import WORKFLOW


@transaction.atomic
def declare_ineligible(*, application: Application, reason: str, by: User) -> Application:
    """Propose that the file is not eligible. It stays unknown to the applicant until a head of programme countersigns."""
    application = locked(application)
    require_reach(
        by,
        "programs.screen_application",
        application,
        _("Your role does not allow you to examine files of this programme and area."),
    )
    refuse_own(by, application, OwnFile, _("You cannot examine a file that you entered or that concerns you."))
    WORKFLOW.take(application, "declare_ineligible")
    if not reason.strip():
        raise InvalidValue(_("Say why the file is not eligible: the applicant will read it."))
    application.outcome_reason = reason.strip()
    application.decided_at, application.decided_by = now(), by
    application.countersigned_by = None
    application.published_at = None
    application.save(
        update_fields=["status", "outcome_reason", "decided_at", "decided_by", "countersigned_by", "published_at"]
    )
    record(
        "application.ineligible", target=application, by=by, reason=reason.strip(),
        before={"status": S.SCREENING.value}, after={"status": application.status},
    )  # fmt: skip
    return application


@transaction.atomic
def countersign_ineligible(*, application: Application, by: User) -> Application:
    """A head of programme agrees: the decision is published, the applicant is told, the time to appeal begins."""
    application = locked(application)
    if application.status != S.INELIGIBLE or application.published_at:
        raise StepNotAllowed(_("There is nothing to countersign on this file."))
    if not may_countersign(by, application):
        raise NotPermitted(_("A head of this programme who did not take the decision must countersign it."))
    application.countersigned_by = by
    application.published_at = now()
    application.appeal_until = today() + timedelta(days=settings_of(application)["appeal_days"])
    application.closed_at = now()
    application.save(update_fields=["countersigned_by", "published_at", "appeal_until", "closed_at"])
    record(
        "application.ineligible_countersigned",
        target=application,
        by=by,
        after={"appeal_until": application.appeal_until},
    )
    emails.queue_ineligible(application)
    return application


@transaction.atomic
def refuse_ineligible(*, application: Application, reason: str, by: User) -> Application:
    """A head of programme disagrees: the file goes back to be examined, the applicant never knew."""
    application = locked(application)
    if application.status != S.INELIGIBLE or application.published_at:
        raise StepNotAllowed(_("There is nothing to countersign on this file."))
    if not may_countersign(by, application):
        raise NotPermitted(_("A head of this programme who did not take the decision must countersign it."))
    if not reason.strip():
        raise InvalidValue(_("Say why the file should be examined again."))
    WORKFLOW.take(application, "reopen")
    application.outcome_reason = ""
    application.decided_at = application.decided_by = None
    application.save(update_fields=["status", "outcome_reason", "decided_at", "decided_by"])
    record(
        "application.ineligible_refused", target=application, by=by, reason=reason.strip(),
        before={"status": S.INELIGIBLE.value}, after={"status": application.status},
    )  # fmt: skip
    return application
