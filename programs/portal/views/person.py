"""Who applies, and what we keep about them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from artisans.parties.actions import (
    give_consent,
    grant_mandate,
    register_organisation,
    register_person,
    withdraw_consent,
)
from artisans.parties.choices import ConsentPurpose, MandateRole, PartyKind
from artisans.parties.models import Consent, Party
from artisans.parties.notices import current_notice
from foundation.errors import DomainError
from programs.calls.models import Call
from programs.portal.forms import ApplicantForm
from programs.portal.queries import files_of, parties_of


@login_required
@never_cache
def applicant(request: HttpRequest) -> HttpResponse:
    """Say once who applies; the file of the call one came for is begun next."""
    call = Call.objects.public().filter(code=request.GET.get("call") or "-").first()
    kind = call.audience if call and call.audience != "any" else PartyKind.PERSON
    form = ApplicantForm(request.POST if request.method == "POST" else None, initial={"kind": kind})
    if request.method == "POST" and form.is_valid():
        try:
            _register(request, form)
        except DomainError as refusal:
            form.add_error("identifier" if "number" in refusal.code else None, refusal.message)
        else:
            messages.success(request, _("Thank you. You can begin your application."))
            return redirect("portal:apply", code=call.code) if call else redirect("portal:files")
    return render(request, "portal/applicant.html", {"form": form, "call": call, "notice": current_notice()})


@transaction.atomic
def _register(request: HttpRequest, form: ApplicantForm) -> Party:
    data = form.cleaned_data
    facts = {
        "name_fr": data["name_fr"],
        "name_ar": data["name_ar"],
        "phone": data["phone"],
        "commune": data["commune"],
        "language": get_language() or "fr",
    }
    numbers = [(form.identifier_kind, data["identifier"])]
    if data["kind"] == PartyKind.PERSON:
        party, role = register_person(by=request.user, identifiers=numbers, **facts), MandateRole.SELF
    else:
        party = register_organisation(
            by=request.user, identifiers=numbers, legal={"legal_form": data["legal_form"]}, **facts
        )
        role = MandateRole.REPRESENTATIVE
    grant_mandate(user=request.user, party=party, role=role, by=request.user)
    give_consent(
        party=party, purpose=ConsentPurpose.PROGRAMME, notice_version=current_notice().version, channel="portal",
        by=request.user, language=facts["language"],
    )  # fmt: skip
    return party


@login_required
@never_cache
def my_data(request: HttpRequest) -> HttpResponse:
    """What we keep about the people one acts for, and for which purposes they agreed."""
    parties = parties_of(request.user).prefetch_related(
        "identifiers", "consents", "bank_accounts", "change_requests", "data_requests"
    )
    return render(request, "portal/my_data.html", {"parties": parties})


@login_required
@never_cache
def my_data_file(request: HttpRequest) -> HttpResponse:
    """The same, and the files' answers, to take away."""
    people = [
        {
            "reference": party.reference, "name_fr": party.name_fr, "name_ar": party.name_ar, "kind": party.kind,
            "commune": party.commune.name_fr, "phone": party.phone, "email": party.email, "language": party.language,
            "registered_on": party.registered_on.isoformat(),
            "identifiers": [{"kind": row.kind, "value": row.value} for row in party.identifiers.all() if row.is_current],
            "consents": [{"purpose": row.purpose, "notice": row.notice_version, "given_at": row.given_at.isoformat(), "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None} for row in party.consents.all()],
        }
        for party in parties_of(request.user).prefetch_related("identifiers", "consents")
    ]  # fmt: skip
    files = [
        {
            "reference": row.reference,
            "call": row.call.code,
            "status": row.public_status,
            "submitted_at": row.submitted_at.isoformat() if row.submitted_at else None,
            "answers": row.answers,
        }
        for row in files_of(request.user)
    ]
    response = JsonResponse({"people": people, "files": files}, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="sanad.json"'
    return response


@login_required
@require_POST
def end_consent(request: HttpRequest, consent: int) -> HttpResponse:
    """Take back an agreement given before."""
    row = get_object_or_404(Consent.objects.filter(party__in=parties_of(request.user)), pk=consent)
    try:
        withdraw_consent(consent=row, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Your agreement is withdrawn. What was done until now stays done."))
    return redirect(reverse("portal:my_data"))
