"""Refusals that read as sentences."""

from typing import Any

from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from foundation.errors import DomainError, InvalidValue


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """A refused rule is a 409 with its sentence, a bad value a 400; the rest as the framework does."""
    if isinstance(error, DomainError):
        code = status.HTTP_400_BAD_REQUEST if isinstance(error, InvalidValue) else status.HTTP_409_CONFLICT
        return Response({"code": error.code, "detail": error.message, "reasons": error.reasons}, status=code)
    return drf_exception_handler(error, context)
