"""Programmes and calls: public facts, the form included, so that another system can fill it."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.permissions import AllowAny

from foundation.api.paging import KeysetPagination
from foundation.time import now
from programs.calls.filters import CallFilterSet, ProgramFilterSet
from programs.calls.models import Call
from programs.calls.queries import eligibility_questions, is_open
from programs.catalog.choices import ProgramStatus
from programs.catalog.models import Program


class ProgramSerializer(serializers.ModelSerializer):
    class Meta:
        model = Program
        fields = ("code", "name_fr", "name_ar", "name_en", "summary_fr", "summary_ar", "summary_en", "status")


class CallSerializer(serializers.ModelSerializer):
    program = serializers.CharField(source="version.program.code")
    is_open = serializers.SerializerMethodField()

    class Meta:
        model = Call
        fields = (
            "code", "program", "edition", "name_fr", "name_ar", "name_en", "offer_fr", "offer_ar", "offer_en", "audience", "places",
            "max_amount", "is_fast_track", "opens_at", "closes_at", "status", "is_open", "is_demonstration",
        )  # fmt: skip

    def get_is_open(self, call: Call) -> bool:
        return is_open(call, now())


class CallDetailSerializer(CallSerializer):
    form = serializers.JSONField(source="form.definition")
    eligibility_questions = serializers.SerializerMethodField()

    class Meta(CallSerializer.Meta):
        fields = (*CallSerializer.Meta.fields, "form", "eligibility_questions")

    def get_eligibility_questions(self, call: Call) -> list[dict[str, Any]]:
        return [dict(question) for question in eligibility_questions(call)]


@extend_schema_view(list=extend_schema(summary="Programmes"), retrieve=extend_schema(summary="One programme"))
class ProgramViewSet(viewsets.ReadOnlyModelViewSet):
    """Programmes that have been activated."""

    permission_classes = (AllowAny,)
    serializer_class = ProgramSerializer
    pagination_class = KeysetPagination
    filterset_class = ProgramFilterSet
    lookup_field = "code"
    queryset = Program.objects.exclude(status=ProgramStatus.DRAFT)


@extend_schema_view(
    list=extend_schema(summary="Published calls"), retrieve=extend_schema(summary="One call with its form")
)
class CallViewSet(viewsets.ReadOnlyModelViewSet):
    """Calls that have been published."""

    permission_classes = (AllowAny,)
    filterset_class = CallFilterSet
    pagination_class = KeysetPagination
    lookup_field = "code"
    queryset = Call.objects.public().select_related("version__program", "form", "rules")

    def get_serializer_class(self) -> type[serializers.Serializer]:
        return CallSerializer if self.action == "list" else CallDetailSerializer
