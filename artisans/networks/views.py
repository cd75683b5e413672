"""An aggregator's network, as officers keep it: members, orders, shares."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from artisans.networks.actions import add_member, leave_network, open_network, record_order
from artisans.networks.forms import LeaveForm, MemberForm, OrderForm
from artisans.networks.models import Network
from artisans.parties.models import Party
from artisans.parties.permissions import can_edit
from artisans.parties.queries import exact_matches
from artisans.parties.views.desk import party_or_404, refuse_unless, say, to_party, with_chrome
from foundation.errors import DomainError


@require_POST
def network_open(request: HttpRequest, reference: str) -> HttpResponse:
    party = party_or_404(request, reference)
    refuse_unless(can_edit(request.user, party) and hasattr(party, "aggregator"))
    try:
        open_network(aggregator=party.aggregator, by=request.user)
    except DomainError as error:
        say(request, error)
    return to_party(party)


@require_http_methods(["GET", "POST"])
def network_member(request: HttpRequest, reference: str) -> HttpResponse:
    """A member is named by a number or reference; only a beneficiary the officer may see can be added."""
    party, network = _network(request, reference)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = exact_matches(form.cleaned_data["member"])
        member = Party.objects.for_user(request.user).active().filter(found).first() if found else None
        if member is None:
            form.add_error("member", _("Nobody you may see has this reference, card number or phone."))
        else:
            try:
                add_member(
                    network=network, party=member, by=request.user, from_on=form.cleaned_data["from_on"],
                    commitments=form.cleaned_data["commitments"],
                )  # fmt: skip
            except DomainError as error:
                form.add_error(None, error.message)
            else:
                messages.success(request, _("%(name)s is in the network.") % {"name": member})
                return to_party(party)
    return _form(request, party, _("Add a member"), form, _("Add"))


@require_http_methods(["GET", "POST"])
def network_leave(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    party, network = _network(request, reference)
    member = get_object_or_404(network.memberships.select_related("party"), pk=number)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            leave_network(
                member=member, by=request.user, on=form.cleaned_data["on"], reason=form.cleaned_data["reason"]
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("%(name)s has left the network.") % {"name": member.party})
            return to_party(party)
    return _form(request, party, _("End the membership of %(name)s") % {"name": member.party}, form, _("End"))


@require_http_methods(["GET", "POST"])
def network_order(request: HttpRequest, reference: str) -> HttpResponse:
    party, network = _network(request, reference)
    form = OrderForm(request.POST or None, network=network)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            order = record_order(
                network=network, buyer=data["buyer"], amount=data["amount"], ordered_on=data["ordered_on"],
                delivered_on=data["delivered_on"], shares=form.shares(), by=request.user,
            )  # fmt: skip
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The order %(reference)s is recorded.") % {"reference": order.reference})
            return to_party(party)
    return _form(request, party, _("Record an order"), form, _("Record"))


def _network(request: HttpRequest, reference: str) -> tuple[Party, Network]:
    party = party_or_404(request, reference)
    refuse_unless(can_edit(request.user, party))
    return party, get_object_or_404(Network.objects.select_related("aggregator__party"), aggregator__party=party)


def _form(request: HttpRequest, party: Party, title: str, form: object, submit: str) -> HttpResponse:
    context = {"title": title, "party": party, "form": form, "submit": submit}
    return with_chrome(request, "artisans/step_form.html", context)
