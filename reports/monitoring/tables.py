"""Visits as the staff lists them."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from foundation.formats import format_date, format_datetime, format_number
from foundation.tables import ListTable
from foundation.templatetags.look import status_pill
from foundation.words import localized
from reports.monitoring.models import Measurement, SiteVisit


class SiteVisitTable(ListTable):
    reference = tables.Column(verbose_name=_("Reference"))
    party = tables.Column(verbose_name=_("Beneficiary"))
    program = tables.Column(verbose_name=_("Programme"))
    planned_on = tables.Column(verbose_name=_("Planned on"))
    visitor = tables.Column(verbose_name=_("Visitor"))
    status = tables.Column(verbose_name=_("State"))

    class Meta:
        attrs = {"aria-label": _("Site visits")}

    caption = _("Site visits")
    empty_title = _("No visit here")
    empty_text = _("Plan a visit to see on the spot what was reported.")

    def render_reference(self, record: SiteVisit) -> str:
        url = reverse("admin:reports_visit", args=[record.reference])
        return format_html('<a href="{}"><bdi class="nowrap" dir="ltr">{}</bdi></a>', url, record.reference)

    def render_planned_on(self, record: SiteVisit) -> str:
        return format_date(record.planned_on, "short")

    def render_status(self, record: SiteVisit) -> str:
        return status_pill(record)


class MeasurementTable(ListTable):
    indicator = tables.Column(verbose_name=_("Indicator"))
    period = tables.Column(verbose_name=_("Period"))
    value = tables.Column(verbose_name=_("Value"), attrs={"th": {"class": "num"}, "td": {"class": "num nowrap"}})
    status = tables.Column(verbose_name=_("State"))
    recorded = tables.Column(verbose_name=_("Entered"), accessor="recorded_at")
    approved_by = tables.Column(verbose_name=_("Approved by"))

    class Meta:
        attrs = {"aria-label": _("Values of indicators")}

    caption = _("Values of indicators")
    empty_title = _("No value here")
    empty_text = _("Values are entered on the page of an indicator, or counted from the files.")

    def render_indicator(self, record: Measurement) -> str:
        url = f"{reverse('admin:reports_indicator', args=[record.indicator.code])}?period={record.period.code}"
        return format_html(
            '<a class="strong" href="{}">{}</a><br><bdi class="small soft" dir="ltr">{}</bdi>',
            url, localized(record.indicator, "name"), record.indicator.code,
        )  # fmt: skip

    def render_period(self, record: Measurement) -> str:
        return format_html('<bdi class="nowrap" dir="ltr">{}</bdi>', record.period.code)

    def render_value(self, record: Measurement) -> str:
        return f"{format_number(record.value)}\u00a0{record.indicator.get_unit_display()}"

    def render_status(self, record: Measurement) -> str:
        return status_pill(record)

    def render_recorded(self, record: Measurement) -> str:
        return format_html(
            '<span class="nowrap">{}</span><br><bdi class="small soft">{}</bdi>',
            format_datetime(record.recorded_at, "short"), record.recorded_by,
        )  # fmt: skip

    def render_approved_by(self, value: object) -> str:
        return format_html("<bdi>{}</bdi>", value)
