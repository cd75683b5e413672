"""One filter for the list, its export and the API."""

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

from programs.catalog.models import Program
from programs.enrolments.choices import EnrolmentStatus
from programs.enrolments.models import Enrolment


class EnrolmentFilterSet(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=EnrolmentStatus.choices)
    program = django_filters.ModelChoiceFilter(
        label=_("Programme"), queryset=Program.objects.all(), to_field_name="code", method="of_program"
    )
    call = django_filters.CharFilter(label=_("Call (code)"), field_name="application__call__code")
    area = django_filters.CharFilter(label=_("Area (code)"), field_name="area", lookup_expr="startswith")
    enrolled_after = django_filters.DateFilter(label=_("Enrolled from"), field_name="enrolled_on", lookup_expr="gte")
    enrolled_before = django_filters.DateFilter(label=_("Enrolled until"), field_name="enrolled_on", lookup_expr="lte")

    class Meta:
        model = Enrolment
        fields: list[str] = []

    @extend_schema_field(str)
    def of_program(self, queryset, _name, program):
        return queryset.filter(program=program.code)
