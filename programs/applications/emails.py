"""Letters of this room. They say little and name nobody: a number, a day, what to do."""

from accounts.outbox.actions import queue_message
from accounts.outbox.models import Message
from foundation.formats import format_date
from foundation.time import CASABLANCA
from foundation.words import localized
from programs.applications.choices import Channel
from programs.applications.models import Application


def queue_receipt(application: Application, revision: int) -> Message | None:
    """We have your file, under this number; an answer by that day."""
    return _queue(
        "application_received", application, key=f"received:{revision}",
        reference=application.reference, call=_call(application), due=_day(application, application.due_on),
    )  # fmt: skip


def queue_corrections(application: Application, round_number: int) -> Message | None:
    """Something must be corrected by that day; what, is told after signing in."""
    return _queue(
        "application_corrections", application, key=f"corrections:{round_number}",
        reference=application.reference, due=_day(application, application.correction_due_on),
    )  # fmt: skip


def queue_corrections_reminder(application: Application) -> Message | None:
    return _queue(
        "application_corrections_reminder", application, key=corrections_reminder_key(application),
        reference=application.reference, due=_day(application, application.correction_due_on),
    )  # fmt: skip


def queue_draft_reminder(application: Application, days: int) -> Message | None:
    """The call closes soon and the file is not handed in."""
    closes = application.call.closes_at
    return _queue(
        "application_draft_reminder", application, key=draft_reminder_key(application, days),
        reference=application.reference, call=_call(application), closes=_day(application, closes.astimezone(CASABLANCA).date() if closes else None),
    )  # fmt: skip


def queue_lapsed(application: Application) -> Message | None:
    return _queue("application_lapsed", application, key="lapsed", reference=application.reference)


def queue_withdrawn(application: Application) -> Message | None:
    return _queue("application_withdrawn", application, key="withdrawn", reference=application.reference)


def queue_ineligible(application: Application) -> Message | None:
    """A decision can be read; an appeal is possible until that day."""
    return _queue(
        "application_ineligible", application, key=f"ineligible:{application.published_at:%Y%m%d%H%M%S}",
        reference=application.reference, appeal=_day(application, application.appeal_until),
    )  # fmt: skip


def queue_note(application: Application, note_id: int) -> Message | None:
    return _queue("application_note", application, key=f"note:{note_id}", reference=application.reference)


def corrections_reminder_key(application: Application) -> str:
    """The key under which this reminder is written once."""
    return f"application:{application.pk}:corrections-reminder:{application.correction_due_on}"


def draft_reminder_key(application: Application, days: int) -> str:
    return f"application:{application.pk}:draft-reminder:{days}"


def _queue(template: str, application: Application, *, key: str, **context: str) -> Message | None:
    # At a counter the officer typed: the letter goes to the person, in the person's language.
    user = application.applicant if application.channel == Channel.PORTAL else None
    return queue_message(
        template, party=application.party, user=user, about=application, context=context,
        language=application.language, key=key if key.startswith("application:") else f"application:{application.pk}:{key}",
    )  # fmt: skip


def _call(application: Application) -> str:
    return localized(application.call, "name", application.language)


def _day(application: Application, day) -> str:
    return format_date(day, language=application.language)
