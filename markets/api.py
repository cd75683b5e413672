"""Read endpoints of the markets. Published figures name nobody: whoever may use the API may read them."""

from typing import Any

import django_filters
from rest_framework import serializers, viewsets

from foundation.api.paging import KeysetPagination
from markets.barometer.models import BarometerEdition
from markets.trade.filters import DestinationFilter, TradePointFilter, TradeSeriesFilter
from markets.trade.models import Destination, TradePoint, TradeSeries


class TradeSeriesSerializer(serializers.ModelSerializer):
    class Meta:
        model = TradeSeries
        fields = ["code", "breakdown", "measure", "name_fr", "name_ar", "name_en", "source"]


class DestinationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Destination
        fields = ["code", "kind", "country", "parent", "name_fr", "name_ar", "name_en"]


class TradePointSerializer(serializers.ModelSerializer):
    series = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = TradePoint
        fields = [
            "id", "series", "family", "destination", "city", "period_kind", "period_start", "period_end", "value_mdh",
            "qualifier", "share_pct", "growth_pct", "status", "published_on", "published_precision", "is_restatement",
            "source", "note", "recorded_at",
        ]  # fmt: skip


class BarometerEditionSerializer(serializers.ModelSerializer):
    figures = serializers.JSONField(source="snapshot", read_only=True)

    class Meta:
        model = BarometerEdition
        fields = ["reference", "as_of", "published_at", "snapshot_hash", "figures"]


class ByCode(KeysetPagination):
    ordering = "code"


class TradeSeriesViewSet(viewsets.ReadOnlyModelViewSet):
    """The published series."""

    queryset = TradeSeries.objects.all()
    serializer_class = TradeSeriesSerializer
    filterset_class = TradeSeriesFilter
    pagination_class = ByCode
    lookup_field = "code"


class DestinationViewSet(viewsets.ReadOnlyModelViewSet):
    """Countries, and groups whose figures are never added to those of countries."""

    queryset = Destination.objects.filter(retired_on=None)
    serializer_class = DestinationSerializer
    filterset_class = DestinationFilter
    pagination_class = ByCode
    lookup_value_regex = "[A-Za-z-]+"


class TradePointViewSet(viewsets.ReadOnlyModelViewSet):
    """Every vintage of every figure. `published_before` gives the figures as they stood on a day."""

    queryset = TradePoint.objects.select_related("series")
    serializer_class = TradePointSerializer
    filterset_class = TradePointFilter


class EditionFilterSet(django_filters.FilterSet):
    """Editions by the day of their figures."""

    as_of = django_filters.DateFromToRangeFilter()

    class Meta:
        model = BarometerEdition
        fields: list[str] = []


class BarometerEditionViewSet(viewsets.ReadOnlyModelViewSet):
    """Published editions with their figures."""

    queryset = BarometerEdition.objects.published()
    serializer_class = BarometerEditionSerializer
    filterset_class = EditionFilterSet
    lookup_field = "reference"
    lookup_value_regex = "[A-Z0-9-]+"

    def get_queryset(self) -> Any:
        return BarometerEdition.objects.published()
