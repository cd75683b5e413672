"""The search through the API: the same answers in the same order as in the officers' box."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from artisans.name_search import LONGEST
from artisans.parties.search import MOST, search
from foundation.api.throttling import PersonThrottle, SearchThrottle


class SearchQuestionSerializer(serializers.Serializer):
    """What to look for: a number in any spelling, a reference, or a name in either script, complete or begun."""

    q = serializers.CharField(max_length=LONGEST, label="text")
    limit = serializers.IntegerField(min_value=1, max_value=MOST, default=12, required=False)


class SearchHitSerializer(serializers.Serializer):
    """One answer. From 84 on the score tells a spelling of what was asked; below, a beginning or a resemblance."""

    type = serializers.CharField(help_text="person, organisation, application, grant, batch …")
    label = serializers.CharField(help_text="the type in the reader's language")
    reference = serializers.CharField()
    title = serializers.CharField()
    other_script = serializers.CharField(source="other", help_text="the title in the other script, if it is known")
    detail = serializers.CharField()
    phone = serializers.CharField(source="tail", help_text="its end, masked")
    score = serializers.IntegerField(min_value=0, max_value=100)
    url = serializers.CharField(help_text="its page on the officers' desk; empty for applicants")


class SearchViewSet(viewsets.ViewSet):
    """Staff: within their programmes and areas. Applicants: themselves and those they act for. Nobody else is hinted at.

    Ask by POST when the text may be somebody's number: addresses end up in logs.
    """

    permission_classes = (IsAuthenticated,)
    throttle_classes = (PersonThrottle, SearchThrottle)

    @extend_schema(
        summary="Search persons, organisations and files",
        parameters=[SearchQuestionSerializer],
        responses=SearchHitSerializer(many=True),
        operation_id="search",
    )
    def list(self, request: Request) -> Response:
        return self._answer(request, request.query_params)

    @extend_schema(
        summary="Search, with the text in the body",
        request=SearchQuestionSerializer,
        responses=SearchHitSerializer(many=True),
        operation_id="search_privately",
    )
    def create(self, request: Request) -> Response:
        return self._answer(request, request.data)

    def _answer(self, request: Request, given: dict) -> Response:
        question = SearchQuestionSerializer(data=given)
        question.is_valid(raise_exception=True)
        hits = search(question.validated_data["q"], request.user, question.validated_data["limit"])
        return Response(SearchHitSerializer(hits, many=True).data, headers={"Cache-Control": "private, no-store"})
