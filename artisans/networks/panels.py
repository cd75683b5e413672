"""Where networks, centres and exporters hang their pages, menu and their parts of the beneficiary's page."""

from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.lists.registry import LISTS
from accounts.people.desk import DESK_MENU, DESK_PAGES, DESK_PANELS, PARTY_PANELS, MenuItem, Panel
from accounts.people.models import User
from artisans.networks.lists import OWN
from artisans.networks.papers import label_of
from artisans.networks.queries import (
    alone_now,
    figures_of,
    memberships_of,
    order_rows,
    own_network,
    paper_rows,
    paper_state,
    pending_of,
)
from artisans.networks.tables import PAPER_WORDS
from artisans.networks.views import lists, networks, orders, records
from artisans.parties.models import Party
from artisans.parties.permissions import can_edit


@DESK_PAGES.register("artisans.networks", order=12)
def pages(site) -> list:
    party = "parties/<str:reference>/"
    network = "networks/one/<str:reference>/"
    order = "networks/orders/<str:reference>/"
    views = [
        (f"{party}network/open/", networks.network_open, "network_open"),
        (f"{party}records/<slug:step>/", records.record_step, "record_step"),
        (f"{party}records/<slug:step>/<int:number>/", records.record_step, "record_step_on"),
        (f"{party}records/<slug:what>/<int:number>/document/", records.record_document, "record_document"),
        ("networks/lists/<slug:name>/", lists.show_list, "networks_list"),
        ("networks/alone/<int:number>/", networks.follow_up, "follow_up"),
        (network, networks.network_page, "network"),
        (f"{network}export.<str:file_format>", networks.network_export, "network_export"),
        (f"{network}do/<slug:step>/", networks.network_step, "network_step"),
        (f"{network}members/<int:number>/<slug:step>/", networks.member_step, "network_member_step"),
        (f"{network}invitations/<int:number>/<slug:step>/", networks.invitation_step, "network_invitation_step"),
        (f"{network}commitments/<int:number>/<slug:step>/", networks.commitment_step, "network_commitment_step"),
        (f"{network}orders/new/", orders.new_order, "network_order"),
        (order, orders.order_page, "order"),
        (f"{order}do/<slug:step>/", orders.order_step, "order_step"),
        (f"{order}shares/<int:number>/pay/", orders.pay, "order_pay"),
    ]
    return [path(route, site.admin_view(view), name=f"artisans_{name}") for route, view, name in views]


@DESK_MENU.register("artisans.networks", order=22)
def menu(user: User) -> list[MenuItem]:
    group, items = _("Register of beneficiaries"), []
    for name in ("networks", "orders", "alone", "papers"):
        page = LISTS[OWN[name]]
        if page.may_open(user):
            count = alone_now(user) or None if name == "alone" else None
            items.append(MenuItem(page.title, page.address, group, count))
    return items


@DESK_PANELS.register("artisans.alone", order=60)
def alone_panel(user: User) -> Panel | None:
    """The alert on the officer's desk: artisans whose aggregator stopped, until somebody has called them."""
    if not user.has_perm("artisans.change_memberfollowup"):
        return None
    count = alone_now(user)
    url = reverse("admin:artisans_networks_list", args=["alone"])
    return (
        Panel(_("Artisans without aggregator"), "artisans/panels/alone.html", {"count": count}, url) if count else None
    )


@PARTY_PANELS.register("artisans.networks", order=60)
def networks_panel(party: Party, user: User) -> Panel | None:
    """For an aggregator its network at a glance; for others the networks they work with, and whether they stay alone."""
    if not user.has_perm("artisans.view_network"):
        return None
    is_aggregator = hasattr(party, "aggregator")
    network = own_network(party) if is_aggregator else None
    memberships, alone = memberships_of(party), pending_of(party)
    if not (is_aggregator or memberships or alone):
        return None
    context = {
        "party": party,
        "is_aggregator": is_aggregator,
        "network": network,
        "figures": figures_of(network) if network else None,
        "orders": order_rows(user).filter(network=network)[:5] if network else [],
        "memberships": memberships,
        "alone": alone,
        "can_edit": can_edit(user, party),
    }
    return Panel(_("Networks"), "artisans/panels/networks.html", context)


@PARTY_PANELS.register("artisans.exporter", order=62)
def exporter_panel(party: Party, user: User) -> Panel | None:
    """Markets and turnover, each turnover with its proof and who confirmed it."""
    if not hasattr(party, "exporter") or not user.has_perm("artisans.view_exporterprofile"):
        return None
    may = can_edit(user, party)
    context = {
        "party": party,
        "markets": party.exporter.destinations.select_related("country"),
        "turnovers": [
            {"row": row, "can_confirm": may and not row.confirmed_at and row.proof_id and row.declared_by_id != user.pk}
            for row in party.exporter.turnovers.select_related("confirmed_by", "declared_by", "proof")
        ],
        "can_edit": may,
    }
    return Panel(_("Export: markets and turnover"), "artisans/panels/exporter.html", context)


@PARTY_PANELS.register("artisans.papers", order=64)
def papers_panel(party: Party, user: User) -> Panel | None:
    """Papers with an end, what has expired on top."""
    if not user.has_perm("artisans.view_partypaper"):
        return None
    rows = list(paper_rows(user).filter(party=party, is_current=True).order_by("expires_on", "id"))
    may = can_edit(user, party)
    if not rows and not may:
        return None
    papers = [
        {
            "row": row,
            "label": label_of(row.kind),
            "words": PAPER_WORDS[paper_state(row)],
            "can_verify": may and not row.verified_at and row.recorded_by_id != user.pk,
        }
        for row in rows
    ]
    expired = [paper["label"] for paper in papers if paper["words"][1] == "bad"]
    context = {"party": party, "papers": papers, "expired": expired, "can_edit": may}
    return Panel(_("Papers with an end"), "artisans/panels/papers.html", context)


@PARTY_PANELS.register("artisans.centre", order=58)
def centre_panel(party: Party, user: User) -> Panel | None:
    """The inventory of a centre with its condition, and the days it is closed or visited."""
    if not hasattr(party, "centre") or not user.has_perm("artisans.view_centreequipment"):
        return None
    inventory = list(party.centre.inventory.select_related("checked_by", "photo"))
    context = {
        "party": party,
        "inventory": inventory,
        "out": sum(row.condition in ("broken", "gone") for row in inventory),
        "days": party.centre.days.order_by("-from_on")[:12],
        "can_edit": can_edit(user, party),
    }
    return Panel(_("Equipment and closed days"), "artisans/panels/centre.html", context)
