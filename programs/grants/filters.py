"""One filter for lists, exports and the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from programs.grants.choices import GrantStatus, TrancheStatus
from programs.grants.models import Grant, Tranche


class GrantFilterSet(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=GrantStatus.choices)
    program = django_filters.CharFilter(label=_("Programme (code)"))
    area = django_filters.CharFilter(label=_("Area (code)"), lookup_expr="startswith")
    awarded_after = django_filters.DateFilter(label=_("Awarded from"), field_name="awarded_on", lookup_expr="gte")
    awarded_before = django_filters.DateFilter(label=_("Awarded until"), field_name="awarded_on", lookup_expr="lte")

    class Meta:
        model = Grant
        fields: list[str] = []


class TrancheFilterSet(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=TrancheStatus.choices)
    grant = django_filters.CharFilter(label=_("Grant"), field_name="grant__reference")
    program = django_filters.CharFilter(label=_("Programme (code)"), field_name="grant__program")
    paid_after = django_filters.DateFilter(label=_("Paid from"), field_name="paid_on", lookup_expr="gte")
    paid_before = django_filters.DateFilter(label=_("Paid until"), field_name="paid_on", lookup_expr="lte")

    class Meta:
        model = Tranche
        fields: list[str] = []
