"""The list of complaints."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from foundation.formats import format_date
from foundation.tables import ListTable
from foundation.templatetags.look import state_pill
from programs.complaints.choices import ComplaintStatus
from programs.complaints.models import Complaint


class ComplaintTable(ListTable):
    pick = tables.Column(verbose_name="", empty_values=(), orderable=False)
    reference = tables.Column(verbose_name=_("Complaint"), orderable=False)
    kind = tables.Column(verbose_name=_("About what"), orderable=False)
    person = tables.Column(verbose_name=_("Person"), accessor="party", empty_values=(), orderable=False)
    file = tables.Column(verbose_name=_("File"), accessor="application", orderable=False)
    received = tables.Column(verbose_name=_("Received on"), accessor="received_at")
    due = tables.Column(verbose_name=_("Answer due"), accessor="due_on")
    handler = tables.Column(verbose_name=_("Handled by"), empty_values=(), orderable=False)
    status = tables.Column(verbose_name=_("Status"), orderable=False)
    outcome = tables.Column(verbose_name=_("Outcome"), orderable=False)

    class Meta:
        template_name = "tables/table.html"
        attrs = {"aria-label": _("Complaints")}
        empty_text = _("Complaints of people stand here, those due first.")

    caption = _("Complaints")
    empty_title = _("No complaint here")

    def render_pick(self, record: Complaint) -> str:
        label = _now("Choose %(reference)s") % {"reference": record.reference}
        return format_html(
            '<input type="checkbox" name="pick" value="{}" form="bulk" aria-label="{}">', record.pk, label
        )

    def render_reference(self, value: str) -> str:
        url = reverse("admin:programs_complaint", args=[value])
        return format_html('<a class="strong nowrap" href="{}"><bdi dir="ltr">{}</bdi></a>', url, value)

    def render_kind(self, record: Complaint) -> str:
        return record.get_kind_display()

    def render_person(self, record: Complaint) -> str:
        return format_html("<bdi>{}</bdi>", record.party or record.contact_name or "—")

    def render_file(self, record: Complaint) -> str:
        return format_html('<bdi dir="ltr">{}</bdi>', record.application.reference)

    def render_received(self, value: object) -> str:
        return format_html('<span class="nowrap">{}</span>', format_date(value, "short"))

    def render_due(self, record: Complaint) -> str:
        day = format_date(record.due_on, "short")
        if record.status in (ComplaintStatus.RESOLVED, ComplaintStatus.CLOSED):
            return format_html('<span class="soft nowrap">{}</span>', day)
        if record.is_overdue:
            return format_html('<span class="nowrap">{}</span> {}', day, state_pill(_now("Overdue"), "bad"))
        return format_html('<span class="nowrap">{}</span>', day)

    def render_handler(self, record: Complaint) -> str:
        return format_html("<bdi>{}</bdi>", record.handler or "—")

    def render_status(self, record: Complaint) -> str:
        return state_pill(record.get_status_display(), TONES.get(record.status, record.status))

    def render_outcome(self, record: Complaint) -> str:
        return record.get_outcome_display() or "—"


TONES = {"new": "wait", "reopened": "wait", "resolved": "good"}
