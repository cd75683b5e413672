"""The officers' pages of change requests."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.audit.actions import note_access
from accounts.audit.choices import AccessKind
from accounts.lists.pages import show_list
from artisans.changes import actions
from artisans.changes.choices import ChangeKind
from artisans.changes.forms import ASK_FORMS, DecisionForm
from artisans.changes.lists import NAME, change_rows
from artisans.changes.models import ChangeRequest
from artisans.changes.permissions import can_ask, can_decide, can_read_values, can_withdraw, is_same_person
from artisans.changes.queries import comparison
from artisans.changes.workflow import CHANGE
from artisans.documents.actions import store_document
from artisans.documents.views import serve_document
from artisans.parties.models import BankAccount
from artisans.parties.queries import holder_evidence
from artisans.parties.views.desk import party_or_404, refuse_unless, say, with_chrome
from foundation.errors import DomainError


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    return show_list(NAME, request)


@require_GET
def change(request: HttpRequest, reference: str) -> HttpResponse:
    """Before, after, why and the proof on one page, with the decision below."""
    found = _one(request, reference)
    reads = can_read_values(request.user, found)
    if reads:
        note_access(AccessKind.PAGE, target=found, by=request.user, party=found.party)
    is_open = CHANGE.allows(found, "approve")
    context = {
        "title": found.get_kind_display(),
        "change": found,
        "party": found.party,
        "rows": comparison(found) if reads else None,
        "evidence": _evidence(found) if reads else None,
        "form": DecisionForm(),
        "can_decide": is_open and can_decide(request.user, found),
        "is_own": is_open and is_same_person(request.user, found),
        "can_withdraw": is_open and can_withdraw(request.user, found),
        "reads": reads,
    }
    return with_chrome(request, "artisans/changes/page.html", context)


@require_POST
def decide(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    found = _one(request, reference)
    reason = request.POST.get("reason", "")[:1000]
    acts = {
        "approve": lambda: actions.approve_change(request=found, by=request.user, reason=reason),
        "refuse": lambda: actions.refuse_change(request=found, by=request.user, reason=reason),
        "withdraw": lambda: actions.withdraw_change(request=found, by=request.user),
    }
    if step not in acts:
        raise Http404
    try:
        acts[step]()
    except DomainError as error:
        say(request, error)
    else:
        done = {
            "approve": _("The change is applied."),
            "refuse": _("The request is refused."),
            "withdraw": _("The request is withdrawn."),
        }
        messages.success(request, done[step])
    return redirect("admin:artisans_change", reference)


@require_GET
def proof(request: HttpRequest, reference: str) -> FileResponse:
    """The document that proves the change, for whoever may read its values."""
    found = _one(request, reference)
    if found.proof is None or not can_read_values(request.user, found):
        raise Http404
    note_access(AccessKind.DOCUMENT, target=found.proof, by=request.user, party=found.party)
    return serve_document(found.proof, inline="inline" in request.GET)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Ask for a change of one kind of value."""
    party = party_or_404(request, reference)
    if kind not in ASK_FORMS:
        raise Http404
    refuse_unless(can_ask(request.user, party, kind))
    form = ASK_FORMS[kind](request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                file = form.cleaned_data["proof"]
                document = store_document(file, by=request.user) if file else None
                made = actions.request_change(
                    party=party, kind=kind, after=form.values(), reason=form.cleaned_data["reason"], proof=document,
                    by=request.user,
                )  # fmt: skip
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The change is asked for. Another person must approve it."))
            return redirect("admin:artisans_change", made.reference)
    title = _("Ask for a change: %(what)s") % {"what": ChangeKind(kind).label}
    context = {"title": title, "party": party, "form": form, "submit": _("Ask for the change")}
    return with_chrome(request, "artisans/step_form.html", context)


def _one(request: HttpRequest, reference: str) -> ChangeRequest:
    refuse_unless(request.user.has_perm("artisans.view_changerequest"))
    rows = change_rows(request.user).select_related("party__commune__province", "decided_by", "proof")
    return get_object_or_404(rows, reference=reference)


def _evidence(request: ChangeRequest) -> Any:
    """How alike the new holder and the beneficiary are."""
    if request.kind != ChangeKind.ACCOUNT:
        return None
    values = {row["label"]: row for row in comparison(request)}
    holder = next(row["after"] for row in values.values() if not row["is_code"])
    return holder_evidence(BankAccount(party=request.party, holder=holder))
