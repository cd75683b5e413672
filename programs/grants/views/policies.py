"""The rules of payment: what is in force, what was, and the next version with two people under it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from foundation.errors import DomainError
from programs.budget.desk import act, enter, page
from programs.grants import actions
from programs.grants.forms import PolicyForm
from programs.grants.models import PaymentPolicy
from programs.grants.queries import policy

READING = ("programs.view_paymentpolicy",)


@require_http_methods(["GET", "POST"])
def policies(request: HttpRequest) -> HttpResponse:
    """The version in force, drafts that wait for a second person, every earlier version, and a form for the next."""
    enter(request, *READING)
    current = policy()
    form = None
    if request.user.has_perm("programs.add_paymentpolicy"):
        form = PolicyForm(request.POST if request.method == "POST" else None, initial=_as_typed(current))
    if request.method == "POST":
        enter(request, "programs.add_paymentpolicy")
        if form.is_valid() and _draft(request, form):
            return redirect("admin:programs_policies")
    rows = PaymentPolicy.objects.select_related("drafted_by", "published_by")
    context = {
        "title": _("Payment policy"),
        "current": current,
        "drafts": rows.filter(published_at=None).order_by("-number"),
        "published": rows.exclude(published_at=None).order_by("-number"),
        "form": form,
        "can_publish": request.user.has_perm("programs.publish_paymentpolicy"),
        "can_draft": form is not None,
    }
    return page(request, "programs/grants/policies.html", context)


@require_POST
def policy_step(request: HttpRequest, number: int, step: str) -> HttpResponse:
    enter(request, *READING)
    found = get_object_or_404(PaymentPolicy, number=number)
    if step not in STEPS:
        raise Http404
    run, done = STEPS[step]
    return act(request, lambda: run(request, found), done, "admin:programs_policies")


def _draft(request: HttpRequest, form: PolicyForm) -> bool:
    data = form.cleaned_data
    try:
        actions.draft_policy(
            account_rest_days=data["account_rest_days"], max_batch_amount=data["max_batch_amount"], act=data["act"],
            thresholds=form.thresholds, by=request.user,
        )  # fmt: skip
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    messages.success(request, _("The draft is written. Somebody else must publish it."))
    return True


def _as_typed(current: PaymentPolicy) -> dict[str, Any]:
    """The policy in force as a beginning for the next."""
    values: dict[str, Any] = {
        "account_rest_days": current.account_rest_days,
        "max_batch_amount": current.max_batch_amount,
    }
    for number, row in enumerate(current.thresholds[: PolicyForm.THRESHOLDS], start=1):
        values |= {f"above_{number}": row["above"], f"signatures_{number}": row["signatures"]}
    return values


STEPS: dict[str, tuple[Callable[[HttpRequest, PaymentPolicy], Any], Any]] = {
    "publish": (
        lambda request, found: actions.publish_policy(policy=found, by=request.user),
        gettext_lazy("The policy is in force."),
    ),
    "discard": (
        lambda request, found: actions.discard_policy(policy=found, by=request.user),
        gettext_lazy("The draft is thrown away."),
    ),
}
