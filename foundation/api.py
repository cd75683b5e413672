"""What every endpoint shares: errors that read as sentences, pages that never count."""

from typing import Any

from django.conf import settings
from django.core.cache import caches
from rest_framework import status
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle
from rest_framework.views import exception_handler as drf_exception_handler

from foundation.errors import DomainError, InvalidValue


class KeysetPagination(CursorPagination):
    """Pages by position, equally fast at any depth; no COUNT."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-id"


class _OwnCount:
    """Counts in the memory of this process: a count in the shared cache costs five questions to the database for each request.

    The rates of the settings are those of the installation; each of its `WEB_PROCESSES` grants its share.
    """

    cache = caches["process"]

    def parse_rate(self, rate: str | None) -> tuple[int | None, int | None]:
        number, seconds = super().parse_rate(rate)
        return (None, None) if number is None else (max(1, number // settings.WEB_PROCESSES), seconds)


class VisitorThrottle(_OwnCount, AnonRateThrottle):
    """For those who have not signed in, by address."""


class PersonThrottle(_OwnCount, UserRateThrottle):
    """For each person."""


class SearchThrottle(_OwnCount, UserRateThrottle):
    """For each person's searches: enough for typing, too little for reading a register out."""

    scope = "search"


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """A refused rule is a 409 with its sentence, a bad value a 400; the rest as the framework does."""
    if isinstance(error, DomainError):
        code = status.HTTP_400_BAD_REQUEST if isinstance(error, InvalidValue) else status.HTTP_409_CONFLICT
        return Response({"code": error.code, "detail": error.message, "reasons": error.reasons}, status=code)
    return drf_exception_handler(error, context)
