"""Letters of this room."""

from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.outbox.actions import queue_message, withdraw_message
from accounts.outbox.choices import MessageStatus
from accounts.outbox.models import Message
from accounts.people.models import User
from foundation.errors import StepNotAllowed
from foundation.formats import format_date
from foundation.words import localized
from programs.enrolments.models import Agreement, Enrolment, Session


def queue_agreement(agreement: Agreement, by: User) -> None:
    application = agreement.application
    queue_message(
        "agreement_sent", party=application.party, about=application, language=application.language,
        context={
            "reference": application.reference,
            "agreement": agreement.reference,
            "due": format_date(agreement.due_on, language=application.language),
        },
        key=f"agreement:{agreement.pk}", by=by,
    )  # fmt: skip


def queue_enrolled(enrolment: Enrolment, by: User) -> None:
    _tell("enrolment_made", enrolment, by)


def queue_completed(enrolment: Enrolment, by: User) -> None:
    _tell("enrolment_completed", enrolment, by)


def _tell(code: str, enrolment: Enrolment, by: User) -> None:
    application = enrolment.application
    program = application.call.version.program
    language = application.language
    queue_message(
        code, party=enrolment.party, about=application, language=language,
        context={"reference": enrolment.reference, "program": getattr(program, f"name_{language}", "") or program.name_fr},
        key=f"{code}:{enrolment.pk}", by=by,
    )  # fmt: skip


def queue_planned(session: Session, people: Iterable[Enrolment], by: User) -> int:
    """Everybody convened is told once where and when; how many had an address."""
    return sum(_convene("session_planned", session, enrolment, by) for enrolment in people)


def queue_cancelled(session: Session, people: Iterable[Enrolment], by: User) -> int:
    """Invitations that have not left are taken back; only those who may have read theirs are told that it does not take place."""
    people = list(people)
    taken_back = {enrolment.pk for enrolment in people if _take_back(session, enrolment, by)}
    return sum(_convene("session_cancelled", session, one, by) for one in people if one.pk not in taken_back)


def _take_back(session: Session, enrolment: Enrolment, by: User) -> bool:
    message = Message.objects.filter(key=f"session_planned:{session.pk}:{enrolment.pk}").first()
    if message is None or message.status == MessageStatus.SENT:
        return False
    try:
        withdraw_message(message=message, by=by, reason=session.reason)
    except StepNotAllowed:  # it left, or was taken back, while this one was being read
        return message.status == MessageStatus.SUPERSEDED
    return True


def _convene(code: str, session: Session, enrolment: Enrolment, by: User) -> bool:
    language = enrolment.application.language
    with translation.override(language):
        place = session.place or _("at a place you will be told")
        title = localized(session, "title")
    day = format_date(session.held_on, language=language)
    message = queue_message(
        code, party=enrolment.party, about=enrolment, language=language,
        context={"session": title, "day": day, "place": place}, key=f"{code}:{session.pk}:{enrolment.pk}", by=by,
    )  # fmt: skip
    return message is not None
