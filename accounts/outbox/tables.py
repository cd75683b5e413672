"""Messages as a staff list."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.outbox.choices import MessageStatus
from accounts.outbox.models import Message
from foundation.formats import format_datetime
from foundation.tables import ListTable
from foundation.templatetags.look import state_pill

TONES = {
    MessageStatus.DRAFT: "wait", MessageStatus.QUEUED: "info", MessageStatus.SENT: "good",
    MessageStatus.FAILED: "bad", MessageStatus.SUPERSEDED: "plain",
}  # fmt: skip


class MessageTable(ListTable):
    pick = tables.Column(verbose_name="", empty_values=(), orderable=False)
    created = tables.Column(verbose_name=_("Written"), accessor="created_at")
    what = tables.Column(verbose_name=_("Message"), empty_values=())
    about = tables.Column(verbose_name=_("About"), accessor="about_reference")
    address = tables.Column(verbose_name=_("To"), accessor="address_masked")
    channel = tables.Column(verbose_name=_("Sent by"))
    language = tables.Column(verbose_name=_("Language"))
    status = tables.Column(verbose_name=_("Status"))
    sent = tables.Column(verbose_name=_("Sent"), accessor="sent_at")

    class Meta:
        attrs = {"aria-label": _("Messages")}

    caption = _("Messages")
    empty_title = _("No message")
    empty_text = _("No message corresponds to these filters.")

    def render_pick(self, record: Message) -> str:
        label = _now("Choose %(reference)s") % {"reference": record.about_reference or record.pk}
        return format_html(
            '<input type="checkbox" name="pick" value="{}" form="bulk" aria-label="{}">', record.pk, label
        )

    def render_created(self, value: Any) -> str:
        return format_html('<span class="nowrap">{}</span>', format_datetime(value, "short"))

    def render_sent(self, value: Any) -> str:
        return format_html('<span class="nowrap">{}</span>', format_datetime(value, "short"))

    def render_what(self, record: Message) -> str:
        words = record.subject or f"{record.body[:70]}…"
        return format_html('<a href="{}">{}</a>', reverse("admin:accounts_message_page", args=[record.pk]), words)

    def render_about(self, value: str) -> str:
        return format_html('<bdi class="nowrap" dir="ltr">{}</bdi>', value)

    def render_address(self, value: str) -> str:
        return format_html("<bdi>{}</bdi>", value)

    def render_status(self, record: Message) -> str:
        return state_pill(record.get_status_display(), TONES[MessageStatus(record.status)])
