"""What is done to an import, and the files that leave it. Each act is one POST and one action."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.audit.actions import record
from artisans.imports.actions import accept_import, cancel_import, decide_suspect, map_columns, stop_import
from artisans.imports.forms import AcceptForm
from artisans.imports.models import ImportBatch
from artisans.imports.permissions import kinds_for, may_decide
from artisans.imports.queries import error_table
from artisans.imports.registry import IMPORT_KINDS
from artisans.imports.sheets import template_csv, template_xlsx
from artisans.imports.views.page import batch_or_404, mapping_form
from artisans.parties.views.desk import refuse_unless
from foundation.errors import DomainError
from foundation.spreadsheets import stream_csv, stream_xlsx
from foundation.time import now

FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _decided(request: HttpRequest, reference: str) -> ImportBatch:
    batch = batch_or_404(request, reference)
    refuse_unless(may_decide(request.user, batch))
    return batch


def _try(request: HttpRequest, act: Callable[[], object], done: str) -> bool:
    try:
        act()
    except DomainError as error:
        messages.error(request, error.message)
        return False
    messages.success(request, done)
    return True


@require_POST
def map_import(request: HttpRequest, reference: str) -> HttpResponse:
    batch = _decided(request, reference)
    form = mapping_form(batch, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a column of the list for each column of the file."))
        return redirect(batch)
    mapping = form.mapping()
    _try(request, lambda: map_columns(batch=batch, mapping=mapping, by=request.user), _("The list is being checked."))
    return redirect(batch)


@require_POST
def decide_row(request: HttpRequest, reference: str, row: int) -> HttpResponse:
    batch = _decided(request, reference)
    decision = request.POST.get("decision", "")
    _try(
        request,
        lambda: decide_suspect(batch=batch, row=row, decision=decision, by=request.user),
        _("Row %(row)s is decided.") % {"row": row},
    )
    after = request.POST.get("after", "")
    return redirect(f"{batch.get_absolute_url()}?show=suspect" + (f"&after={after}" if after.isdigit() else ""))


@require_POST
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    batch = _decided(request, reference)
    form = AcceptForm(request.POST)
    if form.is_valid():
        _try(
            request,
            lambda: accept_import(batch=batch, by=request.user, **form.cleaned_data),
            _("The list is being written."),
        )
    else:
        messages.error(request, _("Write the reason in at most 240 letters."))
    return redirect(batch)


@require_POST
def stop(request: HttpRequest, reference: str) -> HttpResponse:
    batch = _decided(request, reference)
    _try(request, lambda: stop_import(batch=batch, by=request.user), _("The work is stopped."))
    return redirect(batch)


@require_POST
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    batch = _decided(request, reference)
    if _try(request, lambda: cancel_import(batch=batch, by=request.user), _("The waiting rows and the file are gone.")):
        return redirect("admin:artisans_imports")
    return redirect(batch)


@require_safe
def errors_file(request: HttpRequest, reference: str, file_format: str) -> HttpResponse:
    """The wrong rows as they were sent, with what to correct: to correct and send again."""
    batch = _decided(request, reference)
    if file_format not in FILE_TYPES:
        raise Http404
    record(
        "import.errors_taken",
        target=batch,
        by=request.user,
        after={"format": file_format, "rows": batch.counts.get("error", 0)},
    )
    headings, rows = error_table(batch)
    language = get_language() or "fr"
    if file_format == "csv":
        pieces = stream_csv(headings, rows, language=language)
    else:
        pieces = stream_xlsx(headings, rows, language=language, title=_("To correct"), created=now())
    return _attached(
        StreamingHttpResponse(pieces, content_type=FILE_TYPES[file_format]),
        f"{batch.reference}-a-corriger.{file_format}",
    )


@require_safe
def template_file(request: HttpRequest, kind: str, file_format: str) -> HttpResponse:
    """The empty list of a kind, in the reader's language."""
    if kind not in kinds_for(request.user) or file_format not in FILE_TYPES:
        raise Http404
    content = (template_csv if file_format == "csv" else template_xlsx)(IMPORT_KINDS[kind])
    name = kind.rpartition(".")[2]
    return _attached(HttpResponse(content, content_type=FILE_TYPES[file_format]), f"sanad-{name}.{file_format}")


def _attached(response: HttpResponse | StreamingHttpResponse, name: str) -> HttpResponse | StreamingHttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
