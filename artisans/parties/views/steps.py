"""Acts on a beneficiary that need a few words: each is one small form and one action."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from artisans.documents.actions import store_document
from artisans.parties import actions
from artisans.parties.consent_forms import ConsentForm
from artisans.parties.forms import AccountForm, NumberForm, ReasonForm, VerifyForm
from artisans.parties.models import Party
from artisans.parties.permissions import can_add_account, can_edit, can_verify_account
from artisans.parties.queries import holder_evidence
from artisans.parties.registry import CHANGE_DOOR
from artisans.parties.views.desk import party_or_404, refuse_unless, say, to_party, with_chrome
from foundation.errors import DomainError


@dataclass(frozen=True)
class PartyStep:
    """`find` gives what the step acts on (or 404), `allowed` who may, `act` calls one action with the cleaned form.

    What `act` returns, where it returns words, is said instead of `done`.
    """

    title: Any
    submit: Any
    done: Any
    form: type[django_forms.Form]
    act: Callable[[HttpRequest, Party, Any, dict[str, Any]], Any]
    allowed: Callable[[Any, Party, Any], bool]
    find: Callable[[Party, int], Any] = lambda party, number: None


def _account(party: Party, number: int) -> Any:
    return get_object_or_404(party.bank_accounts.select_related("party"), pk=number)


def _add_number(request: HttpRequest, party: Party, _found: Any, data: dict[str, Any]) -> Any:
    number = (data["kind"], data["number"], data["court"]) if data["kind"] == "rc" else (data["kind"], data["number"])
    try:
        actions.add_identifier(party=party, number=number, by=request.user, replace=data["replace"])
    except actions.NeedsApproval:
        after = {name: data[name] for name in ("kind", "number", "court")}
        return _ask(request, party, "identifier", after, data["change_reason"], data["change_proof"])


def _add_account(request: HttpRequest, party: Party, _found: Any, data: dict[str, Any]) -> Any:
    if party.bank_accounts.filter(status="verified").exists():
        after = {name: data[name] for name in ("rib", "holder")}
        return _ask(request, party, "account", after, data["change_reason"], data["proof"])
    with transaction.atomic():
        proof = store_document(data["proof"], by=request.user) if data["proof"] else None
        actions.add_bank_account(party=party, rib=data["rib"], holder=data["holder"], proof=proof, by=request.user)


def _ask(request: HttpRequest, party: Party, kind: str, after: dict[str, Any], reason: str, file: Any) -> Any:
    """Others rely on the present value: the change is asked for, and another person approves it."""
    with transaction.atomic():
        proof = store_document(file, by=request.user) if file else None
        CHANGE_DOOR["ask"](party=party, kind=kind, after=after, reason=reason, by=request.user, proof=proof)
    return _("The change is asked for. Another person must approve it.")


STEPS: dict[str, PartyStep] = {
    "number": PartyStep(
        _("Add or replace a number"), _("Add"), _("The number is kept."), NumberForm, _add_number,
        lambda user, party, _found: can_edit(user, party),
    ),
    "account": PartyStep(
        _("Add a bank account"), _("Add"), _("The account is kept. A colleague must verify it before any payment."),
        AccountForm, _add_account, lambda user, party, _found: can_add_account(user, party),
    ),
    "verify-account": PartyStep(
        _("Verify the bank account"), _("Mark as verified"), _("The account is verified."), VerifyForm,
        lambda request, _party, account, data: actions.verify_bank_account(account=account, by=request.user, reason=data["reason"]),
        lambda user, _party, account: can_verify_account(user, account), _account,
    ),
    "retire-account": PartyStep(
        _("Retire the bank account"), _("Retire"), _("The account is retired."), ReasonForm,
        lambda request, _party, account, data: actions.retire_bank_account(account=account, by=request.user, reason=data["reason"]),
        lambda user, party, _account: can_add_account(user, party), _account,
    ),
    "consent": PartyStep(
        _("Record a consent"), _("Record"), _("The consent is recorded."), ConsentForm,
        lambda request, party, _found, data: actions.give_consent(party=party, by=request.user, **data),
        lambda user, party, _found: can_edit(user, party),
    ),
    "withdraw-consent": PartyStep(
        _("Withdraw a consent"), _("Withdraw"), _("The consent is withdrawn."), ReasonForm,
        lambda request, _party, consent, data: actions.withdraw_consent(consent=consent, by=request.user, reason=data["reason"]),
        lambda user, party, _found: can_edit(user, party),
        lambda party, number: get_object_or_404(party.consents.filter(withdrawn_at=None), pk=number),
    ),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def party_step(request: HttpRequest, reference: str, step: str, number: int = 0) -> HttpResponse:
    if step not in STEPS:
        raise Http404
    chosen, party = STEPS[step], party_or_404(request, reference)
    found = chosen.find(party, number)
    refuse_unless(chosen.allowed(request.user, party, found))
    form = chosen.form(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            told = chosen.act(request, party, found, form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, told if isinstance(told, Promise) else chosen.done)
            return to_party(party)
    context = {"title": chosen.title, "party": party, "form": form, "submit": chosen.submit}
    if step == "verify-account":
        context |= {"account": found, "evidence": holder_evidence(found)}
    return with_chrome(request, "artisans/step_form.html", context)


@require_POST
def verify_number(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One press: somebody compared the number with the document."""
    party = party_or_404(request, reference)
    refuse_unless(can_edit(request.user, party))
    identifier = get_object_or_404(party.identifiers.filter(is_current=True), pk=number)
    try:
        actions.verify_identifier(identifier=identifier, by=request.user)
    except DomainError as error:
        say(request, error)
    return to_party(party)
