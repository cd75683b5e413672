"""One filter for lists, exports and the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from programs.budget.choices import EntryKind, Heading
from programs.budget.models import BudgetLine, LedgerEntry


class BudgetLineFilterSet(django_filters.FilterSet):
    year = django_filters.NumberFilter(label=_("Fiscal year"), field_name="fiscal_year__year")
    program = django_filters.CharFilter(label=_("Programme (code)"), field_name="program__code")
    heading = django_filters.MultipleChoiceFilter(label=_("Heading"), choices=Heading.choices)

    class Meta:
        model = BudgetLine
        fields: list[str] = []


class LedgerEntryFilterSet(django_filters.FilterSet):
    line = django_filters.CharFilter(label=_("Budget line"), field_name="line__reference")
    kind = django_filters.MultipleChoiceFilter(label=_("Movement"), choices=EntryKind.choices)
    source = django_filters.CharFilter(label=_("For"))
    booked_after = django_filters.DateFilter(label=_("Booked from"), field_name="booked_on", lookup_expr="gte")
    booked_before = django_filters.DateFilter(label=_("Booked until"), field_name="booked_on", lookup_expr="lte")

    class Meta:
        model = LedgerEntry
        fields: list[str] = []
