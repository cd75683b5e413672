"""The list of beneficiaries of programmes."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from foundation.formats import format_date
from foundation.templatetags.look import state_pill
from programs.enrolments.models import Enrolment


class EnrolmentTable(tables.Table):
    reference = tables.Column(verbose_name=_("Enrolment"))
    party = tables.Column(verbose_name=_("Beneficiary"), order_by="party__sort_fr")
    call = tables.Column(verbose_name=_("Call"), accessor="application__call", orderable=False)
    status = tables.Column(verbose_name=_("Status"))
    enrolled_on = tables.Column(verbose_name=_("Enrolled on"))
    support = tables.Column(verbose_name=_("Support delivered"), empty_values=(), orderable=False)

    class Meta:
        model = Enrolment
        fields: tuple[str, ...] = ()
        template_name = "tables/table.html"
        order_by = "-enrolled_on"

    empty_title = _("No enrolment")

    def render_reference(self, value: str) -> str:
        return format_html(
            '<a href="{}"><bdi dir="ltr">{}</bdi></a>', reverse("admin:programs_enrolment", args=[value]), value
        )

    def render_party(self, value) -> str:
        return format_html("<bdi>{}</bdi>", value)

    def render_status(self, value, record: Enrolment) -> str:
        return state_pill(record.get_status_display(), record.status)

    def render_enrolled_on(self, value) -> str:
        return format_date(value, "short")

    def render_support(self, record) -> str:
        return f"{record.items_delivered} / {record.items_total}"
