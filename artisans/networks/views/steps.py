"""One page for each act: a small form with help, errors beside the field, nothing lost when a rule refuses."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from artisans.parties.views.desk import with_chrome
from foundation.errors import DomainError


def step_page(
    request: HttpRequest,
    *,
    title: Any,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    done: Any,
    back: str,
    submit: Any,
    crumbs: list[tuple[str, str]] = (),
    lead: Any = "",
    warning: Any = "",
    is_grave: bool = False,
    template: str = "artisans/networks/step.html",
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form, or press it: the action, its sentence, back. `is_grave` colours the button of what cannot be undone."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except DomainError as error:
            for sentence in [error.message, *error.reasons]:
                form.add_error(None, sentence)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(back)
    context = {
        "title": title, "form": form, "back": back, "submit": submit, "step_crumbs": list(crumbs), "lead": lead,
        "warning": warning, "is_grave": is_grave, **(extra or {}),
    }  # fmt: skip
    return with_chrome(request, template, context)


def bound(form: type[forms.Form], request: HttpRequest, **options: Any) -> forms.Form:
    """The form with what was typed, or empty."""
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return form(*data, **options)
