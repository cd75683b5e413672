"""Read endpoint of decisions: published ones only."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.permissions import IsAuthenticated

from foundation.api.paging import KeysetPagination
from programs.applications.models import Application
from programs.reviews.choices import DecisionStatus
from programs.reviews.filters import DecisionFilterSet
from programs.reviews.models import Decision


class DecisionSerializer(serializers.ModelSerializer):
    """What a signed session decided for a file."""

    application = serializers.CharField(source="application.reference")
    call = serializers.CharField(source="application.call.code")
    session = serializers.CharField(source="session.reference")

    class Meta:
        model = Decision
        fields = (
            "id",
            "application",
            "call",
            "session",
            "verdict",
            "amount",
            "rank",
            "reason",
            "published_at",
            "is_current",
        )


@extend_schema_view(
    list=extend_schema(summary="Published decisions within reach"),
    retrieve=extend_schema(summary="One published decision"),
)
class DecisionViewSet(viewsets.ReadOnlyModelViewSet):
    """Decisions on the files one may see; what is not published does not exist here, for anybody."""

    serializer_class = DecisionSerializer
    permission_classes = (IsAuthenticated,)
    filterset_class = DecisionFilterSet
    pagination_class = KeysetPagination
    queryset = Decision.objects.none()

    def get_queryset(self) -> QuerySet[Decision]:
        if getattr(self, "swagger_fake_view", False):
            return Decision.objects.none()
        files = Application.objects.for_user(self.request.user)
        return Decision.objects.filter(status=DecisionStatus.PUBLISHED, application__in=files).select_related(
            "application__call", "session"
        )
