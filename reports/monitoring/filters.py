"""Filters of visits and measurements, the same for list, export and API."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.filters import ListFilterSet
from programs.catalog.models import Program
from reports.monitoring.choices import MeasurementStatus, VisitStatus
from reports.monitoring.models import Indicator, Measurement, ReportingPeriod, SiteVisit


class SiteVisitFilter(ListFilterSet):
    q = django_filters.CharFilter(label=_("Reference or name"), method="search")
    status = django_filters.ChoiceFilter(label=_("State"), choices=VisitStatus.choices)
    program = django_filters.ModelChoiceFilter(
        label=_("Programme"), queryset=Program.objects.order_by("position", "code"), to_field_name="code"
    )
    mine = django_filters.BooleanFilter(label=_("Mine only"), method="of_mine")
    planned_after = django_filters.DateFilter(label=_("Planned from"), field_name="planned_on", lookup_expr="gte")
    planned_before = django_filters.DateFilter(label=_("Planned until"), field_name="planned_on", lookup_expr="lte")

    class Meta:
        model = SiteVisit
        fields: list[str] = []

    def search(self, queryset, _name: str, value: str):
        text = value.strip()
        named = Q(party__name_fr__icontains=text) | Q(party__name_ar__icontains=text)
        return queryset.filter(named | Q(reference__iexact=text) | Q(party__reference__iexact=text))

    def of_mine(self, queryset, _name: str, value: bool):
        return queryset.filter(visitor=self.request.user) if value and self.request else queryset


class MeasurementFilter(django_filters.FilterSet):
    indicator = django_filters.ModelChoiceFilter(queryset=Indicator.objects.all(), to_field_name="code")
    period = django_filters.ModelChoiceFilter(queryset=ReportingPeriod.objects.all(), to_field_name="code")
    program = django_filters.CharFilter(field_name="indicator__program__code")
    status = django_filters.ChoiceFilter(choices=MeasurementStatus.choices)

    class Meta:
        model = Measurement
        fields: list[str] = []


class MeasurementListFilter(ListFilterSet):
    q = django_filters.CharFilter(label=_("Code or name of an indicator"), method="search", max_length=100)
    period = django_filters.ModelChoiceFilter(
        label=_("Period"), queryset=ReportingPeriod.objects.all(), to_field_name="code"
    )
    program = django_filters.ModelChoiceFilter(
        label=_("Programme"), queryset=Program.objects.order_by("position", "code"), to_field_name="code",
        field_name="indicator__program",
    )  # fmt: skip
    status = django_filters.ChoiceFilter(label=_("State"), choices=MeasurementStatus.choices)

    class Meta:
        model = Measurement
        fields: list[str] = []

    def search(self, queryset, _name: str, value: str):
        text = value.strip()
        named = Q(indicator__name_fr__icontains=text) | Q(indicator__name_ar__icontains=text)
        return queryset.filter(named | Q(indicator__code__iexact=text))


class IndicatorFilter(django_filters.FilterSet):
    program = django_filters.CharFilter(field_name="program__code")

    class Meta:
        model = Indicator
        fields = ["origin", "is_active"]
