"""What every page knows: the establishment, the direction, whether this is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.people.models import Establishment
from foundation.words import direction


def _establishment() -> Establishment:
    return Establishment.objects.filter(pk=1).first() or Establishment(pk=1)


def sanad(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: `establishment`, `text_direction`, `demo_sign_in`."""
    return {
        "establishment": SimpleLazyObject(_establishment),
        "text_direction": direction(),
        "demo_sign_in": settings.DEMO_SIGN_IN,
    }
