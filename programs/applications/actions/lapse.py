"""What the clock does to files: corrections that never came, reminders."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from accounts.audit.actions import record
from accounts.outbox.models import Message
from accounts.people.models import User
from foundation.time import now, today
from programs.applications import emails
from programs.applications.actions.locking import CLOCK_FIELDS, resume_clock
from programs.applications.choices import ApplicationStatus as S
from programs.applications.models import Application
from programs.applications.workflow import WORKFLOW
from programs.calls.choices import CallStatus
from programs.calls.models import Call

CORRECTION_REMINDER_DAYS = 3
BATCH = 200


@transaction.atomic
def lapse_overdue(*, by: User) -> int:
    """Close files whose corrections did not come by their day; how many. A file somebody holds just now waits a minute."""
    overdue = (
        Application.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("call__version", "party", "applicant")
        .filter(status=S.CHANGES_REQUESTED, correction_due_on__lt=today())
        .order_by("id")[:BATCH]
    )
    count = 0
    for application in overdue:
        WORKFLOW.take(application, "lapse")
        resume_clock(application)
        application.unlocked_sections = []
        application.closed_at = now()
        application.save(update_fields=["status", "unlocked_sections", "closed_at", *CLOCK_FIELDS])
        record(
            "application.lapsed", target=application, by=by,
            before={"status": S.CHANGES_REQUESTED.value, "due_on": application.correction_due_on}, after={"status": application.status},
        )  # fmt: skip
        emails.queue_lapsed(application)
        count += 1
    return count


@transaction.atomic
def remind_of_corrections() -> int:
    """Remind, once, those whose corrections are due in three days; how many."""
    day = today() + timedelta(days=CORRECTION_REMINDER_DAYS)
    due = _with_all(Application.objects.filter(status=S.CHANGES_REQUESTED, correction_due_on=day))
    return _write(due, emails.corrections_reminder_key, emails.queue_corrections_reminder)


@transaction.atomic
def remind_of_drafts() -> int:
    """Remind, once for each of the programme's reminder days, those whose draft is not handed in; how many."""
    count = 0
    for call in Call.objects.filter(status=CallStatus.OPEN).exclude(closes_at=None).select_related("version"):
        days = (call.closes_at - now()).days
        if days in call.version.settings.get("reminder_days", ()):
            drafts = _with_all(Application.objects.filter(call=call, status=S.DRAFT))
            count += _write(
                drafts, partial(emails.draft_reminder_key, days=days), partial(emails.queue_draft_reminder, days=days)
            )
    return count


def _with_all(applications: QuerySet[Application]) -> QuerySet[Application]:
    return applications.select_related("call__version", "party", "applicant").order_by("id")


def _write(
    applications: QuerySet[Application], key_of: Callable[..., str], queue: Callable[..., Message | None]
) -> int:
    """The clock comes by each minute: those already written to are left out by the database, however many they are."""
    count = 0
    for application in _without_letter(applications, key_of)[: BATCH * 5]:
        count += queue(application) is not None
        if count >= BATCH:
            break
    return count


def _without_letter(applications: QuerySet[Application], key_of: Callable[..., str]) -> QuerySet[Application]:
    """Those to whom no letter of this key was written; the keys of one reminder differ by the number of the file only."""
    first = applications.first()
    if first is None:
        return applications.none()
    before, after = key_of(first).split(f":{first.pk}:", 1)
    key = Concat(Value(f"{before}:"), Cast("pk", CharField()), Value(f":{after}"))
    return applications.annotate(letter_key=key).exclude(Exists(Message.objects.filter(key=OuterRef("letter_key"))))
