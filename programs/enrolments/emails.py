"""Letters of this room."""

from accounts.outbox.actions import queue_message
from accounts.people.models import User
from foundation.formats import format_date
from programs.enrolments.models import Agreement, Enrolment


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
