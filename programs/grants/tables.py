"""Batches, grants and tranches as staff lists."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from foundation.formats import format_date, format_datetime, format_money, format_number
from foundation.tables import ListTable
from foundation.templatetags.look import state_pill
from programs.grants.models import Grant, PaymentBatch, Tranche
from programs.grants.queries import next_level

NUMBER = {"th": {"class": "num"}, "td": {"class": "num nowrap"}}


def _link(route: str, reference: str, words: Any = "") -> str:
    url = reverse(f"admin:{route}", args=[reference])
    return format_html('<a class="strong nowrap" href="{}"><bdi dir="ltr">{}</bdi></a>', url, words or reference)


def _day(value: Any) -> str:
    return format_html('<span class="nowrap">{}</span>', format_date(value, "short"))


class BatchTable(ListTable):
    reference = tables.Column(verbose_name=_("Batch"))
    label = tables.Column(verbose_name=_("Name of the batch"))
    line = tables.Column(verbose_name=_("Budget line"), accessor="budget_line")
    payments = tables.Column(verbose_name=_("Payments"), attrs=NUMBER)
    amount = tables.Column(verbose_name=_("Amount"), attrs=NUMBER)
    status = tables.Column(verbose_name=_("Status"))
    next = tables.Column(verbose_name=_("Who signs next"), empty_values=())
    prepared = tables.Column(verbose_name=_("Prepared"), accessor="prepared_at")

    class Meta:
        attrs = {"aria-label": _("Payment batches")}

    caption = _("Payment batches")
    empty_title = _("No payment batch here")
    empty_text = _("A batch gathers approved tranches of one budget line.")

    def render_reference(self, value: str) -> str:
        return _link("programs_batch", value)

    def render_label(self, value: str) -> str:
        return format_html("<bdi>{}</bdi>", value)

    def render_payments(self, value: int) -> str:
        return format_number(value)

    def render_amount(self, value: Any) -> str:
        return format_money(value)

    def render_status(self, record: PaymentBatch) -> str:
        return state_pill(record.get_status_display(), record.status)

    def render_next(self, record: PaymentBatch) -> str:
        level = next_level(record)
        return str(level.label) if level else "—"

    def render_prepared(self, value: Any) -> str:
        return format_html('<span class="nowrap">{}</span>', format_datetime(value, "short"))


class GrantTable(ListTable):
    reference = tables.Column(verbose_name=_("Grant"))
    party = tables.Column(verbose_name=_("Beneficiary"))
    program = tables.Column(verbose_name=_("Programme"))
    amount = tables.Column(verbose_name=_("Amount"), attrs=NUMBER)
    paid = tables.Column(verbose_name=_("Paid"), accessor="with_paid", attrs=NUMBER)
    status = tables.Column(verbose_name=_("Status"))
    awarded_on = tables.Column(verbose_name=_("Awarded on"))

    class Meta:
        attrs = {"aria-label": _("Grants")}

    caption = _("Grants")
    empty_title = _("No grant here")
    empty_text = _("A grant is made when a file is enrolled.")

    def render_reference(self, value: str) -> str:
        return _link("programs_grant", value)

    def render_party(self, value: Any) -> str:
        return format_html("<bdi>{}</bdi>", value)

    def render_amount(self, value: Any) -> str:
        return format_money(value)

    def render_paid(self, value: Any) -> str:
        return format_money(value)

    def render_status(self, record: Grant) -> str:
        return state_pill(record.get_status_display(), record.status)

    def render_awarded_on(self, value: Any) -> str:
        return _day(value)


class TrancheTable(ListTable):
    grant = tables.Column(verbose_name=_("Tranche"), empty_values=())
    party = tables.Column(verbose_name=_("Beneficiary"), empty_values=())
    amount = tables.Column(verbose_name=_("Amount"), attrs=NUMBER)
    status = tables.Column(verbose_name=_("Status"))
    due_on = tables.Column(verbose_name=_("Expected"))
    paid_on = tables.Column(verbose_name=_("Paid on"))
    blocked = tables.Column(verbose_name=_("Blocked by"), accessor="blocked_authority")

    class Meta:
        attrs = {"aria-label": _("Tranches")}

    caption = _("Tranches")
    empty_title = _("No tranche here")
    empty_text = _("The tranches of a grant are planned when it is awarded.")

    def render_grant(self, record: Tranche) -> str:
        return _link("programs_grant", record.grant.reference, f"{record.grant.reference} / {record.number}")

    def render_party(self, record: Tranche) -> str:
        return format_html("<bdi>{}</bdi>", record.grant.party)

    def render_amount(self, value: Any) -> str:
        return format_money(value)

    def render_status(self, record: Tranche) -> str:
        return state_pill(record.get_status_display(), record.status)

    def render_due_on(self, value: Any) -> str:
        return _day(value)

    def render_paid_on(self, value: Any) -> str:
        return _day(value)

    def render_blocked(self, record: Tranche) -> str:
        return format_html(
            '<bdi>{}</bdi><br><span class="small soft"><bdi>{}</bdi></span>',
            record.blocked_authority, record.blocked_cause,
        )  # fmt: skip
