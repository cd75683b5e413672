"""What the officers' pages of the money rooms share: a page in the chrome, a pressed button, who may enter."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from artisans.networks.forms import AmountField
from foundation.errors import DomainError

__all__ = ["AmountField", "DayField", "act", "enter", "page", "typed"]


class DayField(forms.DateField):
    """A day, picked or typed."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page inside the officers' house; personal, so nothing on the way may keep it."""
    response = render(request, template, {**admin.site.each_context(request), **context}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def enter(request: HttpRequest, *permissions: str) -> None:
    """403 unless one of the permissions is held somewhere; which rows are seen is the queryset's part."""
    if not any(request.user.has_perm(permission) for permission in permissions):
        raise PermissionDenied


def typed(form: type[forms.Form], request: HttpRequest) -> dict[str, Any]:
    """The cleaned values of a small form, or a DomainError that says what is wrong with them."""
    bound = form(request.POST, request.FILES)
    if not bound.is_valid():
        reasons = [
            f"{bound.fields[name].label}: {error}" if name in bound.fields else str(error)
            for name, errors in bound.errors.items()
            for error in errors
        ]
        raise DomainError(reasons[0], reasons=reasons[1:])
    return bound.cleaned_data


def act(request: HttpRequest, action: Callable[[], Any], done: Any, to: str, *args: Any) -> HttpResponse:
    """Press a button: the action, its sentence, and back to the page. A refusal is told with every reason."""
    try:
        action()
    except DomainError as error:
        messages.error(request, " ".join([error.message, *error.reasons]))
    else:
        messages.success(request, done)
    return redirect(to, *args)
