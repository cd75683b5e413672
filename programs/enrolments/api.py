"""Read endpoint of enrolments."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.permissions import IsAuthenticated

from foundation.api.paging import KeysetPagination
from programs.enrolments.filters import EnrolmentFilterSet
from programs.enrolments.models import Enrolment


class EnrolmentSerializer(serializers.ModelSerializer):
    """A party in a programme."""

    application = serializers.CharField(source="application.reference")
    call = serializers.CharField(source="application.call.code")
    party = serializers.CharField(source="party.reference")

    class Meta:
        model = Enrolment
        fields = (
            "reference",
            "application",
            "call",
            "program",
            "area",
            "party",
            "status",
            "enrolled_on",
            "started_on",
            "ended_on",
            "is_demonstration",
        )


@extend_schema_view(
    list=extend_schema(summary="Enrolments within reach"), retrieve=extend_schema(summary="One enrolment")
)
class EnrolmentViewSet(viewsets.ReadOnlyModelViewSet):
    """Staff: enrolments of their programmes and areas. Applicants: those of parties they act for."""

    serializer_class = EnrolmentSerializer
    permission_classes = (IsAuthenticated,)
    filterset_class = EnrolmentFilterSet
    pagination_class = KeysetPagination
    lookup_field = "reference"
    lookup_value_regex = "[0-9A-Za-z-]+"
    queryset = Enrolment.objects.none()

    def get_queryset(self) -> QuerySet[Enrolment]:
        if getattr(self, "swagger_fake_view", False):
            return Enrolment.objects.none()
        return Enrolment.objects.for_user(self.request.user).select_related("application__call", "party")
