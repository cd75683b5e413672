"""What is done with a list: kept as a view, arranged, taken away. Reading it is the page of its own room."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.lists.actions import (
    AT_ONCE,
    ask_export,
    choose_columns,
    drop_view,
    keep_view,
    require_export,
    tell_export,
)
from accounts.lists.choices import FileFormat
from accounts.lists.files import file_name, wanted_of
from accounts.lists.forms import KeepViewForm
from accounts.lists.models import SavedView
from accounts.lists.pages import back_to
from accounts.lists.queries import ALL, kept_for, kept_query
from accounts.lists.registry import LISTS, StaffList
from accounts.lists.writing import csv_pieces, xlsx_pieces
from accounts.people.scopes import assignments_of
from foundation.errors import DomainError

FILE_TYPES = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _list_or_404(request: HttpRequest, name: str) -> StaffList:
    listed = LISTS.get(name)
    if listed is None or not listed.may_open(request.user):
        raise Http404
    return listed


@require_POST
def save_view(request: HttpRequest, name: str) -> HttpResponse:
    """The filters on screen under a name; words searched for are not kept."""
    listed = _list_or_404(request, name)
    form = KeepViewForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, _("Give the view a name of at most 80 letters."))
        return back_to(listed, kept_query(listed, QueryDict(request.POST.get("query", ""))))
    sent = form.cleaned_data
    programs = sorted({row.program for row in assignments_of(request.user)} - {""})
    try:
        view = keep_view(
            listed=listed, by=request.user, name=sent["name"], query=sent["query"], columns=sent["columns"].split(","),
            audience=sent["audience"], program=programs[0] if programs else "", is_default=sent["is_default"],
        )  # fmt: skip
    except DomainError as error:
        messages.error(request, error.message)
        return back_to(listed, kept_query(listed, QueryDict(sent["query"])))
    messages.success(request, _("The view is kept."))
    return back_to(listed, f"{view.query}&view={view.pk}" if view.query else f"view={view.pk}")


@require_POST
def delete_view(request: HttpRequest, name: str, number: int) -> HttpResponse:
    listed = _list_or_404(request, name)
    drop_view(listed=listed, by=request.user, number=number)
    return back_to(listed, f"{ALL}=1")


@require_POST
def columns(request: HttpRequest, name: str) -> HttpResponse:
    """The chooser of the page; "usual" forgets the choice. A view in use that is one's own is changed with it."""
    listed = _list_or_404(request, name)
    query = QueryDict(request.POST.get("query", ""))
    chosen = [] if "usual" in request.POST else request.POST.getlist("column")
    choose_columns(listed=listed, by=request.user, columns=chosen)
    # A view's columns would hide the choice just made.
    kept = kept_query(listed, query)
    own = SavedView.objects.filter(pk=query["view"], owner=request.user) if query.get("view", "").isdigit() else None
    if own:
        own.update(columns=[column for column in listed.columns_for(request.user) if column in chosen])
        kept = f"{kept}&view={query['view']}" if kept else f"view={query['view']}"
    return back_to(listed, kept or f"{ALL}=1")


@require_POST
def export(request: HttpRequest, name: str) -> HttpResponse:
    """What is on screen, whole: rows, order and columns. A short list at once, a long one as a job with its own page."""
    listed = _list_or_404(request, name)
    file_format, query = request.POST.get("format", ""), request.POST.get("query", "")
    if file_format not in FileFormat.values:
        raise Http404
    try:
        require_export(listed, request.user)
    except DomainError as error:
        raise PermissionDenied(error.message) from error
    kept = kept_for(request.user, listed, QueryDict(query))
    wanted = wanted_of(listed, request.user, query, kept.columns)
    count = wanted.rows.order_by().values("pk")[: AT_ONCE + 1].count()
    if count > AT_ONCE:
        job = ask_export(name=name, by=request.user, query=query, columns=wanted.columns, file_format=file_format)
        return redirect(job)
    tell_export(
        listed=listed, by=request.user, query=query, columns=wanted.columns, file_format=file_format, rows=count
    )
    language = translation.get_language() or "fr"
    pieces = csv_pieces if file_format == FileFormat.CSV else xlsx_pieces
    response = StreamingHttpResponse(
        pieces(wanted.rows, wanted.sheet, language, title=str(listed.title)),
        content_type=FILE_TYPES[FileFormat(file_format)],
    )
    response["Content-Disposition"] = f'attachment; filename="{file_name(listed, file_format)}"'
    response["Cache-Control"] = "private, no-store"
    return response
