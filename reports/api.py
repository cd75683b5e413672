"""Read endpoints of the board’s reports."""

from rest_framework import serializers, viewsets

from reports.documents.models import Report


class ReportSerializer(serializers.ModelSerializer):
    meeting = serializers.SlugRelatedField(slug_field="code", read_only=True)
    sha256 = serializers.CharField(source="frozen_sha256", read_only=True)

    class Meta:
        model = Report
        fields = ["reference", "kind", "meeting", "period_start", "as_of", "version", "status", "sha256", "frozen_at"]


class ReportViewSet(viewsets.ReadOnlyModelViewSet):
    """Reports this person may read; board readers see frozen ones only."""

    queryset = Report.objects.none()
    serializer_class = ReportSerializer
    lookup_field = "reference"
    filterset_fields = ["status", "meeting__code"]

    def get_queryset(self):
        return Report.objects.for_user(self.request.user).select_related("meeting").order_by("-id")
