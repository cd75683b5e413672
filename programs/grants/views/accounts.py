"""Accounts too young to be paid: who vouched for them, and who countersigns."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from artisans.parties.queries import holder_evidence
from foundation.errors import DomainError
from programs.budget.desk import enter, page
from programs.budget.permissions import may
from programs.enrolments.queries import verified_account
from programs.grants import actions
from programs.grants.choices import ClearanceStatus
from programs.grants.forms import CountersignForm, ReasonForm, VouchForm
from programs.grants.models import AccountClearance, Grant
from programs.grants.queries import account_problems, clearances_waiting, policy, rests_until

READING = ("programs.view_grant",)


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """Accounts somebody vouched for: those that wait for a countersignature first, then the last answered."""
    enter(request, *READING)
    rows = AccountClearance.objects.for_user(request.user).select_related("account__party", "asked_by", "answered_by")
    context = {
        "title": _("Young accounts"),
        "waiting": [(row, _grant_of(request, row)) for row in clearances_waiting(request.user)[:100]],
        "answered": rows.exclude(status=ClearanceStatus.ASKED).order_by("-answered_at", "-id")[:50],
        "days": policy().account_rest_days,
    }
    return page(request, "programs/grants/accounts.html", context)


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, reference: str) -> HttpResponse:
    """The account a grant is paid to: since when it is verified, and the step this person may take for it."""
    enter(request, *READING)
    grant = get_object_or_404(
        Grant.objects.for_user(request.user).select_related("party__commune", "enrolment__application"),
        reference=reference,
    )
    found = verified_account(grant.party)
    clearance = found.clearances.select_related("asked_by", "answered_by").order_by("-id").first() if found else None
    can = _allowed(request, grant, found, clearance)
    forms = _forms(request, can)
    if request.method == "POST":
        name = request.POST.get("step", "")
        if name not in forms:
            raise Http404
        if forms[name].is_valid() and _step(request, name, found, clearance, forms[name]):
            return redirect("admin:programs_account", reference)
    context = {
        "title": _("Account of the grant %(reference)s") % {"reference": grant.reference},
        "grant": grant,
        "account": found,
        "evidence": holder_evidence(found) if found else None,
        "problem": account_problems([found]).get(found.pk) if found else None,
        "rests_until": rests_until(found) if found else None,
        "clearance": clearance,
        "earlier": found.clearances.exclude(pk=clearance.pk).select_related("asked_by", "answered_by")
        if clearance
        else [],
        "days": policy().account_rest_days,
        "forms": forms,
        "can": can,
    }
    return page(request, "programs/grants/account.html", context)


def _allowed(request: HttpRequest, grant: Grant, found, clearance: AccountClearance | None) -> dict[str, bool]:
    user = request.user
    held = {
        name: may(user, f"programs.{name}", program=grant.program, area=grant.area)
        for name in ("vouch_account", "countersign_account")
    }
    is_young = found is not None and found.pk in account_problems([found])
    waits = clearance is not None and clearance.status == ClearanceStatus.ASKED
    return {
        "vouch": held["vouch_account"] and is_young and not waits,
        "answer": held["countersign_account"] and waits and clearance.asked_by_id != user.pk,
        "countersign": held["countersign_account"]
        and waits
        and user.pk not in (clearance.asked_by_id, found.recorded_by_id, found.verified_by_id),
    }


def _forms(request: HttpRequest, can: dict[str, bool]) -> dict[str, Any]:
    """The forms this person may fill now; the one that was sent is bound."""
    offered = {
        "vouch": (VouchForm, can["vouch"]),
        "countersign": (CountersignForm, can["countersign"]),
        "refuse": (ReasonForm, can["answer"]),
    }
    sent = request.POST.get("step") if request.method == "POST" else None
    return {
        name: form(request.POST if sent == name else None, auto_id=f"{name}_%s")
        for name, (form, offer) in offered.items()
        if offer
    }


def _step(request: HttpRequest, name: str, found, clearance: AccountClearance | None, form) -> bool:
    try:
        if name == "vouch":
            actions.vouch_for_account(account=found, by=request.user, **form.cleaned_data)
            messages.success(request, _("You vouched for the account. A head of programme must countersign."))
        elif name == "countersign":
            actions.countersign_clearance(clearance=clearance, by=request.user)
            messages.success(request, _("The account can be paid now."))
        else:
            actions.refuse_clearance(clearance=clearance, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("The account rests as the policy says."))
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    return True


def _grant_of(request: HttpRequest, clearance: AccountClearance) -> Grant | None:
    return Grant.objects.for_user(request.user).filter(party=clearance.account.party_id).order_by("-id").first()
