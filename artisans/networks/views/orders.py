"""Orders of a network: recorded, divided exactly, delivered, each member paid."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from artisans.networks import actions, forms
from artisans.networks.models import Order, OrderShare
from artisans.networks.permissions import can_run
from artisans.networks.queries import able_members, order_rows, share_rows, shared_out
from artisans.networks.tables import order_tone
from artisans.networks.views.networks import get_network
from artisans.networks.views.steps import bound, step_page
from artisans.networks.workflow import ORDER
from artisans.parties.views.desk import refuse_unless, with_chrome


@require_http_methods(["GET", "POST"])
def new_order(request: HttpRequest, reference: str) -> HttpResponse:
    """The order first, then its division."""
    network = get_network(request, reference)
    refuse_unless(can_run(request.user, network))
    made: list[Order] = []
    response = step_page(
        request, title=_("Record an order"), form=bound(forms.OrderForm, request), submit=_("Record"),
        act=lambda data: made.append(actions.record_order(network=network, by=request.user, **data)),
        done=_("The order is recorded. Now say who makes what."),
        back=reverse("admin:artisans_network", args=[reference]), crumbs=[_list_crumb(), (str(network), reverse("admin:artisans_network", args=[reference]))],
    )  # fmt: skip
    return redirect("admin:artisans_order_step", made[0].reference, "divide") if made else response


@require_GET
def order_page(request: HttpRequest, reference: str) -> HttpResponse:
    order = _order(request, reference)
    may_run = can_run(request.user, order.network)
    shares = share_rows(OrderShare.objects.for_user(request.user).filter(order=order))
    context = {
        "title": order.reference,
        "order": order,
        "tone": order_tone(order),
        "shares": shares.order_by("member__party__sort_fr", "id"),
        "left": order.amount - shared_out(order),
        "may_run": may_run,
        "allows": {step.name: ORDER.allows(order, step.name) for step in ORDER.steps},
        "may_pay": may_run and order.status in ("divided", "delivered"),
    }
    return with_chrome(request, "artisans/networks/order.html", context)


@require_http_methods(["GET", "POST"])
def order_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    order = _order(request, reference)
    refuse_unless(can_run(request.user, order.network))
    if step == "divide":
        return _divide(request, order)
    options = _STEPS.get(step)
    if options is None:
        raise Http404
    return step_page(request, back=_address(order), crumbs=_crumbs(order), **options(request, order))


@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    order = _order(request, reference)
    refuse_unless(can_run(request.user, order.network))
    share = get_object_or_404(order.shares.select_related("member__party", "order"), pk=number)
    return step_page(
        request, title=_("Payment of %(name)s") % {"name": share.member.party}, form=bound(forms.PaidForm, request),
        act=lambda data: actions.pay_share(share=share, by=request.user, **data), done=_("The payment is recorded."),
        submit=_("Record the payment"), back=_address(order), crumbs=_crumbs(order),
    )  # fmt: skip


def division(request: HttpRequest, order: Order) -> tuple[forms.DivisionForm, Any]:
    """The form of the division and what pressing it does; the portal's page uses the same."""
    form = bound(forms.DivisionForm, request, order=order, members=able_members(order))
    confirm = request.POST.get("then", "confirm") == "confirm"

    def act(_data: dict[str, Any]) -> None:
        parts = [actions.Part(**row) for row in form.parts()]
        actions.divide_order(order=order, parts=parts, own_amount=form.own(), confirm=confirm, by=request.user)

    return form, act


def _divide(request: HttpRequest, order: Order) -> HttpResponse:
    form, act = division(request, order)
    return step_page(
        request, title=_("Divide the order"), form=form, act=act, done=_("The division is kept."), submit="",
        back=_address(order), crumbs=_crumbs(order), template="artisans/networks/divide.html", extra={"order": order},
    )  # fmt: skip


def _deliver(request: HttpRequest, order: Order) -> dict[str, Any]:
    return {
        "title": _("Record the delivery"), "form": bound(forms.DeliveredForm, request), "submit": _("Record"),
        "act": lambda data: actions.deliver_order(order=order, by=request.user, **data), "done": _("The delivery is recorded."),
    }  # fmt: skip


def _reopen(request: HttpRequest, order: Order) -> dict[str, Any]:
    return {
        "title": _("Divide again"), "form": bound(forms.ReasonForm, request), "submit": _("Divide again"),
        "act": lambda data: actions.reopen_order(order=order, by=request.user, **data), "done": _("The order can be divided again."),
    }  # fmt: skip


def _cancel(request: HttpRequest, order: Order) -> dict[str, Any]:
    return {
        "title": _("Cancel the order"), "form": bound(forms.ReasonForm, request), "submit": _("Cancel the order"),
        "act": lambda data: actions.cancel_order(order=order, by=request.user, **data), "done": _("The order is cancelled."),
        "is_grave": True, "warning": _("A cancelled order cannot be taken up again; record a new one."),
    }  # fmt: skip


_STEPS = {"deliver": _deliver, "reopen": _reopen, "cancel": _cancel}


def _order(request: HttpRequest, reference: str) -> Order:
    if not request.user.has_perm("artisans.view_order"):
        raise PermissionDenied
    return get_object_or_404(order_rows(request.user), reference=reference)


def _address(order: Order) -> str:
    return reverse("admin:artisans_order", args=[order.reference])


def _list_crumb() -> tuple[str, str]:
    return (_("Networks"), reverse("admin:artisans_networks_list", args=["networks"]))


def _crumbs(order: Order) -> list[tuple[str, str]]:
    network = order.network
    return [
        _list_crumb(),
        (str(network), reverse("admin:artisans_network", args=[network.reference])),
        (order.reference, _address(order)),
    ]


__all__ = ["division", "new_order", "order_page", "order_step", "pay"]
