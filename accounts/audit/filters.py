"""Filters of the list of acts."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.audit.models import Event
from foundation.filters import ListFilterSet


class EventFilterSet(ListFilterSet):
    q = django_filters.CharFilter(label=_("Reference of a record"), method="of_record", max_length=40)
    actor = django_filters.CharFilter(
        label=_("Who (name)"), field_name="actor__full_name", lookup_expr="icontains", max_length=80
    )
    action = django_filters.CharFilter(
        label=_("What (code of the act)"), field_name="action", lookup_expr="startswith", max_length=60
    )
    program = django_filters.CharFilter(label=_("Programme (code)"), field_name="program", max_length=30)
    at = django_filters.DateFromToRangeFilter(
        label=_("Between"), field_name="at", widget=django_filters.widgets.DateRangeWidget(attrs={"type": "date"})
    )

    class Meta:
        model = Event
        fields: list[str] = []

    def of_record(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.filter(target_reference__iexact=value.strip())
