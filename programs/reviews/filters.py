"""One filter for lists, exports and the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from programs.reviews.choices import Verdict
from programs.reviews.models import Decision


class DecisionFilterSet(django_filters.FilterSet):
    verdict = django_filters.MultipleChoiceFilter(label=_("Decision"), choices=Verdict.choices)
    call = django_filters.CharFilter(label=_("Call (code)"), field_name="application__call__code")
    session = django_filters.CharFilter(label=_("Session"), field_name="session__reference")

    class Meta:
        model = Decision
        fields: list[str] = []
