"""Answering people about their data, and forgetting them when they ask and nothing stands against it."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import forget_party, record
from accounts.people.models import User
from artisans.parties.actions import lock_party
from artisans.parties.models import Party
from artisans.parties.registry import ERASURE_BLOCKS, PERSONAL_DATA
from artisans.privacy import emails
from artisans.privacy.choices import DUE_DAYS, RequestChannel, RequestKind
from artisans.privacy.models import DataRequest
from artisans.privacy.permissions import can_answer, can_ask
from artisans.privacy.workflow import DATA_REQUEST
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import now, today


class ErasureBlocked(DomainError):
    """Something open still needs the person's data; `reasons` say what."""

    code = "erasure_blocked"


@transaction.atomic
def ask_about_data(*, party: Party, kind: str, text: str, by: User, channel: str = RequestChannel.DESK) -> DataRequest:
    """Receive a request; its clock starts today and the person is told by when they have an answer."""
    party = lock_party(party)
    if not can_ask(by, party):
        raise NotPermitted(_("You may not enter this request."))
    if kind not in RequestKind.values or (not text.strip() and kind != RequestKind.ACCESS):
        raise InvalidValue(_("Write what is asked."))
    request = DataRequest(
        party=party, area=party.area, kind=kind, text=text.strip(), channel=channel, requested_by=by,
        requested_at=now(), due_on=today() + timedelta(days=DUE_DAYS[RequestKind(kind)]),
    )  # fmt: skip
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError as error:
        raise DomainError(_("An erasure is asked for already.")) from error
    _record("datarequest.received", request, by, personal={"text": request.text})
    emails.tell_received(request)
    return request


@transaction.atomic
def grant_request(*, request: DataRequest, answer: str, by: User) -> DataRequest:
    """What was asked is done (the correction by a change request or on the form); the answer is kept. Not for erasures."""
    request = _locked(request)
    if request.kind == RequestKind.ERASURE:
        raise DomainError(_("An erasure is approved, not only answered."))
    return _answer(request, "grant", answer, by)


@transaction.atomic
def refuse_request(*, request: DataRequest, answer: str, by: User) -> DataRequest:
    """The answer says why."""
    return _answer(_locked(request), "refuse", answer, by)


@transaction.atomic
def withdraw_request(*, request: DataRequest, by: User) -> DataRequest:
    """By the person who asked, before the answer."""
    request = _locked(request)
    if request.requested_by_id != by.pk:
        raise NotPermitted(_("Only the person who asked may withdraw this."))
    DATA_REQUEST.take(request, "withdraw")
    request.save(update_fields=["status"])
    _record("datarequest.withdrawn", request, by)
    return request


@transaction.atomic
def approve_erasure(*, request: DataRequest, by: User) -> DataRequest:
    """Approve an erasure that somebody else entered, and carry it out. Refused while anything open needs the data."""
    request = _locked(request)
    if request.kind != RequestKind.ERASURE:
        raise DomainError(_("This request asks for something else."))
    _may_answer(request, by)
    DATA_REQUEST.take(request, "approve")
    request.approved_at, request.approved_by = now(), by
    request.save(update_fields=["status", "approved_at", "approved_by"])
    erase_party(party=request.party, by=by, about=request)
    DATA_REQUEST.take(request, "grant")
    request.answered_at, request.answered_by = now(), by
    request.save(update_fields=["status", "answered_at", "answered_by"])
    return request


@transaction.atomic
def erase_party(*, party: Party, by: User, about: DataRequest) -> Party:
    """Remove who this was, by every room's rule; the ledger, the counts and the chain of events stay whole.

    Raises ErasureBlocked with the reasons while a payment, an appeal or a live application is open.
    """
    party = lock_party(party)
    reasons = erasure_blocks(party)
    if reasons:
        raise ErasureBlocked(_("This person's data cannot be erased yet."), reasons=reasons)
    # Written first: afterwards nothing may make a new key for the party.
    record("party.erased", target=party, by=by, after={"request": about.reference})
    for label in PERSONAL_DATA:
        erase = PERSONAL_DATA[label].erase
        if erase is not None:
            erase(party)
    forget_party(party_id=party.pk)
    party.refresh_from_db()
    return party


def erasure_blocks(party: Party) -> list[str]:
    """Sentences: what still forbids erasure."""
    return [sentence for _name, find in ERASURE_BLOCKS.items() for sentence in find(party)]


def record_taken(*, party: Party, by: User) -> None:
    """Leave a trace that the whole record was taken away."""
    record("party.taken", target=party, by=by)


def _answer(request: DataRequest, step: str, answer: str, by: User) -> DataRequest:
    if not answer.strip():
        raise InvalidValue(_("Write the answer: the person will read it."))
    _may_answer(request, by)
    DATA_REQUEST.take(request, step)
    request.answer, request.answered_at, request.answered_by = answer.strip(), now(), by
    request.save(update_fields=["status", "answer", "answered_at", "answered_by"])
    _record("datarequest.answered", request, by, personal={"answer": request.answer})
    emails.tell_answered(request)
    return request


def _locked(request: DataRequest) -> DataRequest:
    rows = DataRequest.objects.select_for_update(of=("self",)).select_related("party", "requested_by")
    return rows.get(pk=request.pk)


def _may_answer(request: DataRequest, by: User) -> None:
    if request.kind == RequestKind.ERASURE and request.requested_by_id == by.pk:
        raise NotPermitted(_("An erasure is approved by somebody else than the person who entered it."))
    if not can_answer(by, request):
        raise NotPermitted(_("You may not answer this request."))


def _record(action: str, request: DataRequest, by: User, personal: dict[str, str] | None = None) -> None:
    after = {"kind": str(request.kind), "status": str(request.status), "due_on": request.due_on}
    record(action, target=request, by=by, party=request.party, area=request.area, after=after, personal=personal)
