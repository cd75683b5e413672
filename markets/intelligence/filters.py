"""What one looks for among market notes and export results."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from artisans.names import fold
from artisans.reference.models import ProductFamily
from foundation.filters import ListFilterSet
from foundation.references import normalise_reference
from markets.intelligence.choices import ResultStatus, SignalStatus
from markets.intelligence.models import ExportResult, MarketSignal
from markets.trade.models import Destination
from programs.catalog.models import Program

_DAYS = {"type": "date"}


class SignalFilterSet(ListFilterSet):
    q = django_filters.CharFilter(label=_("Reference or words of the title"), method="find", max_length=100)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=SignalStatus.choices)
    destination = django_filters.ModelChoiceFilter(label=_("Market"), queryset=Destination.objects.all())
    family = django_filters.ModelChoiceFilter(label=_("Product family"), queryset=ProductFamily.objects.in_use())
    published = django_filters.DateFromToRangeFilter(
        label=_("Published between"), field_name="published_on",
        widget=django_filters.widgets.DateRangeWidget(attrs=_DAYS),
    )  # fmt: skip

    class Meta:
        model = MarketSignal
        fields: list[str] = []

    def find(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        if found := normalise_reference(text):
            return rows.filter(reference=found)
        words = Q()
        for name in ("title_fr", "title_ar", "title_en"):
            words |= Q(**{f"{name}__icontains": text.strip()})
        return rows.filter(words)


class ResultFilterSet(ListFilterSet):
    q = django_filters.CharFilter(label=_("Reference or name"), method="find", max_length=100)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=ResultStatus.choices)
    program = django_filters.ModelChoiceFilter(
        label=_("Programme"), queryset=Program.objects.order_by("position", "code"), to_field_name="code"
    )
    destination = django_filters.ModelChoiceFilter(label=_("Market"), queryset=Destination.objects.all())
    period = django_filters.DateFromToRangeFilter(
        label=_("Period ending between"), field_name="period_end",
        widget=django_filters.widgets.DateRangeWidget(attrs=_DAYS),
    )  # fmt: skip

    class Meta:
        model = ExportResult
        fields: list[str] = []

    def find(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        if found := normalise_reference(text):
            return rows.filter(Q(reference=found) | Q(party__reference=found))
        for word in fold(text).split()[:6]:
            rows = rows.filter(party__search__contains=word)
        return rows
