"""The queue: filtered, ordered, kept as views, taken away as it is, given out in bulk."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.audit.actions import record
from accounts.people.models import SavedView
from artisans.parties.forms import SavedViewForm
from artisans.parties.queries import HIGHEST_COUNT, capped_count
from artisans.parties.views.desk import refuse_unless, with_chrome
from foundation.errors import DomainError
from foundation.formats import format_number
from foundation.spreadsheets import stream_csv, stream_xlsx
from foundation.time import now, today
from programs.applications.actions import assign_application
from programs.applications.desk import queue_rows
from programs.applications.filters import ApplicationFilterSet
from programs.applications.forms import BulkAssignForm
from programs.applications.models import Application
from programs.applications.paging import keyset_page
from programs.applications.tables import DEFAULT_ORDER, EXPORT_COLUMNS, ORDERS, QueueTable, export_rows

PAGE = "admin:programs_queue"
ROWS = 50
MOST_AT_ONCE = 200
FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Filters and order live in the address; pages go by position."""
    refuse_unless(request.user.has_perm("programs.view_application"))
    filterset = ApplicationFilterSet(request.GET, queryset=queue_rows(request.user), request=request)
    order = _order(request.GET)
    page = keyset_page(filterset.qs, ORDERS[order], request.GET, ROWS)
    can_assign = request.user.has_perm("programs.assign_application") or request.user.has_perm(
        "programs.screen_application"
    )
    table = QueueTable(page.rows, order_by=order, can_pick=can_assign, request=request)
    table.empty_text = _("Choose fewer filters, or look at all files.")
    table.previous_url = _address(request.GET, before=page.before) if page.before else ""
    table.next_url = _address(request.GET, after=page.after) if page.after else ""
    context = {
        "title": _("Files"),
        "subtitle": _count_words(capped_count(filterset.qs)),
        "filter": filterset,
        "table": table,
        "query": _kept(request.GET),
        "views": _views(request),
        "view_form": SavedViewForm(initial={"query": _kept(request.GET)}),
        "can_assign": can_assign,
        "can_assist": request.user.has_perm("programs.assist_application"),
    }
    return with_chrome(request, "programs/applications/queue.html", context)


@require_GET
def queue_export(request: HttpRequest, file_format: str) -> HttpResponse:
    """What is on screen, whole: same rows, same filter, same order. The taking away is recorded."""
    refuse_unless(request.user.has_perm("programs.view_application") and file_format in FILE_TYPES)
    filterset = ApplicationFilterSet(request.GET, queryset=queue_rows(request.user), request=request)
    rows = ORDERS[_order(request.GET)].apply(filterset.qs)
    count = capped_count(rows.order_by())
    if file_format == "xlsx" and count >= HIGHEST_COUNT:
        messages.error(request, _("This list is too long for a workbook. Narrow it with filters, or take it as CSV."))
        return redirect(f"{reverse(PAGE)}?{request.GET.urlencode()}")
    told = {name: "…" if name == "q" else value for name, value in request.GET.items() if value}
    record(
        "application.exported",
        target=request.user,
        by=request.user,
        after={"format": file_format, "filters": told, "rows": count},
    )
    language = translation.get_language() or "fr"
    values = export_rows(rows)
    if file_format == "csv":
        pieces = stream_csv(EXPORT_COLUMNS, values, language=language)
    else:
        pieces = stream_xlsx(EXPORT_COLUMNS, values, language=language, title=_("Files"), created=now())
    response = StreamingHttpResponse(pieces, content_type=FILE_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="sanad-dossiers-{today():%Y-%m-%d}.{file_format}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the present filters under a name; the same name again replaces them."""
    refuse_unless(request.user.has_perm("programs.view_application"))
    form = SavedViewForm(request.POST)
    query = ""
    if form.is_valid():
        query = _kept(QueryDict(form.cleaned_data["query"]))
        SavedView.objects.update_or_create(
            owner=request.user, page=PAGE, name=form.cleaned_data["name"].strip(),
            defaults={"query": query, "is_shared": form.cleaned_data["is_shared"]},
        )  # fmt: skip
        messages.success(request, _("The view is kept."))
    else:
        messages.error(request, _("Give the view a name of at most 80 letters."))
    return redirect(f"{reverse(PAGE)}?{query}")


@require_POST
def delete_view(request: HttpRequest, number: int) -> HttpResponse:
    """One's own only."""
    SavedView.objects.filter(pk=number, owner=request.user, page=PAGE).delete()
    return redirect(PAGE)


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


def _order(data: QueryDict) -> str:
    return data["sort"] if data.get("sort") in ORDERS else DEFAULT_ORDER


def _count_words(count: int) -> str:
    if count >= HIGHEST_COUNT:
        return _("More than %(count)s files") % {"count": format_number(HIGHEST_COUNT - 1)}
    return ngettext("%(number)s file", "%(number)s files", count) % {"number": format_number(count)}


def _views(request: HttpRequest) -> list[dict[str, Any]]:
    shown = SavedView.objects.filter(page=PAGE, owner=request.user) | SavedView.objects.filter(
        page=PAGE, is_shared=True
    )
    return [
        {"number": view.pk, "name": view.name, "url": f"?{view.query}", "is_mine": view.owner_id == request.user.pk}
        for view in shown.order_by("name", "id")[:30]
    ]


def _kept(data: QueryDict) -> str:
    """The filters and the order, without the place in the list."""
    kept = data.copy()
    for name in ("after", "before", "csrfmiddlewaretoken"):
        kept.pop(name, None)
    for name in [name for name, value in kept.items() if not value]:
        del kept[name]
    return kept.urlencode()


def _address(data: QueryDict, **marks: str) -> str:
    kept = QueryDict(_kept(data), mutable=True)
    kept.update(marks)
    return f"?{kept.urlencode()}"
