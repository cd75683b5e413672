"""Files over the API: the same rows, filters and verbs as on the pages."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.people.scopes import scopes_of
from foundation.api.paging import KeysetPagination
from programs.applications.actions import submit_application
from programs.applications.filters import ApplicationFilterSet
from programs.applications.idempotency import once
from programs.applications.models import Application
from programs.applications.queries import missing_in
from programs.applications.timeline import status_words

KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER,
    description="A key of your choice: the same request with the same key is carried out once and answered the same each time.",
)  # fmt: skip


class MissingSerializer(serializers.Serializer):
    section = serializers.CharField()
    question = serializers.CharField()
    label = serializers.CharField()
    is_document = serializers.BooleanField()


class ApplicationSerializer(serializers.ModelSerializer):
    """A file. Applicants see the public state: a decision that is not published does not exist for them."""

    call = serializers.CharField(source="call.code")
    party = serializers.CharField(source="party.reference")
    status = serializers.SerializerMethodField()
    status_label = serializers.SerializerMethodField()
    next_step = serializers.SerializerMethodField()

    class Meta:
        model = Application
        fields = (
            "reference", "program", "call", "party", "channel", "language", "status", "status_label", "next_step", "version",
            "amount_requested", "created_at", "saved_at", "submitted_at", "due_on", "correction_due_on", "published_at", "appeal_until",
            "is_demonstration",
        )  # fmt: skip
        read_only_fields = fields

    def get_status(self, application: Application) -> str:
        return application.status if self.context.get("is_staff") else application.public_status

    def get_status_label(self, application: Application) -> str:
        return (
            str(application.get_status_display()) if self.context.get("is_staff") else status_words(application).label
        )

    def get_next_step(self, application: Application) -> str:
        return status_words(application).next_step


class ApplicationDetailSerializer(ApplicationSerializer):
    answers = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField()

    class Meta(ApplicationSerializer.Meta):
        fields = (*ApplicationSerializer.Meta.fields, "answers", "missing")
        read_only_fields = fields

    def get_answers(self, application: Application) -> dict[str, Any]:
        """What was typed; phone numbers and addresses stay sealed."""
        return {
            code: "•••" if isinstance(value, str) and value.startswith("sealed:") else value
            for code, value in application.answers.items()
        }

    @extend_schema(responses=MissingSerializer(many=True))
    def get_missing(self, application: Application) -> list[dict[str, Any]]:
        return MissingSerializer(missing_in(application), many=True).data


@extend_schema_view(list=extend_schema(summary="Files within reach"), retrieve=extend_schema(summary="One file"))
class ApplicationViewSet(viewsets.ReadOnlyModelViewSet):
    """Staff: files handed in, of their programmes and areas. Applicants: their own, drafts included."""

    permission_classes = (IsAuthenticated,)
    filterset_class = ApplicationFilterSet
    pagination_class = KeysetPagination
    lookup_field = "reference"
    lookup_value_regex = "[0-9A-Za-z-]+"
    queryset = Application.objects.none()

    def get_serializer_class(self) -> type[serializers.Serializer]:
        return ApplicationSerializer if self.action == "list" else ApplicationDetailSerializer

    def get_serializer_context(self) -> dict[str, Any]:
        return super().get_serializer_context() | {
            "is_staff": bool(scopes_of(self.request.user, "programs.view_application"))
        }

    def get_queryset(self) -> QuerySet[Application]:
        if getattr(self, "swagger_fake_view", False):
            return Application.objects.none()
        files = Application.objects.for_applicant if self.action == "submit" else Application.objects.for_user
        return files(self.request.user).select_related("call__version__program", "party", "form")

    @extend_schema(
        summary="Hand the file in",
        request=None,
        responses={200: ApplicationDetailSerializer, 409: dict},
        parameters=[KEY],
    )
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, reference: str) -> Response:
        """From here on it can be read but not changed. 409 with its sentence, and every reason, when a rule refuses."""
        application = self.get_object()

        def act() -> tuple[int, dict[str, Any]]:
            submitted = submit_application(application=application, by=request.user)
            return 200, {
                "reference": submitted.reference,
                "status": submitted.public_status,
                "submitted_at": submitted.submitted_at.isoformat(),
                "due_on": submitted.due_on.isoformat(),
            }

        status, body = once(
            user=request.user,
            key=request.headers.get("Idempotency-Key", ""),
            request={"verb": "submit", "file": reference},
            act=act,
        )
        return Response(body, status=status)
