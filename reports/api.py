"""Read endpoints of the board’s reports and of what they measure."""

from rest_framework import serializers, viewsets

from reports.documents.models import Report
from reports.monitoring.filters import IndicatorFilter, MeasurementFilter
from reports.monitoring.models import Indicator, Measurement


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


class IndicatorSerializer(serializers.ModelSerializer):
    program = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = Indicator
        fields = [
            "code", "program", "name_fr", "name_ar", "name_en", "definition_fr", "definition_ar", "definition_en", "unit",
            "direction", "is_cumulative", "origin", "dimensions", "green_from", "amber_from", "source", "is_active",
        ]  # fmt: skip


class IndicatorViewSet(viewsets.ReadOnlyModelViewSet):
    """What is followed, with its definition; indicators of one's programmes and of the whole establishment."""

    queryset = Indicator.objects.none()
    serializer_class = IndicatorSerializer
    lookup_field = "code"
    filterset_class = IndicatorFilter

    def get_queryset(self):
        return Indicator.objects.for_user(self.request.user).select_related("program").order_by("-id")


class MeasurementSerializer(serializers.ModelSerializer):
    indicator = serializers.SlugRelatedField(slug_field="code", read_only=True)
    period = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = Measurement
        fields = ["indicator", "period", "value", "status", "reason", "approved_at"]


class MeasurementViewSet(viewsets.ReadOnlyModelViewSet):
    """The last word on each indicator and period; `status=approved` leaves what somebody stands for."""

    queryset = Measurement.objects.none()
    serializer_class = MeasurementSerializer
    filterset_class = MeasurementFilter

    def get_queryset(self):
        rows = Measurement.objects.for_user(self.request.user).current()
        return rows.select_related("indicator", "period").order_by("-id")
