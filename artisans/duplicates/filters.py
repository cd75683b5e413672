"""What one looks for among possible duplicates."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from artisans.duplicates.choices import LOOK, STRONG, CaseStatus, FoundBy
from artisans.duplicates.models import DuplicateCase
from artisans.parties.models import Party
from artisans.parties.queries import matching
from artisans.reference.queries import region_choices
from foundation.filters import ListFilterSet
from foundation.references import normalise_reference

STRENGTHS = [("strong", _("Nearly certain")), ("likely", _("Likely"))]


class CaseFilterSet(ListFilterSet):
    q = django_filters.CharFilter(label=_("Reference, number, phone or name"), method="find", max_length=200)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=CaseStatus.choices)
    strength = django_filters.ChoiceFilter(label=_("Likeness"), choices=STRENGTHS, method="as_sure")
    found_by = django_filters.ChoiceFilter(label=_("Found"), choices=FoundBy.choices)
    region = django_filters.ChoiceFilter(label=_("Region"), choices=region_choices, method="in_region")
    found = django_filters.DateFromToRangeFilter(
        label=_("Found between"), field_name="found_at",
        widget=django_filters.widgets.DateRangeWidget(attrs={"type": "date"}),
    )  # fmt: skip

    class Meta:
        model = DuplicateCase
        fields: list[str] = []

    def find(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """The case's own reference, or either of the two by any number, phone or name."""
        parties = matching(Party.objects.all(), value).order_by().values("pk")
        condition = Q(first_id__in=parties) | Q(second_id__in=parties)
        reference = normalise_reference(value)
        return queryset.filter(condition | Q(reference=reference) if reference else condition)

    def as_sure(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return (
            queryset.filter(score__gte=STRONG)
            if value == "strong"
            else queryset.filter(score__range=(LOOK, STRONG - 1))
        )

    def in_region(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(Q(first__area__startswith=value) | Q(second__area__startswith=value))
