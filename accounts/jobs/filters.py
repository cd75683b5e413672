"""Filters of the list of work in the background."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.jobs.choices import JobState
from accounts.jobs.models import Job
from foundation.filters import ListFilterSet


class JobFilterSet(ListFilterSet):
    q = django_filters.CharFilter(label=_("Reference or title"), method="find", max_length=100)
    state = django_filters.ChoiceFilter(label=_("State"), choices=JobState.choices)
    has_file = django_filters.ChoiceFilter(
        label=_("Result"), choices=[("yes", _("With a file to take away"))], method="with_file"
    )
    created = django_filters.DateFromToRangeFilter(
        label=_("Asked between"), field_name="created_at",
        widget=django_filters.widgets.DateRangeWidget(attrs={"type": "date"}),
    )  # fmt: skip

    class Meta:
        model = Job
        fields: list[str] = []

    def find(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.filter(Q(reference__iexact=value.strip()) | Q(title__icontains=value.strip()))

    def with_file(self, rows: QuerySet, _name: str, _value: str) -> QuerySet:
        return rows.exclude(file="")
