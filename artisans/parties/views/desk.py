"""What every page of the register shares."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from artisans.parties.models import Party
from artisans.parties.queries import register_rows
from foundation.errors import DomainError

__all__ = ["never_cache", "party_or_404", "refuse_unless", "say", "to_party", "with_chrome"]


def with_chrome(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page inside the officers' house. Personal: no cache on the way may keep it."""
    response = render(request, template, {**admin.site.each_context(request), **context}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def party_or_404(request: HttpRequest, reference: str) -> Party:
    """The party if it lies within the reader's reach; a stranger cannot tell it from none."""
    return get_object_or_404(register_rows(request.user), reference=reference)


def refuse_unless(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def to_party(party: Party) -> HttpResponse:
    return redirect("admin:artisans_party", party.reference)


def say(request: HttpRequest, error: DomainError) -> None:
    messages.error(request, error.message)
