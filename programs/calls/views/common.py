"""What the pages of this room share: who may, which draft, a step that may be refused."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.people.scopes import scopes_of
from foundation.errors import DomainError
from programs.budget.desk import enter
from programs.calls.models import Call, Versioned

READING = "programs.draft_call", "programs.change_call", "programs.give_access", "programs.view_alljobs"
DRAFTING, PUBLISHING, GIVING = "programs.draft_call", "programs.change_call", "programs.give_access"


def holds(request: HttpRequest, permission: str, program: Any) -> bool:
    """Whether a role of this person grants it for the programme; what belongs to all needs a role without a programme."""
    code = program.code if program else ""
    return any(scope.program in ("", code) for scope in scopes_of(request.user, permission))


def call_of(request: HttpRequest, code: str) -> Call:
    enter(request, "programs.view_call")
    related = ("version__program", "form", "rules", "rubric", "budget_line")
    return get_object_or_404(Call.objects.select_related(*related), code=code)


def version_of(request: HttpRequest, model: type[Versioned], number: int) -> Versioned:
    enter(request, f"programs.view_{model._meta.model_name}")
    return get_object_or_404(model.objects.select_related("program", "changed_by"), pk=number)


def revision_in(request: HttpRequest) -> int:
    """The revision the page was shown with; a page without one is out of date."""
    text = request.POST.get("revision", "")
    return int(text) if text.isdigit() else -1


def tried(request: HttpRequest, run: Callable[[], Any], done: Any = "") -> Any:
    """The action's result, or None after telling every reason it was refused."""
    try:
        found = run()
    except DomainError as error:
        messages.error(request, " ".join([error.message, *error.reasons]))
        return None
    if done:
        messages.success(request, done)
    return found if found is not None else True
