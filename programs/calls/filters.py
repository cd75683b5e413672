"""Filters of calls."""

import django_filters

from programs.calls.choices import CallStatus
from programs.calls.models import Call


class CallFilterSet(django_filters.FilterSet):
    """Published calls by programme and state."""

    program = django_filters.CharFilter(field_name="version__program__code")
    status = django_filters.ChoiceFilter(
        choices=[choice for choice in CallStatus.choices if choice[0] != CallStatus.DRAFT]
    )

    class Meta:
        model = Call
        fields = ["audience", "edition"]
