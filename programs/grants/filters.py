"""One filter for lists, exports and the API."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

from artisans.names import fold
from foundation.filters import ListFilterSet
from foundation.references import normalise_reference
from programs.grants.choices import BatchStatus, GrantStatus, TrancheStatus
from programs.grants.models import Grant, PaymentBatch, Tranche


def _named(rows: QuerySet, text: str, grant: str) -> QuerySet:
    """A reference of the grant, its file or its beneficiary; else words of the name in either script."""
    if found := normalise_reference(text):
        return rows.filter(
            Q(**{f"{grant}reference": found})
            | Q(**{f"{grant}party__reference": found})
            | Q(**{f"{grant}enrolment__application__reference": found})
        )
    for word in fold(text).split()[:6]:
        rows = rows.filter(**{f"{grant}party__search__contains": word})
    return rows


class GrantFilterSet(ListFilterSet):
    q = django_filters.CharFilter(label=_("Reference or name"), method="find", max_length=100)
    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=GrantStatus.choices)
    program = django_filters.CharFilter(label=_("Programme (code)"))
    area = django_filters.CharFilter(label=_("Area (code)"), lookup_expr="startswith")
    awarded_after = django_filters.DateFilter(label=_("Awarded from"), field_name="awarded_on", lookup_expr="gte")
    awarded_before = django_filters.DateFilter(label=_("Awarded until"), field_name="awarded_on", lookup_expr="lte")

    class Meta:
        model = Grant
        fields: list[str] = []

    @extend_schema_field(str)
    def find(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        return _named(rows, text, "")


class TrancheFilterSet(ListFilterSet):
    q = django_filters.CharFilter(label=_("Reference or name"), method="find", max_length=100)
    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=TrancheStatus.choices)
    grant = django_filters.CharFilter(label=_("Grant"), field_name="grant__reference")
    program = django_filters.CharFilter(label=_("Programme (code)"), field_name="grant__program")
    paid_after = django_filters.DateFilter(label=_("Paid from"), field_name="paid_on", lookup_expr="gte")
    paid_before = django_filters.DateFilter(label=_("Paid until"), field_name="paid_on", lookup_expr="lte")

    class Meta:
        model = Tranche
        fields: list[str] = []

    @extend_schema_field(str)
    def find(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        return _named(rows, text, "grant__")


class BatchFilterSet(ListFilterSet):
    q = django_filters.CharFilter(label=_("Reference or name of the batch"), method="find", max_length=100)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=BatchStatus.choices)
    year = django_filters.NumberFilter(label=_("Fiscal year"), field_name="budget_line__fiscal_year__year")
    prepared = django_filters.DateFromToRangeFilter(
        label=_("Prepared between"), field_name="prepared_at",
        widget=django_filters.widgets.DateRangeWidget(attrs={"type": "date"}),
    )  # fmt: skip

    class Meta:
        model = PaymentBatch
        fields: list[str] = []

    def find(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        reference = normalise_reference(text)
        return rows.filter(reference=reference) if reference else rows.filter(label__icontains=text.strip())
