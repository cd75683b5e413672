"""Entering and correcting a beneficiary, profile by profile."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from artisans.documents.actions import store_document
from artisans.parties import actions
from artisans.parties.actions import NumberTaken
from artisans.parties.choices import PartyKind
from artisans.parties.consent_forms import EntryConsentForm
from artisans.parties.forms import PartyForm
from artisans.parties.models import Party
from artisans.parties.permissions import can_edit
from artisans.parties.profile_forms import PROFILE_FORMS, OrganisationForm, profile_values
from artisans.parties.queries import Duplicates, possible_duplicates
from artisans.parties.registry import CHANGE_DOOR
from artisans.parties.tables import PROFILE_WORDS
from artisans.parties.views.desk import party_or_404, refuse_unless, to_party, with_chrome
from foundation.errors import DomainError, InvalidValue

# What may be entered: the address names it, the kind of party and the profile follow.
ENTRIES = {
    "artisan": (PartyKind.PERSON, "artisan", gettext_lazy("New craftsperson")),
    "cooperative": (PartyKind.ORGANISATION, None, gettext_lazy("New cooperative, association or enterprise")),
    "exporter": (PartyKind.ORGANISATION, "exporter", gettext_lazy("New exporter")),
    "aggregator": (PartyKind.ORGANISATION, "aggregator", gettext_lazy("New aggregator")),
    "centre": (PartyKind.ORGANISATION, "centre", gettext_lazy("New centre of excellence")),
}
SET_PROFILE = {
    "artisan": actions.set_artisan_profile,
    "exporter": actions.set_exporter_profile,
    "aggregator": actions.set_aggregator_profile,
    "centre": actions.set_centre_profile,
}


@require_http_methods(["GET", "POST"])
def new_party(request: HttpRequest, entry: str) -> HttpResponse:
    """One form for the whole entry; a likely duplicate is asked about before anything is written."""
    if entry not in ENTRIES:
        raise Http404
    refuse_unless(request.user.has_perm("artisans.add_party"))
    kind, profile, title = ENTRIES[entry]
    forms = _forms(request, kind, profile)
    duplicates = None
    if request.method == "POST" and all([form.is_valid() for form in forms.values()]):
        duplicates = _duplicates(request, forms["party"])
        if not duplicates or request.POST.get("not_a_duplicate"):
            party = _register(request, kind, profile, forms)
            if party is not None:
                messages.success(request, _("%(name)s is registered.") % {"name": party})
                return to_party(party)
    context = {
        "title": title,
        "forms": list(forms.values()),
        "duplicates": duplicates,
        "asked": bool(duplicates),
        "submit": _("Register"),
        "notice": forms["consent"].notice,
    }
    return with_chrome(request, "artisans/party_form.html", context)


@require_http_methods(["GET", "POST"])
def edit_party(request: HttpRequest, reference: str) -> HttpResponse:
    """The party's own facts, and the legal ones of an organisation. A stale form is told who changed what when."""
    party = party_or_404(request, reference)
    refuse_unless(can_edit(request.user, party))
    data = request.POST or None
    files = request.FILES or None
    forms: dict[str, Any] = {"party": PartyForm(data, files, user=request.user, kind=party.kind, party=party)}
    if party.kind == PartyKind.ORGANISATION:
        legal = getattr(party, "organisation", None)
        forms["legal"] = OrganisationForm(data, initial=profile_values(legal, OrganisationForm), prefix="legal")
    if request.method == "POST" and all([form.is_valid() for form in forms.values()]):
        try:
            with transaction.atomic():
                asked = _update(request, party, forms["party"])
                if "legal" in forms:
                    actions.set_organisation(party=party, by=request.user, **forms["legal"].cleaned_data)
        except DomainError as error:
            forms["party"].add_error(None, error.message)
        else:
            messages.success(request, _("The changes are kept."))
            if asked:
                messages.info(
                    request, _("Another person must approve what others rely on. Until then it stays as it was.")
                )
            return to_party(party)
    context = {"title": _("Change"), "party": party, "forms": list(forms.values()), "submit": _("Save")}
    return with_chrome(request, "artisans/party_form.html", context)


def _update(request: HttpRequest, party: Party, form: PartyForm) -> int:
    """Keep what may be kept at once, ask for the rest; how many requests were made."""
    facts = form.facts()
    controlled = actions.controlled_changes(party, facts)
    plain = {name: value for name, value in facts.items() if name not in controlled}
    version = form.cleaned_data.get("version") or 0
    actions.update_party(party=party, version=version, by=request.user, **plain)
    if not controlled:
        return 0
    reason = form.cleaned_data.get("change_reason", "")
    if not reason:
        raise InvalidValue(_("Write why the name, birth date or phone changes: another person will approve it."))
    file = form.cleaned_data.get("change_proof")
    proof = store_document(file, by=request.user) if file else None
    wanted = []
    if {"name_fr", "name_ar"} & set(controlled):
        wanted.append(("name", {name: facts[name] for name in ("name_fr", "name_ar")}))
    wanted += [(name, {name: controlled[name]}) for name in ("birth_date", "phone") if name in controlled]
    for kind, after in wanted:
        CHANGE_DOOR["ask"](party=party, kind=kind, after=after, reason=reason, by=request.user, proof=proof)
    return len(wanted)


@require_http_methods(["GET", "POST"])
def edit_profile(request: HttpRequest, reference: str, profile: str) -> HttpResponse:
    """One profile, new or not."""
    if profile not in PROFILE_FORMS:
        raise Http404
    party = party_or_404(request, reference)
    refuse_unless(can_edit(request.user, party))
    form_class = PROFILE_FORMS[profile]
    form = form_class(request.POST or None, initial=profile_values(getattr(party, profile, None), form_class))
    if request.method == "POST" and form.is_valid():
        try:
            SET_PROFILE[profile](party=party, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The changes are kept."))
            return to_party(party)
    context = {"title": PROFILE_WORDS[profile], "party": party, "forms": [form], "submit": _("Save")}
    return with_chrome(request, "artisans/party_form.html", context)


def _forms(request: HttpRequest, kind: str, profile: str | None) -> dict[str, Any]:
    data = request.POST or None
    forms: dict[str, Any] = {"party": PartyForm(data, user=request.user, kind=kind)}
    if kind == PartyKind.ORGANISATION:
        forms["legal"] = OrganisationForm(data, prefix="legal")
    if profile:
        forms["profile"] = PROFILE_FORMS[profile](data, prefix="profile")
    forms["consent"] = EntryConsentForm(data, prefix="consent")
    return forms


def _duplicates(request: HttpRequest, form: PartyForm) -> Duplicates | None:
    facts = form.facts()
    found = possible_duplicates(
        request.user, name_fr=facts["name_fr"], name_ar=facts["name_ar"], birth_date=facts.get("birth_date"),
        commune_code=facts["commune"].pk, phone=facts.get("phone", ""), numbers=form.numbers(), sex=facts.get("sex", ""),
        kind=form.kind,
    )  # fmt: skip
    return found if found.visible or found.hidden else None


def _agree(party: Party, data: dict[str, Any], request: HttpRequest) -> None:
    for purpose in data["agreed"]:
        actions.give_consent(
            party=party, purpose=purpose, notice_version=data["version"], channel=data["channel"], by=request.user
        )


def _register(request: HttpRequest, kind: str, profile: str | None, forms: dict[str, Any]) -> Party | None:
    """All of it or nothing; what was refused stands on the form."""
    facts, numbers = forms["party"].facts(), forms["party"].numbers()
    try:
        with transaction.atomic():
            if kind == PartyKind.PERSON:
                party = actions.register_person(by=request.user, identifiers=numbers, **facts)
            else:
                legal = forms["legal"].cleaned_data
                party = actions.register_organisation(by=request.user, identifiers=numbers, legal=legal, **facts)
            if profile:
                SET_PROFILE[profile](party=party, by=request.user, **forms["profile"].cleaned_data)
            _agree(party, forms["consent"].cleaned_data, request)
            return party
    except NumberTaken as error:
        given = numbers[0][0] if len(numbers) == 1 else None
        forms["party"].add_error(given, error.message)
    except DomainError as error:
        forms["party"].add_error(None, error.message)
    return None
