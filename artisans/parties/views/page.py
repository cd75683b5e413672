"""One page for each beneficiary, and the numbers shown on record."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.audit.actions import note_access
from accounts.audit.choices import AccessKind
from accounts.people.desk import PARTY_PANELS
from artisans.documents.models import Document
from artisans.documents.views import serve_document
from artisans.parties.actions import show_account, show_identifier, show_phone
from artisans.parties.choices import PERSONAL_IDENTIFIERS
from artisans.parties.models import Consent, Party
from artisans.parties.notices import notice_of_version
from artisans.parties.permissions import (
    can_add_account,
    can_edit,
    can_see_accounts,
    can_show_numbers,
    can_verify_account,
)
from artisans.parties.queries import holder_evidence, survivor_of
from artisans.parties.tables import profiles_of
from artisans.parties.views.desk import party_or_404, say, to_party, with_chrome
from foundation.errors import DomainError
from foundation.masking import HIDDEN, mask_phone
from foundation.phones import spoken

PROFILES = ("artisan", "exporter", "aggregator", "centre")


@require_GET
def party_page(request: HttpRequest, reference: str) -> HttpResponse:
    try:
        party = party_or_404(request, reference)
    except Http404:
        survivor = survivor_of(request.user, reference)
        if survivor is None:
            raise
        messages.info(request, _("The record %(reference)s went into this one.") % {"reference": reference})
        return to_party(survivor)
    note_access(AccessKind.PAGE, target=party, by=request.user)
    panels = [panel for _name, offer in PARTY_PANELS.items() if (panel := offer(party, request.user)) is not None]
    accounts = _accounts(party, request) if can_see_accounts(request.user, party) else []
    identifiers = list(party.identifiers.filter(is_current=True).select_related("verified_by"))
    for identifier in identifiers:
        # A company's numbers are public and stand there whole.
        identifier.may_be_shown = identifier.kind in PERSONAL_IDENTIFIERS and can_show_numbers(request.user, party)
    context = {
        "title": str(party),
        "party": party,
        "profiles": profiles_of(party),
        "has": {name: getattr(party, name) for name in PROFILES if hasattr(party, name)},
        "missing_profiles": [name for name in PROFILES if not hasattr(party, name)],
        "identifiers": identifiers,
        "accounts": accounts,
        "sees_accounts": can_see_accounts(request.user, party),
        "consents": _consents(party),
        "mandates": list(party.mandates.filter(until=None).select_related("user")),
        "panels": panels,
        "can_edit": can_edit(request.user, party),
        "can_show": can_show_numbers(request.user, party),
        "can_add_account": can_add_account(request.user, party),
        "documents": _documents(party),
        "phone_masked": mask_phone(f"{HIDDEN}{party.phone_tail}") if party.phone_tail else "",
    }
    return with_chrome(request, "artisans/party.html", context)


@require_POST
def show_number(request: HttpRequest, reference: str, what: str, number: int) -> HttpResponse:
    """The whole number, once, on record: in its place with htmx, else as a message on the page."""
    party = party_or_404(request, reference)
    try:
        if what == "identifier":
            shown = show_identifier(identifier=get_object_or_404(party.identifiers, pk=number), by=request.user)
        elif what == "phone":
            shown = spoken(show_phone(party=party, by=request.user)) if party.phone else ""
        else:
            shown = show_account(account=get_object_or_404(party.bank_accounts, pk=number), by=request.user)
    except DomainError as error:
        say(request, error)
        return to_party(party)
    if request.htmx:
        response = HttpResponse(format_html('<bdi dir="ltr" class="strong">{}</bdi>', shown))
        response["Cache-Control"] = "private, no-store"
        return response
    messages.info(request, _("The whole number: %(number)s") % {"number": shown})
    return to_party(party)


@require_GET
def party_document(request: HttpRequest, reference: str, number: int) -> FileResponse:
    """A document of this beneficiary, for those who may see the beneficiary (and the account, if it proves one)."""
    party = party_or_404(request, reference)
    found = {document.pk: document for _what, document in _documents(party)}
    if number not in found:
        raise Http404
    is_account_proof = party.bank_accounts.filter(proof_id=number).exists()
    if is_account_proof and not can_see_accounts(request.user, party):
        raise Http404
    note_access(AccessKind.DOCUMENT, target=found[number], by=request.user, party=party)
    return serve_document(found[number], inline="inline" in request.GET)


def _accounts(party: Party, request: HttpRequest) -> list[dict[str, Any]]:
    accounts = list(party.bank_accounts.select_related("recorded_by", "verified_by", "proof").order_by("-id"))
    for account in accounts:
        account.party = party  # one party for all: its names are compared with each holder
    return [
        {
            "account": account,
            "evidence": holder_evidence(account),
            "can_verify": account.status == "new" and can_verify_account(request.user, account),
            "is_own_entry": account.status == "new" and account.recorded_by_id == request.user.pk,
        }
        for account in accounts
    ]


def _documents(party: Party) -> list[tuple[str, Document]]:
    """What was handed in with the register's own records; files of applications have their own place."""
    proofs = party.bank_accounts.exclude(proof=None).select_related("proof")
    mandates = party.mandates.exclude(proof=None).select_related("proof")
    return [(_("Bank certificate"), row.proof) for row in proofs] + [
        (_("Power of attorney"), row.proof) for row in mandates
    ]


def _consents(party: Party) -> list[Consent]:
    """The latest first, each with the words that were agreed to, where they are kept."""
    found = list(party.consents.order_by("-given_at"))
    for consent in found:
        consent.notice = notice_of_version(consent.notice_version)
    return found
