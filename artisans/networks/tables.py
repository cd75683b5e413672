"""Lists of networks, members, orders, artisans left alone and papers, on screen and as rows of a spreadsheet."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from artisans.networks.models import MemberFollowUp, Network, NetworkMember, Order, PartyPaper
from artisans.networks.papers import label_of
from artisans.networks.queries import paper_state
from foundation.formats import format_date, format_money, format_number
from foundation.spreadsheets import Column
from foundation.tables import ListTable
from foundation.templatetags.look import state_pill

PAPER_WORDS = {"valid": (_("Valid"), "good"), "soon": (_("Ends soon"), "wait"), "expired": (_("Expired"), "bad")}
NUMBER = {"th": {"class": "num"}, "td": {"class": "num nowrap"}}
DASH = mark_safe('<span class="soft">—</span>')


def place(party: Any) -> str:
    return _now("%(commune)s, %(province)s") % {"commune": party.commune, "province": party.commune.province}


def late_pill(count: int) -> Any:
    return state_pill(_now("%(count)s late") % {"count": format_number(count)}, "bad") if count else DASH


def link(name: str, words: Any, *arguments: Any) -> str:
    return format_html('<a class="strong" href="{}"><bdi>{}</bdi></a>', reverse(f"admin:{name}", args=arguments), words)


class NetworkTable(ListTable):
    name = tables.Column(verbose_name=_("Network"), empty_values=())
    place = tables.Column(verbose_name=_("Commune, province"), empty_values=(), orderable=False)
    status = tables.Column(verbose_name=_("Status"))
    members = tables.Column(verbose_name=_("Members"), accessor="with_members", attrs=NUMBER)
    orders = tables.Column(verbose_name=_("Orders"), accessor="with_orders", attrs=NUMBER)
    amount = tables.Column(verbose_name=_("Ordered (MAD)"), accessor="with_amount", attrs=NUMBER)
    late = tables.Column(verbose_name=_("Payments"), accessor="with_late")

    class Meta:
        attrs = {"aria-label": _("Networks")}

    empty_title = _("No network found")
    caption = _("Networks")

    def render_name(self, record: Network) -> str:
        party = record.aggregator.party
        return format_html(
            '{}<br><span class="soft small"><bdi dir="ltr">{}</bdi> · <bdi>{}</bdi></span>',
            link("artisans_network", record, record.reference), record.reference, party,
        )  # fmt: skip

    def render_place(self, record: Network) -> str:
        return place(record.aggregator.party)

    def render_status(self, record: Network) -> str:
        return state_pill(record.get_status_display(), record.status)

    def render_amount(self, value: Any) -> str:
        return format_money(value, 0)

    def render_late(self, value: int) -> str:
        return late_pill(value)


class MemberTable(tables.Table):
    """Members of one network; the page around it knows the network."""

    name = tables.Column(verbose_name=_("Member"), empty_values=(), order_by=("party__sort_fr", "id"))
    place = tables.Column(verbose_name=_("Commune, province"), empty_values=(), orderable=False)
    status = tables.Column(verbose_name=_("Status"))
    period = tables.Column(verbose_name=_("From – until"), empty_values=(), order_by=("from_on", "id"))
    earned = tables.Column(verbose_name=_("Paid (MAD)"), accessor="with_earned", order_by="with_earned", attrs=NUMBER)
    owed = tables.Column(verbose_name=_("To be paid (MAD)"), accessor="with_owed", order_by="with_owed", attrs=NUMBER)
    late = tables.Column(verbose_name=_("Payments"), accessor="with_late", order_by="with_late")
    act = tables.Column(verbose_name="", empty_values=(), orderable=False)

    class Meta:
        template_name = "tables/table.html"
        attrs = {"aria-label": _("Members")}

    empty_title = _("No member found")
    caption = _("Members")

    def __init__(self, *args: Any, network: Network, may_keep: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.network, self.may_keep = network, may_keep

    def render_name(self, record: NetworkMember) -> str:
        return link("artisans_party", record.party, record.party.reference)

    def render_place(self, record: NetworkMember) -> str:
        return place(record.party)

    def render_status(self, record: NetworkMember) -> str:
        words = state_pill(record.get_status_display(), record.status)
        if not record.leave_reason:
            return words
        return format_html('{}<br><span class="soft small">{}</span>', words, record.get_leave_reason_display())

    def render_period(self, record: NetworkMember) -> str:
        until = format_date(record.to_on, "short") if record.to_on else "…"
        mended = state_pill(_now("Corrected"), "info") if record.corrections else ""
        return format_html(
            '<span class="nowrap">{} – {}</span> {}', format_date(record.from_on, "short"), until, mended
        )

    def render_earned(self, value: Any) -> str:
        return format_money(value, 0)

    def render_owed(self, value: Any) -> str:
        return format_money(value, 0)

    def render_late(self, value: int) -> str:
        return late_pill(value)

    def render_act(self, record: NetworkMember) -> str:
        if not self.may_keep:
            return ""
        step, words = ("leave", _now("End")) if record.to_on is None else ("correct", _now("Correct"))
        url = reverse("admin:artisans_network_member_step", args=[self.network.reference, record.pk, step])
        return format_html('<a class="small" href="{}">{}</a>', url, words)


MEMBER_COLUMNS = [
    Column(_("Reference"), width=16), Column(_("Member"), width=30), Column(_("Commune"), width=22),
    Column(_("Province"), width=22), Column(_("Status"), width=10), Column(_("From"), width=12),
    Column(_("Until"), width=12), Column(_("Why it ended"), width=26), Column(_("Paid (MAD)"), "money", 14),
    Column(_("To be paid (MAD)"), "money", 14), Column(_("Payments late"), "integer", 12),
]  # fmt: skip


def member_values(row: NetworkMember) -> tuple[Any, ...]:
    party = row.party
    return (
        party.reference, str(party), str(party.commune), str(party.commune.province), str(row.get_status_display()),
        row.from_on, row.to_on, str(row.get_leave_reason_display()) if row.leave_reason else "", row.with_earned,
        row.with_owed, row.with_late,
    )  # fmt: skip


class OrderTable(ListTable):
    reference = tables.Column(verbose_name=_("Order"))
    network = tables.Column(verbose_name=_("Network"))
    buyer = tables.Column(verbose_name=_("Buyer"))
    ordered_on = tables.Column(verbose_name=_("Ordered on"))
    status = tables.Column(verbose_name=_("Status"))
    amount = tables.Column(verbose_name=_("Amount (MAD)"), attrs=NUMBER)
    members = tables.Column(verbose_name=_("Members"), accessor="with_members", attrs=NUMBER)
    late = tables.Column(verbose_name=_("Payments"), accessor="with_late")

    class Meta:
        attrs = {"aria-label": _("Orders")}

    empty_title = _("No order found")
    caption = _("Orders")

    def render_reference(self, value: str) -> str:
        url = reverse("admin:artisans_order", args=[value])
        return format_html('<a class="strong nowrap" href="{}"><bdi dir="ltr">{}</bdi></a>', url, value)

    def render_network(self, record: Order) -> str:
        return format_html("<bdi>{}</bdi>", record.network)

    def render_buyer(self, record: Order) -> str:
        if not record.product:
            return format_html("<bdi>{}</bdi>", record.buyer)
        return format_html(
            '<bdi>{}</bdi><br><span class="soft small"><bdi>{}</bdi></span>', record.buyer, record.product
        )

    def render_ordered_on(self, value: Any) -> str:
        return format_html('<span class="nowrap">{}</span>', format_date(value, "short"))

    def render_status(self, record: Order) -> str:
        return state_pill(record.get_status_display(), order_tone(record))

    def render_amount(self, value: Any) -> str:
        return format_money(value, 0)

    def render_late(self, value: int) -> str:
        return late_pill(value)


def order_tone(order: Order) -> str:
    return {"draft": "wait", "divided": "info", "delivered": "info", "settled": "good"}.get(order.status, "plain")


class FollowUpTable(ListTable):
    name = tables.Column(verbose_name=_("Artisan"), empty_values=())
    place = tables.Column(verbose_name=_("Commune, province"), empty_values=(), orderable=False)
    network = tables.Column(verbose_name=_("Former network"), orderable=False)
    cause = tables.Column(verbose_name=_("Cause"))
    since_on = tables.Column(verbose_name=_("Alone since"))
    status = tables.Column(verbose_name=_("Status"))
    act = tables.Column(verbose_name="", empty_values=(), orderable=False)

    class Meta:
        attrs = {"aria-label": _("Artisans without aggregator")}

    empty_title = _("No artisan is left alone")
    caption = _("Artisans without aggregator")

    def render_name(self, record: MemberFollowUp) -> str:
        return link("artisans_party", record.party, record.party.reference)

    def render_place(self, record: MemberFollowUp) -> str:
        return place(record.party)

    def render_network(self, record: MemberFollowUp) -> str:
        return format_html("<bdi>{}</bdi>", record.network)

    def render_since_on(self, value: Any) -> str:
        return format_html('<span class="nowrap">{}</span>', format_date(value, "short"))

    def render_status(self, record: MemberFollowUp) -> str:
        tone = {"open": "wait", "contacted": "info", "placed": "good"}.get(record.status, "plain")
        return state_pill(record.get_status_display(), tone)

    def render_act(self, record: MemberFollowUp) -> str:
        url = reverse("admin:artisans_follow_up", args=[record.pk])
        return format_html('<a class="small" href="{}">{}</a>', url, _now("Follow up"))


class PaperTable(ListTable):
    name = tables.Column(verbose_name=_("Beneficiary"), empty_values=())
    kind = tables.Column(verbose_name=_("Kind of paper"))
    issued_on = tables.Column(verbose_name=_("Issued on"))
    expires_on = tables.Column(verbose_name=_("Valid until"))
    state = tables.Column(verbose_name=_("State"), empty_values=(), orderable=False)
    verified = tables.Column(verbose_name=_("Verified"), empty_values=(), orderable=False)

    class Meta:
        attrs = {"aria-label": _("Papers with an end")}

    empty_title = _("No paper found")
    caption = _("Papers with an end")

    def render_name(self, record: PartyPaper) -> str:
        return link("artisans_party", record.party, record.party.reference)

    def render_kind(self, value: str) -> str:
        return label_of(value)

    def render_issued_on(self, value: Any) -> str:
        return format_html('<span class="nowrap">{}</span>', format_date(value, "short"))

    def render_expires_on(self, value: Any) -> str:
        return format_html('<span class="nowrap">{}</span>', format_date(value, "short"))

    def render_state(self, record: PartyPaper) -> str:
        return state_pill(*PAPER_WORDS[paper_state(record)])

    def render_verified(self, record: PartyPaper) -> str:
        return state_pill(_now("Verified"), "good") if record.verified_at else DASH
