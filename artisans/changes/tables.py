"""The list of change requests."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from artisans.changes.models import ChangeRequest
from foundation.formats import format_datetime
from foundation.tables import ListTable
from foundation.templatetags.look import state_pill


class ChangeTable(ListTable):
    reference = tables.Column(verbose_name=_("Request"))
    party = tables.Column(verbose_name=_("Beneficiary"), order_by="party__sort_fr")
    kind = tables.Column(verbose_name=_("What changes"))
    values = tables.Column(verbose_name=_("Before → after"), empty_values=(), orderable=False)
    requested_at = tables.Column(verbose_name=_("Asked on"))
    requested_by = tables.Column(verbose_name=_("Asked by"), orderable=False)
    status = tables.Column(verbose_name=_("Status"))

    class Meta:
        attrs = {"aria-label": _("Change requests")}

    caption = _("Change requests")
    empty_title = _("No request")
    empty_text = _("Changes of numbers, accounts, names and phones that wait for approval stand here.")

    def render_reference(self, value: str) -> str:
        return format_html(
            '<a href="{}"><bdi class="nowrap" dir="ltr">{}</bdi></a>',
            reverse("admin:artisans_change", args=[value]),
            value,
        )

    def render_party(self, value: object) -> str:
        return format_html("<bdi>{}</bdi>", value)

    def render_values(self, record: ChangeRequest) -> str:
        if not record.after_masked:
            return "—"
        return format_html('<bdi dir="ltr">{} → {}</bdi>', record.before_masked or "—", record.after_masked)

    def render_requested_at(self, value: object) -> str:
        return format_datetime(value, "short")

    def render_requested_by(self, value: object) -> str:
        return format_html("<bdi>{}</bdi>", value)

    def render_status(self, record: ChangeRequest) -> str:
        return state_pill(record.get_status_display(), record.status)
