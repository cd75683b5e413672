"""Documents of a file beside its answers: pictures and PDF pages in place, each accepted, refused or expired where it is read."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.audit.actions import note_access
from accounts.audit.choices import AccessKind
from artisans.documents.models import Document
from artisans.documents.views import SHOWN, serve_document
from artisans.parties.views.desk import with_chrome
from foundation.errors import DomainError
from foundation.pdf_pages import Unreadable, page_count, page_picture
from programs.applications import actions
from programs.applications.choices import ApplicationStatus as S
from programs.applications.forms import DocumentForm, TaskForm
from programs.applications.models import ApplicationDocument
from programs.applications.permissions import may_screen
from programs.applications.queries import answer_sections
from programs.applications.views.file import file_or_404

PDF = "application/pdf"


@require_GET
@never_cache
def view_document(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The pages on one side, what was answered on the other; the check below; the next document one step away."""
    application = file_or_404(request, reference)
    row = get_object_or_404(application.documents.select_related("document"), pk=number)
    note_access(AccessKind.DOCUMENT, target=row.document, by=request.user, party=application.party)
    rows = list(application.documents.filter(is_current=True).select_related("document").order_by("id"))
    place = next((place for place, other in enumerate(rows) if other.pk == row.pk), None)
    pages, is_readable = _pages(row.document)
    user = request.user
    context = {
        "title": row.document.name,
        "application": application,
        "row": row,
        "is_picture": row.document.mime in SHOWN,
        "pages": pages,
        "is_readable": is_readable,
        "sections": answer_sections(application),
        "place": place + 1 if place is not None else 0,
        "total": len(rows),
        "before": rows[place - 1] if place else None,
        "after": rows[place + 1] if place is not None and place + 1 < len(rows) else None,
        "can_check": row.is_current
        and may_screen(user, application)
        and application.status in (S.SCREENING, S.CHANGES_REQUESTED),
    }
    return with_chrome(request, "programs/applications/document.html", context)


def _pages(document: Document) -> tuple[range, bool]:
    if document.mime != PDF:
        return range(0), document.mime in SHOWN
    try:
        return range(1, page_count(_content(document)) + 1), True
    except Unreadable:
        return range(0), False


@require_GET
def document_page(request: HttpRequest, reference: str, number: int, page: int) -> HttpResponse:
    """One page of a PDF as a picture: nothing of the file itself runs in the browser."""
    application = file_or_404(request, reference)
    row = get_object_or_404(application.documents.select_related("document"), pk=number, document__mime=PDF)
    note_access(AccessKind.DOCUMENT, target=row.document, by=request.user, party=application.party)
    try:
        picture = page_picture(_content(row.document), page)
    except Unreadable as problem:
        raise Http404 from problem
    response = HttpResponse(picture, content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _content(document: Document) -> bytes:
    try:
        with document.file.storage.open(document.file.name) as file:
            return file.read()
    except OSError as problem:
        raise Unreadable from problem


@require_POST
def check_document(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Accept a document, refuse it with a reason, or say that it has expired."""
    application = file_or_404(request, reference)
    row = get_object_or_404(application.documents.select_related("application"), pk=number)
    form = DocumentForm(request.POST)
    if form.is_valid():
        try:
            actions.mark_document(
                row=row, state=form.cleaned_data["state"], reason=form.cleaned_data["reason"], by=request.user
            )
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("The check of the document is kept."))
    if request.POST.get("from") == "viewer":
        return redirect("admin:programs_file_view", reference, _next(row))
    return redirect("admin:programs_file", reference)


def _next(row: ApplicationDocument) -> int:
    """The next document nobody checked, else this one."""
    waiting = row.application.documents.filter(is_current=True, state="received").exclude(pk=row.pk)
    found = waiting.filter(pk__gt=row.pk).order_by("pk").first() or waiting.order_by("pk").first()
    return found.pk if found else row.pk


@require_GET
def document(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A file of the file, in the file's scope: pictures in the page, everything else saved first."""
    application = file_or_404(request, reference)
    row = get_object_or_404(application.documents.select_related("document"), pk=number)
    note_access(AccessKind.DOCUMENT, target=row.document, by=request.user, party=application.party)
    return serve_document(row.document, inline=request.GET.get("show") == "1")


@require_POST
def add_task(request: HttpRequest, reference: str) -> HttpResponse:
    """Something to be done on the file."""
    application = file_or_404(request, reference)
    form = TaskForm(request.POST, application=application)
    try:
        if not form.is_valid():
            raise DomainError(_("Write what is to be done."))
        actions.add_task(application=application, by=request.user, **form.cleaned_data)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The task is kept."))
    return redirect("admin:programs_file", reference)


@require_POST
def finish_task(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    application = file_or_404(request, reference)
    task = get_object_or_404(application.tasks.select_related("application"), pk=number)
    try:
        actions.finish_task(task=task, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("admin:programs_file", reference)
