"""What every endpoint shares: errors that read as sentences, pages that never count."""

from typing import Any

from rest_framework import status
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from foundation.errors import DomainError, InvalidValue


class KeysetPagination(CursorPagination):
    """Pages by position, equally fast at any depth; no COUNT."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-id"


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """A refused rule is a 409 with its sentence, a bad value a 400; the rest as the framework does."""
    if isinstance(error, DomainError):
        code = status.HTTP_400_BAD_REQUEST if isinstance(error, InvalidValue) else status.HTTP_409_CONFLICT
        return Response({"code": error.code, "detail": error.message, "reasons": error.reasons}, status=code)
    return drf_exception_handler(error, context)
