"""Visits as the staff lists them."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from foundation.formats import format_date
from foundation.templatetags.look import status_pill
from reports.monitoring.models import SiteVisit


class SiteVisitTable(tables.Table):
    reference = tables.Column(verbose_name=_("Reference"))
    party = tables.Column(verbose_name=_("Beneficiary"), order_by=("party__sort_fr", "id"))
    program = tables.Column(verbose_name=_("Programme"), order_by=("program__position", "id"))
    planned_on = tables.Column(verbose_name=_("Planned on"))
    visitor = tables.Column(verbose_name=_("Visitor"), order_by=("visitor__full_name", "id"))
    status = tables.Column(verbose_name=_("State"))

    class Meta:
        model = SiteVisit
        fields = ("reference", "party", "program", "planned_on", "visitor", "status")
        attrs = {"aria-label": _("Site visits")}
        order_by = "-planned_on"

    def render_reference(self, record: SiteVisit) -> str:
        url = reverse("admin:reports_visit", args=[record.reference])
        return format_html('<a href="{}"><bdi dir="ltr">{}</bdi></a>', url, record.reference)

    def render_planned_on(self, record: SiteVisit) -> str:
        return format_date(record.planned_on, "short")

    def render_status(self, record: SiteVisit) -> str:
        return status_pill(record)
