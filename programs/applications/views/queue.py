"""The queue: filtered, ordered, given out in bulk. Its views, columns and files are those of every staff list."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.lists.pages import list_page, render_list
from artisans.parties.views.desk import refuse_unless, with_chrome
from foundation.errors import DomainError
from programs.applications.actions import assign_application
from programs.applications.desk import queue_rows
from programs.applications.forms import BulkAssignForm
from programs.applications.lists import NAME
from programs.applications.models import Application

PAGE = "admin:programs_queue"
MOST_AT_ONCE = 200


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Filters and order live in the address; pages go by position."""
    can_assign = request.user.has_perm("programs.assign_application") or request.user.has_perm(
        "programs.screen_application"
    )
    found = list_page(NAME, request, can_pick=can_assign)
    return render_list(
        found, request, "programs/applications/queue.html",
        can_assign=can_assign, can_assist=request.user.has_perm("programs.assist_application"),
    )  # fmt: skip


@require_POST
def bulk_assign(request: HttpRequest) -> HttpResponse:
    """First the preview: which files, to whom. Then the outcome, row by row: one refusal stops none of the others."""
    refuse_unless(
        request.user.has_perm("programs.screen_application") or request.user.has_perm("programs.assign_application")
    )
    references = request.POST.getlist("file")[:MOST_AT_ONCE]
    applications = list(queue_rows(request.user).filter(reference__in=references).order_by("due_on", "id"))
    if not applications:
        messages.error(request, _("Choose at least one file."))
        return redirect(PAGE)
    form = BulkAssignForm(request.POST if "officer" in request.POST else None, applications=applications)
    context: dict[str, Any] = {
        "title": _("Give files to an officer"),
        "applications": applications,
        "form": form,
        "outcomes": None,
    }
    if form.is_bound and form.is_valid():
        context["outcomes"] = [
            _assign(application, form.cleaned_data["officer"], request) for application in applications
        ]
        context["done"] = sum(row["is_done"] for row in context["outcomes"])
    return with_chrome(request, "programs/applications/bulk_assign.html", context)


def _assign(application: Application, officer: Any, request: HttpRequest) -> dict[str, Any]:
    try:
        assign_application(application=application, officer=officer, by=request.user)
    except DomainError as error:
        return {"application": application, "is_done": False, "words": error.message}
    return {"application": application, "is_done": True, "words": _("Given to %(officer)s") % {"officer": officer}}
