"""Receiving, handing out, examining, answering, reopening and closing a complaint."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.documents.models import Document
from artisans.parties.models import Party
from foundation.calendar import add_working_days, working_days_between
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import now, today
from programs.applications.models import Application
from programs.budget.permissions import may
from programs.complaints import emails
from programs.complaints.choices import (
    A_DAY,
    ANSWER_DAYS,
    REOPEN_DAYS,
    REPLY_DAYS,
    ComplaintChannel,
    ComplaintKind,
    EntryKind,
    Outcome,
)
from programs.complaints.choices import ComplaintStatus as S
from programs.complaints.models import Complaint, ComplaintEntry
from programs.complaints.permissions import is_concerned, is_second_look, may_answer, may_assign
from programs.complaints.workflow import COMPLAINT


class TooManyComplaints(DomainError):
    """One person, too many on one day."""

    code = "too_many_complaints"


class ConcernedByComplaint(NotPermitted):
    """It is about this person: somebody else answers."""

    code = "concerned_by_complaint"


@transaction.atomic
def file_complaint(
    *,
    kind: str,
    text: str,
    by: User,
    application: Application | None = None,
    party: Party | None = None,
    channel: str = ComplaintChannel.PORTAL,
    program: str = "",
    contact_name: str = "",
    contact_phone: str | None = None,
    language: str = "fr",
    document: Document | None = None,
) -> Complaint:
    """Receive a complaint: a number, a day by which it is answered, a letter that says so.

    On the portal `by` is the person, about a file or a party they act for or about neither. Otherwise `by` enters it for them.
    """
    if kind not in ComplaintKind.values or not text.strip():
        raise InvalidValue(_("Say what you complain about."))
    party = application.party if application is not None else party
    own = channel == ComplaintChannel.PORTAL
    if own:
        _refuse_flood(by)
        if party is not None and not party.mandates.filter(user=by, until=None).exists():
            raise NotPermitted(_("You may complain about files of your own."))
    elif not may(by, "programs.enter_complaint", program=_program(application, program), area=_area(party)):
        raise NotPermitted(_("You may not enter this complaint."))
    complaint = Complaint.objects.create(
        kind=kind, channel=channel, party=party, application=application, program=_program(application, program),
        area=_area(party), complainant=by if own else None, contact_name=contact_name.strip()[:160],
        contact_phone=contact_phone or None, language=language, received_at=now(), received_by=by,
        due_on=add_working_days(today(), ANSWER_DAYS[ComplaintKind(kind)]),
    )  # fmt: skip
    _say(complaint, EntryKind.COMPLAINT, text, by, document)
    _record("complaint.received", complaint, by)
    emails.tell_received(complaint)
    return complaint


@transaction.atomic
def sort_complaint(*, complaint: Complaint, kind: str, program: str, against: User | None, by: User) -> Complaint:
    """Say what it is about, which programme, and which member of staff; whoever had it and is named gives it back."""
    complaint = _locked(complaint)
    if not may_assign(by, complaint):
        raise NotPermitted(_("Only those who hand out complaints sort them."))
    if complaint.status in (S.RESOLVED, S.CLOSED):
        raise DomainError(_("This complaint is answered."))
    if kind not in ComplaintKind.values:
        raise InvalidValue(_("Say what it is about."))
    before = {"kind": complaint.kind, "program": complaint.program, "against": complaint.against_id}
    complaint.kind, complaint.against = kind, against
    if complaint.application_id is None:
        complaint.program = program
    if against is not None and complaint.handler_id == against.pk:
        raise DomainError(_("It is in the hands of this person: give it to somebody else first."))
    complaint.save(update_fields=["kind", "program", "against"])
    _record("complaint.sorted", complaint, by, before=before)
    return complaint


@transaction.atomic
def assign_complaint(*, complaint: Complaint, handler: User, by: User) -> Complaint:
    """Give it to somebody who may answer and whom it is not about; the same person a second time changes nothing."""
    complaint = _locked(complaint)
    if not may_assign(by, complaint) and not (by.pk == handler.pk and may_answer(by, complaint)):
        raise NotPermitted(_("Only those who hand out complaints give them to others."))
    _may_handle(handler, complaint)
    if complaint.handler_id == handler.pk and complaint.status not in (S.NEW, S.REOPENED):
        return complaint
    before = {"handler": complaint.handler_id, "status": str(complaint.status)}
    if complaint.status not in (S.ASSIGNED, S.IN_PROGRESS, S.WAITING):
        COMPLAINT.take(complaint, "assign")
    complaint.handler = handler
    complaint.save(update_fields=["status", "handler"])
    _record("complaint.assigned", complaint, by, before=before)
    return complaint


@transaction.atomic
def begin_complaint(*, complaint: Complaint, by: User) -> Complaint:
    """Whoever has it begins to examine it."""
    complaint = _handled(complaint, by)
    COMPLAINT.take(complaint, "begin")
    complaint.save(update_fields=["status"])
    _record("complaint.begun", complaint, by)
    return complaint


@transaction.atomic
def ask_person(*, complaint: Complaint, text: str, by: User) -> Complaint:
    """A question to the person; the clock stands still until the reply, or until thirty days are over."""
    complaint = _handled(complaint, by)
    if not text.strip():
        raise InvalidValue(_("Write the question."))
    COMPLAINT.take(complaint, "ask")
    complaint.clock_stopped_on = today()
    complaint.save(update_fields=["status", "clock_stopped_on"])
    entry = _say(complaint, EntryKind.QUESTION, text, by)
    _record("complaint.asked", complaint, by)
    emails.tell_question(complaint, entry.pk)
    return complaint


@transaction.atomic
def reply_to_question(*, complaint: Complaint, text: str, by: User, document: Document | None = None) -> Complaint:
    """The person's reply, or what an officer was told by them; the clock goes on."""
    complaint = _locked(complaint)
    if complaint.complainant_id != by.pk and not may_answer(by, complaint):
        raise NotPermitted(_("Only the person who complained replies."))
    if not text.strip():
        raise InvalidValue(_("Write your reply."))
    _resume(complaint)
    _say(complaint, EntryKind.REPLY, text, by, document)
    _record("complaint.replied", complaint, by)
    return complaint


@transaction.atomic
def note_on_complaint(*, complaint: Complaint, text: str, by: User) -> ComplaintEntry:
    """A remark between colleagues; the person never reads it."""
    complaint = _locked(complaint)
    if not (may_answer(by, complaint) or may_assign(by, complaint)):
        raise NotPermitted(_("You may not write on this complaint."))
    if not text.strip():
        raise InvalidValue(_("Write the note."))
    entry = _say(complaint, EntryKind.NOTE, text, by)
    _record("complaint.noted", complaint, by)
    return entry


@transaction.atomic
def answer_complaint(*, complaint: Complaint, outcome: str, text: str, by: User) -> Complaint:
    """The answer with its reasons, by the person who has it and whom it is not about; the person is told."""
    complaint = _handled(complaint, by)
    if outcome not in set(Outcome.values) - {Outcome.WITHDRAWN}:
        raise InvalidValue(_("Say whether the complaint is founded."))
    if not text.strip():
        raise InvalidValue(_("Write the answer: the person will read it."))
    before = {"status": str(complaint.status)}
    COMPLAINT.take(complaint, "answer")
    complaint.clock_stopped_on = None
    complaint.outcome, complaint.answered_at, complaint.answered_by = outcome, now(), by
    complaint.first_answered_at = complaint.first_answered_at or complaint.answered_at
    complaint.save(
        update_fields=["status", "clock_stopped_on", "outcome", "answered_at", "answered_by", "first_answered_at"]
    )
    entry = _say(complaint, EntryKind.ANSWER, text, by)
    _record("complaint.answered", complaint, by, before=before)
    emails.tell_answered(complaint, entry.pk)
    return complaint


@transaction.atomic
def reopen_complaint(*, complaint: Complaint, text: str, by: User) -> Complaint:
    """Once, within thirty days, by the person or for them: somebody else than who answered takes it from the beginning."""
    complaint = _locked(complaint)
    if complaint.complainant_id != by.pk and not _enters_for(by, complaint):
        raise NotPermitted(_("Only the person who complained reopens it."))
    if not text.strip():
        raise InvalidValue(_("Say why the answer does not settle it."))
    if complaint.reopened_at is not None:
        raise DomainError(_("A complaint is reopened once. You may turn to the Médiateur du Royaume."))
    if complaint.answered_at and now() - complaint.answered_at > timedelta(days=REOPEN_DAYS):
        raise DomainError(_("The time to reopen this complaint is over."))
    COMPLAINT.take(complaint, "reopen")
    complaint.reopened_at, complaint.reopened_by = now(), by
    complaint.handler, complaint.due_on = None, add_working_days(today(), ANSWER_DAYS[ComplaintKind(complaint.kind)])
    complaint.save(update_fields=["status", "reopened_at", "reopened_by", "handler", "due_on"])
    _say(complaint, EntryKind.REOPENING, text, by)
    _record("complaint.reopened", complaint, by)
    emails.tell_reopened(complaint)
    return complaint


@transaction.atomic
def withdraw_complaint(*, complaint: Complaint, by: User) -> Complaint:
    """By the person who sent it, before an answer."""
    complaint = _locked(complaint)
    if complaint.complainant_id != by.pk and not _enters_for(by, complaint):
        raise NotPermitted(_("Only the person who complained withdraws it."))
    COMPLAINT.take(complaint, "withdraw")
    complaint.outcome, complaint.closed_on, complaint.clock_stopped_on = Outcome.WITHDRAWN, today(), None
    complaint.save(update_fields=["status", "outcome", "closed_on", "clock_stopped_on"])
    _record("complaint.withdrawn", complaint, by)
    return complaint


def move_with_time(*, by: User) -> int:
    """What the clock does: questions without a reply stop waiting, answers nobody contested are closed; how many moved."""
    moved = 0
    limit = today() - timedelta(days=REPLY_DAYS)
    for complaint in Complaint.objects.filter(status=S.WAITING, clock_stopped_on__lte=limit):
        with transaction.atomic():
            locked = _locked(complaint)
            if locked.status == S.WAITING:
                _resume(locked)
                _record("complaint.no_reply", locked, by)
                moved += 1
    answered = now() - timedelta(days=REOPEN_DAYS)
    for complaint in Complaint.objects.filter(status=S.RESOLVED, answered_at__lt=answered):
        with transaction.atomic():
            locked = _locked(complaint)
            if locked.status == S.RESOLVED:
                COMPLAINT.take(locked, "close")
                locked.closed_on = today()
                locked.save(update_fields=["status", "closed_on"])
                _record("complaint.closed", locked, by)
                moved += 1
    return moved


def _resume(complaint: Complaint) -> None:
    """The working days the person took are added to ours."""
    COMPLAINT.take(complaint, "resume")
    waited = working_days_between(complaint.clock_stopped_on, today()) if complaint.clock_stopped_on else 0
    if waited > 0:
        complaint.due_on = add_working_days(complaint.due_on, waited)
    complaint.clock_stopped_on = None
    complaint.save(update_fields=["status", "due_on", "clock_stopped_on"])


def _handled(complaint: Complaint, by: User) -> Complaint:
    complaint = _locked(complaint)
    _may_handle(by, complaint)
    if complaint.handler_id != by.pk:
        raise NotPermitted(_("Somebody else has this complaint: have it given to you first."))
    return complaint


def _may_handle(user: User, complaint: Complaint) -> None:
    if is_second_look(complaint) and complaint.answered_by_id == user.pk:
        raise ConcernedByComplaint(_("Reopened: somebody else than who answered first takes it up."))
    if is_concerned(user, complaint):
        raise ConcernedByComplaint(_("A complaint is answered by somebody it is not about."))
    if not may_answer(user, complaint):
        raise NotPermitted(_("%(person)s may not answer this complaint.") % {"person": user})


def _refuse_flood(by: User) -> None:
    # Under the person's lock: two at once do not both find room.
    User.objects.select_for_update().get(pk=by.pk)
    if Complaint.objects.filter(complainant=by, received_at__gte=now() - timedelta(days=1)).count() >= A_DAY:
        raise TooManyComplaints(
            _("You have sent several complaints today. Call the help line, or write again tomorrow.")
        )


def _enters_for(by: User, complaint: Complaint) -> bool:
    away = complaint.channel != ComplaintChannel.PORTAL
    return away and may(by, "programs.enter_complaint", program=complaint.program, area=complaint.area)


def _say(complaint: Complaint, kind: str, text: str, by: User, document: Document | None = None) -> ComplaintEntry:
    return ComplaintEntry.objects.create(
        complaint=complaint, kind=kind, text=text.strip()[:5000], document=document, written_by=by, written_at=now()
    )


def _locked(complaint: Complaint) -> Complaint:
    rows = Complaint.objects.select_for_update(of=("self",)).select_related("party", "application", "complainant")
    return rows.get(pk=complaint.pk)


def _program(application: Application | None, program: str) -> str:
    return application.program if application is not None else program


def _area(party: Party | None) -> str:
    return party.area if party is not None else ""


def _record(action: str, complaint: Complaint, by: User, before: dict | None = None) -> None:
    after = {
        "status": str(complaint.status), "kind": str(complaint.kind), "due_on": complaint.due_on,
        "handler": complaint.handler_id, "outcome": str(complaint.outcome),
    }  # fmt: skip
    record(action, target=complaint, by=by, party=complaint.party, before=before or {}, after=after)
