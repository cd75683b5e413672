"""A published refusal contested, and answered by somebody who had no part in it."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import now
from programs.applications import outcomes
from programs.applications.models import Application
from programs.budget.permissions import require
from programs.reviews import emails
from programs.reviews.models import Appeal
from programs.reviews.permissions import has_decided, is_own_file
from programs.reviews.workflow import APPEAL


class AppealNotPossible(DomainError):
    """There is nothing to appeal, or the window is closed."""

    code = "appeal_not_possible"


@transaction.atomic
def file_appeal(*, application: Application, text: str, by: User) -> Appeal:
    """Contest the published outcome, within its window, once at a time."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    if not application.party.mandates.filter(user=by, until=None).exists():
        raise NotPermitted(_("Only the applicant can appeal."))
    if not text.strip():
        raise InvalidValue(_("Say why you contest the decision."))
    if not outcomes.can_appeal(application):
        raise AppealNotPossible(_("This decision cannot be appealed, or the time for it is over."))
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(application=application, text=text.strip(), filed_by=by)
    except IntegrityError as error:
        raise AppealNotPossible(_("Your appeal is being examined already.")) from error
    record(
        "appeal.filed",
        target=appeal,
        by=by,
        party=application.party,
        program=application.program,
        area=application.area,
    )
    return appeal


@transaction.atomic
def answer_appeal(*, appeal: Appeal, upheld: bool, answer: str, by: User) -> Appeal:
    """Uphold or dismiss, with reasons; upheld, the file goes back for a new decision that will cite this appeal."""
    application = Application.objects.select_for_update().get(pk=appeal.application_id)
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
    require(by, "programs.manage_appeal", program=application.program, area=application.area)
    if has_decided(by, application) or is_own_file(by, application):
        raise NotPermitted(_("An appeal is answered by somebody who took no part in the decision."))
    if not answer.strip():
        raise InvalidValue(_("Give the reasons of the answer."))
    APPEAL.take(appeal, "uphold" if upheld else "dismiss")
    appeal.answer = answer.strip()
    appeal.answered_at, appeal.answered_by = now(), by
    appeal.save(update_fields=["status", "answer", "answered_at", "answered_by"])
    record(
        "appeal.upheld" if upheld else "appeal.dismissed", target=appeal, by=by, party=application.party,
        program=application.program, area=application.area,
    )  # fmt: skip
    if upheld:
        outcomes.take_up_again(
            application=application, by=by, reason=_("Appeal upheld: %(answer)s") % {"answer": appeal.answer}
        )
    emails.queue_appeal_answer(appeal, by)
    return appeal
