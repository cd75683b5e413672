"""An aggregator's network as officers keep it: members over time, invitations, commitments, its state."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_tables2 import RequestConfig

from artisans.networks import actions, forms
from artisans.networks.choices import CommitmentStatus, InvitationStatus
from artisans.networks.filters import MemberFilterSet
from artisans.networks.models import Commitment, Network, NetworkInvitation, NetworkMember
from artisans.networks.permissions import can_keep
from artisans.networks.queries import (
    figures_of,
    follow_up_rows,
    hidden_members,
    members_of,
    network_rows,
    networks_near,
    order_rows,
)
from artisans.networks.tables import MEMBER_COLUMNS, MemberTable, member_values
from artisans.networks.views.lists import ROWS, spreadsheet
from artisans.networks.views.steps import bound, step_page
from artisans.networks.workflow import COMMITMENT, FOLLOW_UP, NETWORK
from artisans.parties.models import Party
from artisans.parties.permissions import can_edit, may
from artisans.parties.queries import exact_matches
from artisans.parties.views.desk import party_or_404, refuse_unless, say, to_party, with_chrome
from foundation.errors import DomainError
from foundation.time import today


@require_POST
def network_open(request: HttpRequest, reference: str) -> HttpResponse:
    party = party_or_404(request, reference)
    refuse_unless(can_edit(request.user, party) and hasattr(party, "aggregator"))
    try:
        network = actions.open_network(aggregator=party.aggregator, by=request.user)
    except DomainError as error:
        say(request, error)
        return to_party(party)
    messages.success(request, _("The network is open. Invite its members."))
    return redirect("admin:artisans_network", network.reference)


@require_GET
def network_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Who is in, who was asked, what was promised, what was ordered."""
    network = get_network(request, reference, network_rows(request.user))
    may_keep = can_keep(request.user, network)
    found = MemberFilterSet(request.GET, queryset=members_of(network, request.user))
    table = MemberTable(found.qs, network=network, may_keep=may_keep)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    table.empty_text = _("Invite artisans, or add those who already agreed on paper.")
    commitments = Commitment.objects.for_user(request.user).filter(network=network)
    context = {
        "title": str(network),
        "network": network,
        "figures": figures_of(network),
        "filter": found,
        "table": table,
        "hidden": hidden_members(network, request.user),
        "invitations": network.invitations.filter(status=InvitationStatus.SENT).select_related("party")[:50],
        "commitments": [
            {"row": row, "is_late": row.status == CommitmentStatus.OPEN and row.due_on < today(), "open": COMMITMENT.allows(row, "waive")}
            for row in commitments.select_related("member__party", "judged_by")[:100]
        ],
        "orders": order_rows(request.user).filter(network=network)[:10],
        "may_keep": may_keep,
        "allows": {step.name: NETWORK.allows(network, step.name) for step in NETWORK.steps},
        "exports": [
            (kind.upper(), f"{reverse('admin:artisans_network_export', args=[reference, kind])}?{request.GET.urlencode()}")
            for kind in ("csv", "xlsx")
        ],
    }  # fmt: skip
    return with_chrome(request, "artisans/networks/network.html", context)


@require_GET
def network_export(request: HttpRequest, reference: str, file_format: str) -> HttpResponse:
    network = get_network(request, reference)
    found = MemberFilterSet(request.GET, queryset=members_of(network, request.user))
    return spreadsheet(request, file_format, MEMBER_COLUMNS, found.qs, member_values, f"membres-{reference}")


@require_http_methods(["GET", "POST"])
def network_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Pause, resume, stop; invite, add, record a commitment."""
    network = _kept(request, reference)
    options = NETWORK_STEPS.get(step)
    if options is None:
        raise Http404
    return step_page(
        request, back=_address(network), crumbs=_crumbs(network), **options(request, network)
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def member_step(request: HttpRequest, reference: str, number: int, step: str) -> HttpResponse:
    """End a membership, or put the dates of one that ended right."""
    network = _kept(request, reference)
    members = NetworkMember.objects.for_user(request.user).filter(network=network).select_related("party", "network")
    member = get_object_or_404(members, pk=number)
    if step == "leave":
        options = {
            "title": _("End the membership of %(name)s") % {"name": member.party},
            "form": bound(forms.LeaveForm, request),
            "act": lambda data: actions.leave_network(member=member, by=request.user, **data),
            "done": _("%(name)s has left the network.") % {"name": member.party},
            "submit": _("End the membership"),
            "warning": _("A membership that has ended is only changed by a correction, with its reason."),
            "is_grave": True,
        }
    elif step == "correct":
        options = {
            "title": _("Correct the dates of %(name)s") % {"name": member.party},
            "form": bound(forms.CorrectionForm, request, initial={"from_on": member.from_on, "to_on": member.to_on}),
            "act": lambda data: actions.correct_membership(member=member, by=request.user, **data),
            "done": _("The dates are corrected."),
            "submit": _("Correct"),
        }
    else:
        raise Http404
    return step_page(request, back=_address(network), crumbs=_crumbs(network), **options)


@require_http_methods(["GET", "POST"])
def invitation_step(request: HttpRequest, reference: str, number: int, step: str) -> HttpResponse:
    """Enter the code the artisan read out, or take the invitation back."""
    network = _kept(request, reference)
    invitation = get_object_or_404(
        NetworkInvitation.objects.filter(network=network).select_related("network__aggregator__party", "party"),
        pk=number,
    )
    if step == "code":
        options = {
            "title": _("Enter the artisan's code"),
            "form": bound(forms.CodeForm, request),
            "act": lambda data: actions.accept_with_code(invitation=invitation, by=request.user, **data),
            "done": _("The artisan is in the network."),
            "submit": _("Confirm"),
        }
    elif step == "withdraw":
        if request.method != "POST":
            raise Http404
        return _press(request, lambda: actions.withdraw_invitation(invitation=invitation, by=request.user),
                      _("The invitation is taken back."), _address(network))  # fmt: skip
    else:
        raise Http404
    return step_page(request, back=_address(network), crumbs=_crumbs(network), **options)


@require_http_methods(["GET", "POST"])
def commitment_step(request: HttpRequest, reference: str, number: int, step: str) -> HttpResponse:
    network = _kept(request, reference)
    commitment = get_object_or_404(network.commitments, pk=number)
    titles = {"meet": _("Commitment met"), "miss": _("Commitment not met"), "waive": _("Commitment no longer asked")}
    if step not in titles or not COMMITMENT.allows(commitment, step):
        raise Http404
    return step_page(
        request, title=titles[step], form=bound(forms.JudgeForm, request), lead=commitment.text, submit=_("Keep"),
        act=lambda data: actions.judge_commitment(commitment=commitment, step=step, by=request.user, **data),
        done=_("The commitment is judged."), back=_address(network), crumbs=_crumbs(network),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, number: int) -> HttpResponse:
    """One artisan left alone: whom to call, which networks are near, what was said."""
    row = get_object_or_404(follow_up_rows(request.user), pk=number)
    may_write = may(request.user, "change_memberfollowup", row.party.area)
    step = request.POST.get("step", "contact")
    if request.method == "POST":
        refuse_unless(may_write)
        if step not in ("contact", "close"):
            raise Http404
    act = actions.contact_member if step == "contact" else actions.close_follow_up
    return step_page(
        request, title=str(row.party), form=bound(forms.NoteForm, request), submit=_("Keep"),
        act=lambda data: act(follow_up=row, by=request.user, **data), done=_("The follow-up is kept."),
        back=reverse("admin:artisans_networks_list", args=["alone"]),
        crumbs=[(_("Artisans without aggregator"), reverse("admin:artisans_networks_list", args=["alone"]))],
        template="artisans/networks/follow_up.html",
        extra={
            "row": row, "near": networks_near(row.party, request.user), "may_write": may_write,
            "allows": {name: FOLLOW_UP.allows(row, name) for name in ("contact", "close")},
        },
    )  # fmt: skip


# --- what the pages share


def get_network(request: HttpRequest, reference: str, rows=None) -> Network:
    """The network within the reader's reach, else 404."""
    if not request.user.has_perm("artisans.view_network"):
        raise PermissionDenied
    rows = Network.objects.for_user(request.user) if rows is None else rows
    return get_object_or_404(rows.select_related("aggregator__party__commune__province"), reference=reference)


def _kept(request: HttpRequest, reference: str) -> Network:
    network = get_network(request, reference)
    refuse_unless(can_keep(request.user, network))
    return network


def _address(network: Network) -> str:
    return reverse("admin:artisans_network", args=[network.reference])


def _crumbs(network: Network) -> list[tuple[str, str]]:
    return [
        (_("Networks"), reverse("admin:artisans_networks_list", args=["networks"])),
        (str(network), _address(network)),
    ]


def _press(request: HttpRequest, act, done: str, back: str) -> HttpResponse:
    try:
        act()
    except DomainError as error:
        say(request, error)
    else:
        messages.success(request, done)
    return redirect(back)


def _reasoned(action, title, done, submit, *, grave: bool = False, warning: str = ""):
    """A step of the network's own state, with a reason."""

    def options(request: HttpRequest, network: Network) -> dict[str, Any]:
        return {
            "title": title(), "form": bound(forms.ReasonForm, request), "submit": submit(), "done": done(),
            "act": lambda data: action(network=network, by=request.user, **data), "is_grave": grave,
            "warning": warning() if warning else "",
        }  # fmt: skip

    return options


def _resume(request: HttpRequest, network: Network) -> dict[str, Any]:
    return {
        "title": _("Resume"), "form": bound(Form, request), "submit": _("Resume"),
        "act": lambda data: actions.resume_network(network=network, by=request.user), "done": _("The network works again."),
    }  # fmt: skip


def _invite(request: HttpRequest, network: Network) -> dict[str, Any]:
    return {
        "title": _("Invite an artisan"), "form": bound(forms.InviteForm, request), "submit": _("Send the invitation"),
        "act": lambda data: actions.invite_member(network=network, typed=data["who"], by=request.user),
        "done": _("If this number is registered, its holder has received the invitation."),
        "lead": _("The artisan agrees on the portal, or reads you the code received by text message."),
    }  # fmt: skip


def _add(request: HttpRequest, network: Network) -> dict[str, Any]:
    """Only a beneficiary the officer may see can be added without their own answer."""

    def act(data: dict[str, Any]) -> None:
        found = exact_matches(data["member"])
        member = Party.objects.for_user(request.user).active().filter(found).first() if found else None
        if member is None:
            raise DomainError(_("Nobody you may see has this reference, card number or phone."))
        actions.add_member(network=network, party=member, by=request.user, from_on=data["from_on"])

    return {
        "title": _("Add a member"), "form": bound(forms.MemberForm, request), "submit": _("Add"), "act": act,
        "done": _("The member is in the network."),
        "lead": _("For those who agreed on paper. Everybody else is invited and agrees themselves."),
    }  # fmt: skip


def _commit(request: HttpRequest, network: Network) -> dict[str, Any]:
    def act(data: dict[str, Any]) -> None:
        number = data.pop("member")
        member = network.memberships.get(pk=number) if number else None
        actions.record_commitment(network=network, member=member, by=request.user, **data)

    return {
        "title": _("Record a commitment"), "form": bound(forms.CommitmentForm, request, network=network),
        "submit": _("Record"), "act": act, "done": _("The commitment is recorded."),
    }  # fmt: skip


NETWORK_STEPS = {
    "pause": _reasoned(
        actions.pause_network, lambda: _("Pause the network"), lambda: _("The network pauses. Officers are told who stays alone."),
        lambda: _("Pause the network"), warning=lambda: _("Members stay. Those without another aggregator are put on the list of artisans to follow up."),
    ),
    "close": _reasoned(
        actions.close_network, lambda: _("The aggregator stops"), lambda: _("The network is closed. Officers are told who stays alone."),
        lambda: _("Close the network"), grave=True,
        warning=lambda: _("Every membership ends today and cannot be taken up again in this network. Orders and payments stay on record."),
    ),
    "resume": _resume,
    "invite": _invite,
    "add": _add,
    "commit": _commit,
}  # fmt: skip
