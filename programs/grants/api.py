"""Read endpoints of grants and tranches. No account number leaves through here."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.permissions import IsAuthenticated

from foundation.api.paging import KeysetPagination
from programs.grants.filters import GrantFilterSet, TrancheFilterSet
from programs.grants.models import Grant, Tranche


class GrantSerializer(serializers.ModelSerializer):
    """Money committed to a party."""

    enrolment = serializers.CharField(source="enrolment.reference")
    party = serializers.CharField(source="party.reference")
    budget_line = serializers.CharField(source="budget_line.reference")

    class Meta:
        model = Grant
        fields = (
            "reference",
            "enrolment",
            "party",
            "program",
            "area",
            "budget_line",
            "amount",
            "status",
            "awarded_on",
            "is_demonstration",
        )


class TrancheSerializer(serializers.ModelSerializer):
    """One instalment; a blocked one names its cause and authority."""

    grant = serializers.CharField(source="grant.reference")
    is_justified = serializers.SerializerMethodField()

    class Meta:
        model = Tranche
        fields = (
            "id",
            "grant",
            "number",
            "amount",
            "percent",
            "status",
            "due_on",
            "paid_on",
            "is_justified",
            "blocked_cause",
            "blocked_authority",
        )

    def get_is_justified(self, tranche: Tranche) -> bool:
        return tranche.justified_at is not None


@extend_schema_view(list=extend_schema(summary="Grants within reach"), retrieve=extend_schema(summary="One grant"))
class GrantViewSet(viewsets.ReadOnlyModelViewSet):
    """Staff: grants of their programmes and areas. Applicants: those of parties they act for."""

    serializer_class = GrantSerializer
    permission_classes = (IsAuthenticated,)
    filterset_class = GrantFilterSet
    pagination_class = KeysetPagination
    lookup_field = "reference"
    lookup_value_regex = "[0-9A-Za-z-]+"
    queryset = Grant.objects.none()

    def get_queryset(self) -> QuerySet[Grant]:
        if getattr(self, "swagger_fake_view", False):
            return Grant.objects.none()
        return Grant.objects.for_user(self.request.user).select_related("enrolment", "party", "budget_line")


@extend_schema_view(list=extend_schema(summary="Tranches within reach"), retrieve=extend_schema(summary="One tranche"))
class TrancheViewSet(viewsets.ReadOnlyModelViewSet):
    """The instalments of the grants one may see."""

    serializer_class = TrancheSerializer
    permission_classes = (IsAuthenticated,)
    filterset_class = TrancheFilterSet
    pagination_class = KeysetPagination
    queryset = Tranche.objects.none()

    def get_queryset(self) -> QuerySet[Tranche]:
        if getattr(self, "swagger_fake_view", False):
            return Tranche.objects.none()
        return Tranche.objects.for_user(self.request.user).select_related("grant")
