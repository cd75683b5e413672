"""Published figures as the staff lists them."""

from decimal import Decimal

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from foundation.formats import format_date, format_month, format_number
from foundation.tables import ListTable
from markets.trade.choices import Precision, Qualifier
from markets.trade.models import TradePoint


class TradePointTable(ListTable):
    part = tables.Column(verbose_name=_("Part"), empty_values=())
    months = tables.Column(verbose_name=_("Months"), empty_values=())

    caption = _("Published figures")

    class Meta:
        model = TradePoint
        fields = (
            "series",
            "part",
            "months",
            "value_mdh",
            "share_pct",
            "growth_pct",
            "status",
            "published_on",
            "source",
        )
        attrs = {"aria-label": _("Published figures")}
        empty_text = _("No figure answers this filter.")

    def render_part(self, record: TradePoint) -> str:
        return str(record.family or record.destination or record.city or _("Total"))

    def render_months(self, record: TradePoint) -> str:
        first, last = (f"{day:%Y-%m}".replace("-", "\u2011") for day in (record.period_start, record.period_end))
        return last if first == last else f"{first}\u00a0–\u00a0{last}"

    def render_value_mdh(self, value: Decimal, record: TradePoint) -> str:
        mark = "" if record.qualifier == Qualifier.EXACT else f"{record.qualifier} "
        return f"{mark}{format_number(value)}"

    def render_share_pct(self, value: Decimal) -> str:
        return format_number(value)

    def render_growth_pct(self, value: Decimal) -> str:
        return format_number(value)

    def render_published_on(self, record: TradePoint) -> str:
        if record.published_precision == Precision.DAY:
            return format_date(record.published_on, "short")
        if record.published_precision == Precision.MONTH:
            return format_month(record.published_on)
        return str(record.published_on.year)
