"""An aggregator's own network on a phone: its artisans, its orders, who is paid; and an artisan's side of it.

Everything starts from what a live mandate reaches: a stranger's network, order or invitation is a 404.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artisans.networks import actions, forms
from artisans.networks.choices import InvitationStatus, MemberStatus
from artisans.networks.filters import MemberFilterSet, OrderFilterSet
from artisans.networks.models import Network, NetworkInvitation, NetworkMember, Order, OrderShare
from artisans.networks.queries import figures_of, invitations_to, members_of, order_rows, share_rows, shared_out
from artisans.networks.views.orders import division
from artisans.networks.views.steps import bound
from artisans.networks.workflow import ORDER
from foundation.errors import DomainError
from programs.portal.queries import parties_of

ROWS = 30


@login_required
@never_cache
@require_GET
def networks(request: HttpRequest) -> HttpResponse:
    """What I lead, what I am asked, where I work, what I am paid."""
    mine = parties_of(request.user)
    memberships = NetworkMember.objects.filter(party__in=mine).select_related("network__aggregator__party", "party")
    shares = share_rows(OrderShare.objects.filter(member__party__in=mine)).exclude(
        order__status__in=["draft", "cancelled"]
    )
    context = {
        "led": [
            {"network": network, "figures": figures_of(network)}
            for network in Network.objects.filter(aggregator__party__in=mine).order_by("id")[:10]
        ],
        "invitations": invitations_to(request.user),
        "memberships": memberships.order_by("status", "-from_on", "-id")[:20],
        "shares": shares.select_related("order__network").order_by("-due_on", "-id")[:30],
    }
    return render(request, "portal/networks/home.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, number: int) -> HttpResponse:
    """Accept or decline, after reading what it means."""
    asked = get_object_or_404(invitations_to(request.user), pk=number)
    if request.method == "POST":
        accepts = request.POST.get("answer") == "accept"
        act = actions.accept_invitation if accepts else actions.decline_invitation
        try:
            act(invitation=asked, by=request.user)
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("You are in the network.") if accepts else _("You declined the invitation."))
        return redirect("portal:networks")
    return render(request, "portal/networks/invitation.html", {"invitation": asked})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """An artisan ends their own membership today."""
    rows = NetworkMember.objects.filter(party__in=parties_of(request.user), status=MemberStatus.ACTIVE)
    member = get_object_or_404(rows.select_related("network", "party"), pk=number)
    return _typed(
        request, _("Leave the network"), bound(forms.ShortLeaveForm, request), _("Leave the network"),
        lambda data: actions.leave_network(member=member, by=request.user, **data), _("You left the network."),
        redirect("portal:networks"), lead=str(member.network),
    )  # fmt: skip


@login_required
@never_cache
@require_GET
def network(request: HttpRequest, reference: str) -> HttpResponse:
    """My network: artisans, invitations, orders, promises."""
    found = _network(request, reference)
    members = MemberFilterSet(request.GET, queryset=members_of(found, request.user))
    page = _page(members.qs, request)
    context = {
        "network": found,
        "figures": figures_of(found),
        "filter": members,
        "members": page,
        "invitations": found.invitations.filter(status=InvitationStatus.SENT)[:30],
        "orders": order_rows(request.user).filter(network=found)[:5],
        "commitments": found.commitments.select_related("member__party")[:30],
    }
    return render(request, "portal/networks/network.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, reference: str) -> HttpResponse:
    found = _network(request, reference)
    return _typed(
        request, _("Invite an artisan"), bound(forms.InviteForm, request), _("Send the invitation"),
        lambda data: actions.invite_member(network=found, typed=data["who"], by=request.user),
        _("If this number is registered, its holder has received the invitation."), redirect("portal:network", reference),
        lead=_("The artisan agrees on the portal, or reads you the code received by text message."),
    )  # fmt: skip


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def invitation_code(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    found = _network(request, reference)
    rows = NetworkInvitation.objects.filter(network=found).select_related("network__aggregator__party", "party")
    asked = get_object_or_404(rows, pk=number)
    return _typed(
        request, _("Enter the artisan's code"), bound(forms.CodeForm, request), _("Confirm"),
        lambda data: actions.accept_with_code(invitation=asked, by=request.user, **data), _("The artisan is in the network."),
        redirect("portal:network", reference),
    )  # fmt: skip


@login_required
@never_cache
@require_POST
def invitation_withdraw(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    found = _network(request, reference)
    asked = get_object_or_404(NetworkInvitation.objects.filter(network=found), pk=number)
    try:
        actions.withdraw_invitation(invitation=asked, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The invitation is taken back."))
    return redirect("portal:network", reference)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def member_end(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The aggregator ends a membership today; the artisan is told."""
    found = _network(request, reference)
    rows = NetworkMember.objects.filter(network=found, status=MemberStatus.ACTIVE).select_related("network", "party")
    member = get_object_or_404(rows, pk=number)
    return _typed(
        request, _("End the membership of %(name)s") % {"name": member.party}, bound(forms.ShortLeaveForm, request),
        _("End the membership"), lambda data: actions.leave_network(member=member, by=request.user, **data),
        _("%(name)s has left the network.") % {"name": member.party}, redirect("portal:network", reference),
    )  # fmt: skip


@login_required
@never_cache
@require_GET
def orders(request: HttpRequest, reference: str) -> HttpResponse:
    found = _network(request, reference)
    shown = OrderFilterSet(request.GET, queryset=order_rows(request.user).filter(network=found))
    del shown.form.fields["network"]
    return render(
        request, "portal/networks/orders.html", {"network": found, "filter": shown, "orders": _page(shown.qs, request)}
    )


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def order_new(request: HttpRequest, reference: str) -> HttpResponse:
    found = _network(request, reference)
    made: list[Order] = []
    response = _typed(
        request, _("Record an order"), bound(forms.OrderForm, request), _("Record"),
        lambda data: made.append(actions.record_order(network=found, by=request.user, **data)),
        _("The order is recorded. Now say who makes what."), None,
    )  # fmt: skip
    return response or redirect("portal:order_divide", reference, made[0].reference)


@login_required
@never_cache
@require_GET
def order(request: HttpRequest, reference: str, order: str) -> HttpResponse:
    found = _order(request, reference, order)
    context = {
        "network": found.network,
        "order": found,
        "shares": share_rows(OrderShare.objects.filter(order=found)).order_by("member__party__sort_fr", "id"),
        "left": found.amount - shared_out(found),
        "allows": {step.name: ORDER.allows(found, step.name) for step in ORDER.steps},
        "may_pay": found.status in ("divided", "delivered"),
    }
    return render(request, "portal/networks/order.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def order_divide(request: HttpRequest, reference: str, order: str) -> HttpResponse:
    found = _order(request, reference, order)
    form, act = division(request, found)
    response = _typed(
        request, _("Divide the order"), form, "", act, _("The division is kept."), redirect("portal:order", reference, order),
        template="portal/networks/divide.html", order=found,
    )  # fmt: skip
    return response


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def order_step(request: HttpRequest, reference: str, order: str, step: str) -> HttpResponse:
    found = _order(request, reference, order)
    steps = {
        "deliver": (
            _("Record the delivery"),
            forms.DeliveredForm,
            actions.deliver_order,
            _("The delivery is recorded."),
        ),
        "reopen": (_("Divide again"), forms.ReasonForm, actions.reopen_order, _("The order can be divided again.")),
        "cancel": (_("Cancel the order"), forms.ReasonForm, actions.cancel_order, _("The order is cancelled.")),
    }
    if step not in steps or not ORDER.allows(found, step):
        raise Http404
    title, form, act, done = steps[step]
    return _typed(
        request, title, bound(form, request), title, lambda data: act(order=found, by=request.user, **data), done,
        redirect("portal:order", reference, order),
    )  # fmt: skip


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, reference: str, order: str, number: int) -> HttpResponse:
    found = _order(request, reference, order)
    share = get_object_or_404(found.shares.select_related("member__party", "order"), pk=number)
    return _typed(
        request, _("Payment of %(name)s") % {"name": share.member.party}, bound(forms.PaidForm, request),
        _("Record the payment"), lambda data: actions.pay_share(share=share, by=request.user, **data),
        _("The payment is recorded."), redirect("portal:order", reference, order),
    )  # fmt: skip


def _network(request: HttpRequest, reference: str) -> Network:
    """The network of an aggregator I act for. Staff have their own pages: no role opens this one."""
    rows = Network.objects.filter(aggregator__party__in=parties_of(request.user))
    return get_object_or_404(rows.select_related("aggregator__party"), reference=reference)


def _order(request: HttpRequest, reference: str, order: str) -> Order:
    found = _network(request, reference)
    return get_object_or_404(order_rows(request.user).filter(network=found), reference=order)


def _page(rows: Any, request: HttpRequest) -> dict[str, Any]:
    """Thirty rows from a place in the address, and whether more follow; nothing is counted."""
    text = request.GET.get("from", "")
    start = min(int(text), 100_000) if text.isdigit() else 0
    found = list(rows[start : start + ROWS + 1])
    return {
        "rows": found[:ROWS],
        "next_url": _at(request, start + ROWS) if len(found) > ROWS else "",
        "previous_url": _at(request, max(start - ROWS, 0)) if start else "",
    }


def _at(request: HttpRequest, start: int) -> str:
    """The same filters, from another row."""
    parameters = request.GET.copy()
    parameters["from"] = start
    return f"?{parameters.urlencode()}"


def _typed(
    request: HttpRequest, title: str, form: Any, submit: str, act: Any, done: str, then: HttpResponse | None, *,
    lead: str = "", template: str = "portal/networks/step.html", **more: Any,
) -> HttpResponse:  # fmt: skip
    """Show a form or press it. Nothing typed is lost when a rule refuses."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except DomainError as refusal:
            for sentence in [refusal.message, *refusal.reasons]:
                form.add_error(None, sentence)
        else:
            messages.success(request, done)
            return then
    return render(request, template, {"title": title, "form": form, "submit": submit, "lead": lead, **more})
