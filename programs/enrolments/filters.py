"""One filter for each list, its export and the API."""

import django_filters
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

from artisans.names import fold
from foundation.filters import ListFilterSet
from foundation.references import normalise_reference
from programs.catalog.models import Program
from programs.enrolments.choices import EnrolmentStatus, SupportStatus
from programs.enrolments.models import Cohort, Enrolment, Session

_STATES = [pair for pair in SupportStatus.choices if pair[0] in ("planned", "delivered", "cancelled")]


class EnrolmentFilterSet(ListFilterSet):
    q = django_filters.CharFilter(label=_("Reference or name"), method="find", max_length=100)
    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=EnrolmentStatus.choices)
    program = django_filters.ModelChoiceFilter(
        label=_("Programme"), queryset=Program.objects.all(), to_field_name="code", method="of_program"
    )
    call = django_filters.CharFilter(label=_("Call (code)"), field_name="application__call__code")
    cohort = django_filters.CharFilter(label=_("Group (reference)"), field_name="cohort__reference")
    area = django_filters.CharFilter(label=_("Area (code)"), field_name="area", lookup_expr="startswith")
    enrolled_after = django_filters.DateFilter(label=_("Enrolled from"), field_name="enrolled_on", lookup_expr="gte")
    enrolled_before = django_filters.DateFilter(label=_("Enrolled until"), field_name="enrolled_on", lookup_expr="lte")

    class Meta:
        model = Enrolment
        fields: list[str] = []

    @extend_schema_field(str)
    def of_program(self, queryset, _name, program):
        return queryset.filter(program=program.code)

    @extend_schema_field(str)
    def find(self, queryset, _name, text):
        if found := normalise_reference(text):
            return queryset.filter(Q(reference=found) | Q(party__reference=found) | Q(application__reference=found))
        for word in fold(text).split()[:6]:
            queryset = queryset.filter(party__search__contains=word)
        return queryset


class CohortFilterSet(ListFilterSet):
    q = django_filters.CharFilter(label=_("Reference or name"), method="find", max_length=100)
    program = django_filters.ModelChoiceFilter(
        label=_("Programme"), queryset=Program.objects.all(), to_field_name="code", method="of_program"
    )
    places = django_filters.ChoiceFilter(
        label=_("Places"), choices=[("free", _("With free places")), ("full", _("Full"))], method="by_places"
    )
    starts_after = django_filters.DateFilter(label=_("Begins from"), field_name="starts_on", lookup_expr="gte")

    class Meta:
        model = Cohort
        fields: list[str] = []

    @extend_schema_field(str)
    def find(self, queryset, _name, text):
        if found := normalise_reference(text):
            return queryset.filter(reference=found)
        return queryset.filter(Q(name_fr__icontains=text) | Q(name_ar__icontains=text))

    @extend_schema_field(str)
    def of_program(self, queryset, _name, program):
        return queryset.filter(call__version__program=program)

    @extend_schema_field(str)
    def by_places(self, queryset, _name, value):
        full = Q(places__isnull=False, with_taken__gte=F("places"))
        return queryset.filter(full if value == "full" else ~full)


class SessionFilterSet(ListFilterSet):
    q = django_filters.CharFilter(label=_("Title or place"), method="find", max_length=100)
    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=_STATES)
    cohort = django_filters.CharFilter(label=_("Group (reference)"), field_name="cohort__reference")
    program = django_filters.ModelChoiceFilter(
        label=_("Programme"), queryset=Program.objects.all(), to_field_name="code", method="of_program"
    )
    held_after = django_filters.DateFilter(label=_("From"), field_name="held_on", lookup_expr="gte")
    held_before = django_filters.DateFilter(label=_("Until"), field_name="held_on", lookup_expr="lte")

    class Meta:
        model = Session
        fields: list[str] = []

    @extend_schema_field(str)
    def find(self, queryset, _name, text):
        return queryset.filter(Q(title_fr__icontains=text) | Q(title_ar__icontains=text) | Q(place__icontains=text))

    @extend_schema_field(str)
    def of_program(self, queryset, _name, program):
        return queryset.filter(cohort__call__version__program=program)
