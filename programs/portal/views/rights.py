"""What people may do about their own data: take it with them, ask for a change, a correction, an end."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from artisans.changes.actions import request_change, withdraw_change
from artisans.changes.choices import ChangeChannel, ChangeKind
from artisans.changes.forms import ASK_FORMS
from artisans.documents.actions import store_document
from artisans.parties.models import Party
from artisans.privacy.actions import ask_about_data, record_taken, withdraw_request
from artisans.privacy.choices import RequestChannel
from artisans.privacy.forms import OwnRequestForm
from artisans.privacy.views import archive_response
from foundation.errors import DomainError
from programs.portal.queries import parties_of


@login_required
@require_POST
def own_archive(request: HttpRequest, reference: str) -> HttpResponse:
    """All that is kept about oneself, as a file for machines and for people."""
    party = _own(request, reference)
    record_taken(party=party, by=request.user)
    return archive_response(party)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """A correction, an objection, an erasure: answered by a day that is told."""
    party = _own(request, reference)
    form = OwnRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = ask_about_data(party=party, by=request.user, channel=RequestChannel.PORTAL, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("We have received your request %(reference)s.") % {"reference": made.reference})
            return redirect("portal:my_data")
    context = {"form": form, "party": party, "title": _("A request about my data"), "submit": _("Send my request")}
    return render(request, "portal/right.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Another phone, number, account or name: an officer compares it with the proof before it counts."""
    party = _own(request, reference)
    if kind not in ASK_FORMS:
        raise Http404
    form = ASK_FORMS[kind](request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                file = form.cleaned_data["proof"]
                proof = store_document(file, by=request.user) if file else None
                request_change(
                    party=party, kind=kind, after=form.values(), reason=form.cleaned_data["reason"], by=request.user,
                    proof=proof, channel=ChangeChannel.PORTAL,
                )  # fmt: skip
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("We have received your request. An officer checks it before it counts."))
            return redirect("portal:my_data")
    title = _("Change: %(what)s") % {"what": ChangeKind(kind).label}
    context = {"form": form, "party": party, "title": title, "submit": _("Send my request")}
    return render(request, "portal/right.html", context)


@login_required
@require_POST
def withdraw(request: HttpRequest, reference: str, what: str, number: str) -> HttpResponse:
    """Take back one's own request while nobody decided it."""
    party = _own(request, reference)
    try:
        if what == "change":
            withdraw_change(request=get_object_or_404(party.change_requests, reference=number), by=request.user)
        else:
            withdraw_request(request=get_object_or_404(party.data_requests, reference=number), by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Your request is withdrawn."))
    return redirect("portal:my_data")


def _own(request: HttpRequest, reference: str) -> Party:
    return get_object_or_404(parties_of(request.user).active(), reference=reference)
