"""An officer takes up what could not be entered: tries again, makes a draft of it, or sets it aside with a reason."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue, NotPermitted, StepNotAllowed
from foundation.time import now
from programs.budget.permissions import may
from programs.field.actions.entering import enter_submission
from programs.field.choices import SubmissionStatus as S
from programs.field.models import FieldSubmission
from programs.field.workflow import OPEN, WORKFLOW

TAKE_UP = "programs.take_up_fieldsubmission"


class StillNotEntered(DomainError):
    """Tried again, refused again."""

    code = "submission_not_entered"


def may_take_up(user: User, submission: FieldSubmission) -> bool:
    """Whether this person may decide about it, by the programme and area it came from."""
    return may(user, TAKE_UP, program=submission.program, area=submission.area)


def retry_submission(
    *, submission: FieldSubmission, by: User, party: str = "", as_draft: bool = False
) -> FieldSubmission:
    """Try again, as the device's person; with `party` (a reference) for another beneficiary than was written.

    With `as_draft`, whatever is valid becomes a draft of the officer's own at the counter, to be completed and handed in there.
    Raises StillNotEntered with the reason, which is kept too.
    """
    _require(submission, by)
    if submission.status not in OPEN:
        raise StepNotAllowed(_("This form was entered or set aside already."))
    choices = {"party": party.strip(), "as_draft": as_draft, "without_files": True}
    record(
        "field.retried", target=submission, by=by, after={"as_draft": as_draft, "party_given": bool(choices["party"])}
    )
    tried = enter_submission(submission=submission, by=by if as_draft else submission.device.user, choices=choices)
    if tried.status != S.APPLIED:
        first, *others = tried.reason.splitlines() or [""]
        raise StillNotEntered(first, reasons=others)
    return tried


@transaction.atomic
def set_aside_submission(*, submission: FieldSubmission, reason: str, by: User) -> FieldSubmission:
    """Nothing will be made of it: sent by mistake, entered otherwise. It stays in the list of what was set aside."""
    _require(submission, by)
    if not reason.strip():
        raise InvalidValue(_("Say why this form is set aside."))
    submission = FieldSubmission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    WORKFLOW.take(submission, "set_aside")
    submission.reason, submission.set_aside_at, submission.set_aside_by = reason.strip(), now(), by
    submission.save(update_fields=["status", "reason", "set_aside_at", "set_aside_by"])
    record("field.set_aside", target=submission, by=by, reason=reason.strip())
    return submission


@transaction.atomic
def reopen_submission(*, submission: FieldSubmission, by: User) -> FieldSubmission:
    """Setting aside was a mistake: it waits to be taken up again."""
    _require(submission, by)
    submission = FieldSubmission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    WORKFLOW.take(submission, "reopen")
    submission.set_aside_at = submission.set_aside_by = None
    submission.save(update_fields=["status", "set_aside_at", "set_aside_by"])
    record("field.reopened", target=submission, by=by)
    return submission


def _require(submission: FieldSubmission, by: User) -> None:
    if not may_take_up(by, submission):
        raise NotPermitted(_("Your role does not allow this for this programme and area."))
