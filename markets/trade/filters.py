"""One set of filters for the list, the API and the export of published figures."""

import django_filters
from django.utils.translation import gettext_lazy as _

from artisans.reference.models import ProductFamily
from foundation.filters import ListFilterSet
from markets.trade.choices import DestinationKind, PeriodKind, PointStatus
from markets.trade.models import City, Destination, TradePoint, TradeSeries


class TradePointFilter(ListFilterSet):
    """`published_before` gives the figures as they stood on a day."""

    series = django_filters.ModelChoiceFilter(
        label=_("Series"), queryset=TradeSeries.objects.all(), field_name="series", to_field_name="code"
    )
    family = django_filters.ModelChoiceFilter(label=_("Product family"), queryset=ProductFamily.objects.in_use())
    destination = django_filters.ModelChoiceFilter(label=_("Destination"), queryset=Destination.objects.all())
    city = django_filters.ModelChoiceFilter(label=_("City"), queryset=City.objects.all())
    period_kind = django_filters.ChoiceFilter(label=_("Period"), choices=PeriodKind.choices)
    year = django_filters.NumberFilter(label=_("Year"), field_name="period_end__year")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=PointStatus.choices)
    published_before = django_filters.DateFilter(
        label=_("Published on or before"), field_name="published_on", lookup_expr="lte"
    )

    class Meta:
        model = TradePoint
        fields: list[str] = []


class DestinationFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=DestinationKind.choices)

    class Meta:
        model = Destination
        fields: list[str] = []


class TradeSeriesFilter(django_filters.FilterSet):
    class Meta:
        model = TradeSeries
        fields = ["breakdown"]
