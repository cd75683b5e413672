"""Market notes and export results as staff lists."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from foundation.formats import format_date, format_money, format_number
from foundation.tables import ListTable
from foundation.templatetags.look import state_pill
from foundation.words import localized
from markets.intelligence.models import ExportResult, MarketSignal

NUMBER = {"th": {"class": "num"}, "td": {"class": "num nowrap"}}


class SignalTable(ListTable):
    title = tables.Column(verbose_name=_("Note"), empty_values=())
    market = tables.Column(verbose_name=_("Market"), accessor="destination")
    family = tables.Column(verbose_name=_("Product family"))
    status = tables.Column(verbose_name=_("Status"))
    published_on = tables.Column(verbose_name=_("Published on"))
    reached = tables.Column(verbose_name=_("Sent to"), attrs=NUMBER)
    seen = tables.Column(verbose_name=_("Seen"), attrs=NUMBER)
    acted = tables.Column(verbose_name=_("Acted upon"), attrs=NUMBER)

    class Meta:
        attrs = {"aria-label": _("Market signals")}

    caption = _("Market signals")
    empty_title = _("No note yet")
    empty_text = _(
        "A note says what one market or one product asks for; once published it is sent to those it concerns."
    )

    def render_title(self, record: MarketSignal) -> str:
        url = reverse("admin:markets_signal", args=[record.reference])
        return format_html(
            '<a class="strong" href="{}"><bdi>{}</bdi></a><br><bdi class="small soft" dir="ltr">{}</bdi>',
            url, record, record.reference,
        )  # fmt: skip

    def render_market(self, value: Any) -> str:
        return localized(value, "name")

    def render_family(self, value: Any) -> str:
        return localized(value, "name")

    def render_status(self, record: MarketSignal) -> str:
        return state_pill(record.get_status_display(), record.status)

    def render_published_on(self, value: Any) -> str:
        return format_html('<span class="nowrap">{}</span>', format_date(value, "short"))

    def render_reached(self, value: int) -> str:
        return format_number(value)

    def render_seen(self, value: int) -> str:
        return format_number(value)

    def render_acted(self, value: int) -> str:
        return format_number(value)


class ResultTable(ListTable):
    reference = tables.Column(verbose_name=_("Result"))
    party = tables.Column(verbose_name=_("Exporter"))
    program = tables.Column(verbose_name=_("Programme"))
    period = tables.Column(verbose_name=_("Period"), empty_values=())
    market = tables.Column(verbose_name=_("Market"), accessor="destination")
    amount = tables.Column(verbose_name=_("Exports"), attrs=NUMBER)
    status = tables.Column(verbose_name=_("Status"))

    class Meta:
        attrs = {"aria-label": _("Export results")}

    caption = _("Export results")
    empty_title = _("No result here")
    empty_text = _("A result is declared on the page of an exporter, or by the exporter on the portal.")

    def render_reference(self, value: str) -> str:
        url = reverse("admin:markets_result", args=[value])
        return format_html('<a class="strong nowrap" href="{}"><bdi dir="ltr">{}</bdi></a>', url, value)

    def render_party(self, value: Any) -> str:
        return format_html("<bdi>{}</bdi>", value)

    def render_period(self, record: ExportResult) -> str:
        first, last = (format_date(day, "short") for day in (record.period_start, record.period_end))
        return format_html('<span class="nowrap">{} – {}</span>', first, last)

    def render_market(self, value: Any) -> str:
        return localized(value, "name")

    def render_amount(self, value: Any) -> str:
        return format_money(value, 0)

    def render_status(self, record: ExportResult) -> str:
        return state_pill(record.get_status_display(), record.status)
