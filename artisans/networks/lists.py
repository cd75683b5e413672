"""Networks, their orders, artisans left alone and papers with an end among the staff lists."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.lists.registry import LISTS, ListColumn, SheetColumn, StaffList, column, orders
from accounts.lists.values import named, words_of
from artisans.networks.choices import FollowUpCause, FollowUpStatus, NetworkStatus, OrderStatus
from artisans.networks.filters import FollowUpFilterSet, NetworkFilterSet, OrderFilterSet, PaperFilterSet
from artisans.networks.papers import label_of
from artisans.networks.queries import follow_up_rows, network_rows, order_rows, paper_rows, paper_state
from artisans.networks.tables import PAPER_WORDS, FollowUpTable, NetworkTable, OrderTable, PaperTable

PAGE = "admin:artisans_networks_list"
OWN = {"networks": "networks", "orders": "network-orders", "alone": "left-alone", "papers": "papers"}


def _place(party: str) -> ListColumn:
    return ListColumn((
        SheetColumn(_("Commune"), lambda code: named(f"{party}__commune", code), width=22),
        SheetColumn(_("Province"), lambda code: named(f"{party}__commune__province", code), width=22),
    ))  # fmt: skip


def _person(title: Any) -> ListColumn:
    return ListColumn((
        SheetColumn(_("Reference"), "party__reference", width=16), SheetColumn(title, "party__name_fr", width=30),
        SheetColumn(_("Name (Arabic script)"), "party__name_ar", width=30),
    ), is_fixed=True)  # fmt: skip


LISTS.register("networks")(
    StaffList(
        page=PAGE, page_args=("networks",), title=_("Networks"), table=NetworkTable, filterset=NetworkFilterSet,
        rows=network_rows, permission="artisans.view_network", default_order="name",
        orders=orders(
            name="aggregator__party__sort_fr", status="status", members="with_members", orders="with_orders",
            amount="with_amount", late="with_late",
        ),
        columns={
            "name": ListColumn((
                SheetColumn(_("Reference"), "reference", width=16), SheetColumn(_("Network"), of=str, width=34),
                SheetColumn(_("Aggregator"), of=lambda row: str(row.aggregator.party), width=30),
            ), is_fixed=True),
            "place": _place("aggregator__party"),
            "status": column(_("Status"), lambda _code: words_of("status", NetworkStatus.choices), width=12),
            "members": column(_("Members"), "with_members", look="integer", width=10),
            "orders": column(_("Orders"), "with_orders", look="integer", width=10),
            "amount": column(_("Ordered (MAD)"), "with_amount", look="money", width=16),
            "late": column(_("Payments late"), "with_late", look="integer", width=12),
        },
        file_name="reseaux", export_action="party.exported", ready=[("late=yes", _("Owes money past the agreed day"))],
    )
)  # fmt: skip

LISTS.register("network-orders")(
    StaffList(
        page=PAGE, page_args=("orders",), title=_("Orders of networks"), table=OrderTable, filterset=OrderFilterSet,
        rows=order_rows, permission="artisans.view_order", default_order="-ordered_on",
        orders=orders(
            reference="reference", buyer="buyer", ordered_on="ordered_on", status="status", amount="amount",
            members="with_members", late="with_late",
        ),
        columns={
            "reference": column(_("Order"), "reference", width=16, is_fixed=True),
            "network": column(_("Network"), of=lambda row: str(row.network), width=32),
            "buyer": ListColumn((
                SheetColumn(_("Buyer"), "buyer", width=28), SheetColumn(_("Product"), "product", width=26),
            )),
            "ordered_on": ListColumn((
                SheetColumn(_("Ordered on"), "ordered_on", width=12), SheetColumn(_("To be delivered by"), "due_on", width=12),
                SheetColumn(_("Delivered on"), "delivered_on", width=12),
            )),
            "status": column(_("Status"), lambda _code: words_of("status", OrderStatus.choices), width=16),
            "amount": ListColumn((
                SheetColumn(_("Amount (MAD)"), "amount", "money", 16),
                SheetColumn(_("The aggregator's own part (MAD)"), "own_amount", "money", 16),
                SheetColumn(_("Members' parts (MAD)"), "with_shared", "money", 16),
            )),
            "members": column(_("Members"), "with_members", look="integer", width=10),
            "late": ListColumn((
                SheetColumn(_("Not yet paid"), "with_unpaid", "integer", 10),
                SheetColumn(_("Payments late"), "with_late", "integer", 10),
            )),
        },
        file_name="commandes", export_action="party.exported", searches=frozenset({"q"}),
        ready=[("late=yes", _("A member waits past the agreed day"))],
    )
)  # fmt: skip

LISTS.register("left-alone")(
    StaffList(
        page=PAGE, page_args=("alone",), title=_("Artisans without aggregator"), table=FollowUpTable,
        filterset=FollowUpFilterSet, rows=follow_up_rows, permission="artisans.view_memberfollowup",
        orders=orders(name="party__sort_fr", cause="cause", since_on="since_on", status="status"), default_order="since_on",
        columns={
            "name": _person(_("Artisan")),
            "place": _place("party"),
            "network": column(_("Former network"), of=lambda row: str(row.network), width=32),
            "cause": column(_("Cause"), lambda _code: words_of("cause", FollowUpCause.choices), width=26),
            "since_on": column(_("Alone since"), "since_on", width=12),
            "status": ListColumn((
                SheetColumn(_("Status"), lambda _code: words_of("status", FollowUpStatus.choices), width=20),
                SheetColumn(_("Note"), "note", width=40),
            )),
            "act": ListColumn(is_fixed=True),
        },
        file_name="artisans-sans-agregateur", export_action="party.exported",
        lead=_("Their aggregator stopped, pauses or left the programme, and they are in no other network."),
    )
)  # fmt: skip

LISTS.register("papers")(
    StaffList(
        page=PAGE, page_args=("papers",), title=_("Papers with an end"), table=PaperTable, filterset=PaperFilterSet,
        rows=lambda user: paper_rows(user).filter(is_current=True), permission="artisans.view_partypaper",
        orders=orders(["expires_on", "issued_on"], name="party__sort_fr", kind="kind", issued_on="issued_on", expires_on="expires_on"),
        default_order="expires_on",
        columns={
            "name": _person(_("Beneficiary")),
            "kind": column(_("Kind of paper"), of=lambda row: label_of(row.kind), width=34),
            "issued_on": column(_("Issued on"), "issued_on", width=12),
            "expires_on": column(_("Valid until"), "expires_on", width=12),
            "state": column(_("State"), of=lambda row: PAPER_WORDS[paper_state(row)][0], width=12),
            "verified": column(_("Verified"), of=lambda row: row.verified_at is not None, width=10),
        },
        file_name="pieces-a-renouveler", export_action="party.exported",
        ready=[("state=expired", _("Expired")), ("state=soon", _("Ends within 30 days"))],
        lead=_("The beneficiary is reminded once, thirty days before the end."),
    )
)  # fmt: skip
