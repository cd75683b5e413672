"""Filters of calls."""

import django_filters

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


class ProgramFilterSet(django_filters.FilterSet):
    """Programmes by state, drafts never."""

    status = django_filters.ChoiceFilter(
        choices=[choice for choice in ProgramStatus.choices if choice[0] != ProgramStatus.DRAFT]
    )

    class Meta:
        model = Program
        fields: list[str] = []
