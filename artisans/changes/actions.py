"""Asking for a change, deciding it, applying it: the values of a beneficiary that others rely on."""

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.changes import emails
from artisans.changes.choices import OPEN_DAYS, ChangeChannel, ChangeKind, ChangeStatus
from artisans.changes.models import ChangeRequest
from artisans.changes.permissions import can_ask, can_decide, can_withdraw, is_same_person
from artisans.changes.values import cleaned, differs, masked, present
from artisans.changes.workflow import CHANGE
from artisans.documents.models import Document
from artisans.parties.actions import (
    add_bank_account,
    add_identifier,
    lock_party,
    retire_bank_account,
    update_party,
    verify_bank_account,
    verify_identifier,
)
from artisans.parties.choices import BankAccountStatus
from artisans.parties.models import Party
from foundation.errors import ChangedMeanwhile, DomainError, InvalidValue, NotPermitted
from foundation.time import now, today


class AlreadyAsked(DomainError):
    """A request to change the same value waits already."""

    code = "already_asked"


@transaction.atomic
def request_change(
    *,
    party: Party,
    kind: str,
    after: Mapping[str, Any],
    reason: str,
    by: User,
    proof: Document | None = None,
    channel: str = ChangeChannel.DESK,
) -> ChangeRequest:
    """Ask for another value; nothing changes until somebody else approves. The beneficiary is told at once.

    `after` is, by kind: `{"kind", "number", "court"}`, `{"rib", "holder"}`, `{"name_fr", "name_ar"}`, `{"birth_date"}`,
    `{"phone"}`, in any spelling.
    """
    party = lock_party(party)
    if not can_ask(by, party, kind):
        raise NotPermitted(_("You may not ask for this change."))
    if not reason.strip():
        raise InvalidValue(_("Write why this changes."))
    wanted = cleaned(kind, after)
    before = present(kind, party, wanted)
    if not differs(before, wanted):
        raise InvalidValue(_("This is the value we keep already."))
    request = ChangeRequest(
        party=party, area=party.area, kind=kind, number_kind=wanted.get("kind", ""), before=json.dumps(before),
        after=json.dumps(wanted), before_masked=masked(kind, before), after_masked=masked(kind, wanted),
        reason=reason.strip(), proof=proof, channel=channel, requested_by=by, requested_at=now(),
        expires_on=today() + timedelta(days=OPEN_DAYS),
    )  # fmt: skip
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError as error:
        raise AlreadyAsked(_("A request to change this waits for approval already.")) from error
    _record("change.requested", request, by, personal={"before": before, "after": wanted, "reason": request.reason})
    emails.tell_requested(request)
    return request


@transaction.atomic
def approve_change(*, request: ChangeRequest, by: User, reason: str = "") -> ChangeRequest:
    """Apply it, all or nothing. Refused for who asked, and when the present value is no longer the one they saw.

    An approved number counts as verified by the approver, an approved account takes the verified one's place: it may be paid
    once it rested for the days the payment policy asks.
    """
    request = _locked(request)
    _may_decide(request, by)
    CHANGE.take(request, "approve")
    party = lock_party(request.party)
    request.party = party
    before, after = json.loads(request.before), json.loads(request.after)
    if differs(present(request.kind, party, after), before):
        raise ChangedMeanwhile(_("The record changed since this was asked. Refuse this request and ask again."))
    old_phone = party.phone
    _decided(request, by, reason)
    _APPLY[request.kind](request, party, after, by)
    _record("change.approved", request, by, personal={"reason": reason} if reason else None)
    party.refresh_from_db()
    emails.tell_approved(request, old_phone if request.kind == ChangeKind.PHONE else None)
    return request


@transaction.atomic
def refuse_change(*, request: ChangeRequest, by: User, reason: str) -> ChangeRequest:
    """Nothing changes; the reason is for the person who asked."""
    if not reason.strip():
        raise InvalidValue(_("Write why this is refused."))
    request = _locked(request)
    _may_decide(request, by)
    CHANGE.take(request, "refuse")
    _decided(request, by, reason)
    _record("change.refused", request, by, personal={"reason": reason})
    emails.tell_not_applied(request)
    return request


@transaction.atomic
def withdraw_change(*, request: ChangeRequest, by: User) -> ChangeRequest:
    """By the person who asked, while nobody decided."""
    request = _locked(request)
    if not can_withdraw(by, request):
        raise NotPermitted(_("Only the person who asked may withdraw this."))
    CHANGE.take(request, "withdraw")
    _decided(request, by, "")
    _record("change.withdrawn", request, by)
    return request


@transaction.atomic
def expire_changes() -> int:
    """Requests that nobody decided in time end by themselves; how many."""
    system, count = User.objects.system(), 0
    late = ChangeRequest.objects.open().filter(expires_on__lt=today())
    for request in late.select_for_update(of=("self",), skip_locked=True).select_related("party", "requested_by"):
        CHANGE.take(request, "expire")
        _decided(request, system, "")
        _record("change.expired", request, system)
        emails.tell_not_applied(request)
        count += 1
    return count


def _locked(request: ChangeRequest) -> ChangeRequest:
    rows = ChangeRequest.objects.select_for_update(of=("self",)).select_related("party", "requested_by")
    return rows.get(pk=request.pk)


def _may_decide(request: ChangeRequest, by: User) -> None:
    if is_same_person(by, request):
        raise NotPermitted(_("The change must be decided by somebody else than the person who asked."))
    if not can_decide(by, request):
        raise NotPermitted(_("You may not decide this request."))


def _decided(request: ChangeRequest, by: User, reason: str) -> None:
    request.decided_at, request.decided_by, request.decision_reason = now(), by, reason.strip()
    request.save(update_fields=["status", "decided_at", "decided_by", "decision_reason"])


def _apply_identifier(request: ChangeRequest, party: Party, after: dict[str, str], by: User) -> None:
    # An RC is kept as court/number: its own number is the last part.
    number = (after["kind"], after["number"].rpartition("/")[2], after["court"]) if after["court"] else (
        after["kind"], after["number"],
    )  # fmt: skip
    identifier = add_identifier(party=party, number=number, by=request.requested_by, replace=True, approved=True)
    verify_identifier(identifier=identifier, by=by)


def _apply_account(request: ChangeRequest, party: Party, after: dict[str, str], by: User) -> None:
    for account in party.bank_accounts.filter(status=BankAccountStatus.VERIFIED):
        retire_bank_account(account=account, by=by, reason=request.reference)
    account = add_bank_account(
        party=party, rib=after["rib"], holder=after["holder"], proof=request.proof, by=request.requested_by
    )
    verify_bank_account(account=account, by=by, reason=request.decision_reason)


def _apply_columns(request: ChangeRequest, party: Party, after: dict[str, str], by: User) -> None:
    values: dict[str, Any] = dict(after)
    if "birth_date" in values:
        values["birth_date"] = date.fromisoformat(after["birth_date"])
    update_party(party=party, version=party.version, by=by, approved=True, **values)


_APPLY: dict[str, Callable[[ChangeRequest, Party, dict[str, str], User], None]] = {
    ChangeKind.IDENTIFIER: _apply_identifier,
    ChangeKind.ACCOUNT: _apply_account,
    ChangeKind.NAME: _apply_columns,
    ChangeKind.BIRTH_DATE: _apply_columns,
    ChangeKind.PHONE: _apply_columns,
}


def _record(action: str, request: ChangeRequest, by: User, personal: dict[str, Any] | None = None) -> None:
    after = {"kind": request.kind, "number_kind": request.number_kind, "status": request.status}
    if request.status == ChangeStatus.REQUESTED:
        after["channel"] = str(request.channel)
    record(action, target=request, by=by, party=request.party, area=request.area, after=after, personal=personal)
