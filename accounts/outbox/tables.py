"""Messages as a staff list."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.outbox.models import Message


class MessageTable(tables.Table):
    created_at = tables.DateTimeColumn(verbose_name=_("Written"), format="d/m/Y H:i")
    what = tables.Column(verbose_name=_("Message"), accessor="subject", orderable=False)
    about_reference = tables.Column(verbose_name=_("About"))
    address_masked = tables.Column(verbose_name=_("To"), orderable=False)
    channel = tables.Column(verbose_name=_("Sent by"))
    status = tables.Column(verbose_name=_("Status"))

    class Meta:
        model = Message
        fields = ["created_at", "what", "about_reference", "address_masked", "channel", "status"]
        order_by = "-created_at"
        empty_text = _("No message corresponds to these filters.")

    def render_what(self, record: Message) -> str:
        words = record.subject or f"{record.body[:70]}…"
        return format_html('<a href="{}">{}</a>', reverse("admin:accounts_message_page", args=[record.pk]), words)

    def render_address_masked(self, value: str) -> str:
        return format_html("<bdi>{}</bdi>", value)

    def value_what(self, record: Message) -> str:
        return record.subject
