"""Filters of calls."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from programs.calls.choices import CallStatus
from programs.calls.models import Call
from programs.catalog.choices import ProgramStatus
from programs.catalog.models import Program


class CallFilterSet(django_filters.FilterSet):
    """Published calls by programme and state."""

    program = django_filters.CharFilter(field_name="version__program__code")
    status = django_filters.ChoiceFilter(
        choices=[choice for choice in CallStatus.choices if choice[0] != CallStatus.DRAFT]
    )

    class Meta:
        model = Call
        fields = ["audience", "edition"]


class DeskCallFilterSet(django_filters.FilterSet):
    """All calls, drafts too, as officers look for them."""

    q = django_filters.CharFilter(label=_("Name, code or edition"), method="with_words")
    program = django_filters.ModelChoiceFilter(
        label=_("Programme"), field_name="version__program", queryset=Program.objects.all()
    )
    status = django_filters.ChoiceFilter(label=_("State"), choices=CallStatus.choices)

    class Meta:
        model = Call
        fields: list[str] = []

    def with_words(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        wanted = Q()
        for column in ("code", "edition", "name_fr", "name_ar", "name_en"):
            wanted |= Q(**{f"{column}__icontains": value.strip()})
        return queryset.filter(wanted)


class ProgramFilterSet(django_filters.FilterSet):
    """Programmes by state, drafts never."""

    status = django_filters.ChoiceFilter(
        choices=[choice for choice in ProgramStatus.choices if choice[0] != ProgramStatus.DRAFT]
    )

    class Meta:
        model = Program
        fields: list[str] = []
