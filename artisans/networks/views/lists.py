"""The lists of this room on their pages; members of one network taken away as a file."""

from collections.abc import Callable, Sequence

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import translation
from django.views.decorators.http import require_GET

from accounts.lists import pages
from artisans.networks.lists import OWN
from artisans.parties.actions import record_export
from foundation.spreadsheets import Column, stream_csv, stream_xlsx
from foundation.time import now, today

ROWS = 50
FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
def show_list(request: HttpRequest, name: str) -> HttpResponse:
    if name not in OWN:
        raise Http404
    return pages.show_list(OWN[name], request)


def spreadsheet(
    request: HttpRequest, file_format: str, columns: Sequence[Column], rows: QuerySet, values: Callable, name: str
) -> HttpResponse:
    """Rows taken away as CSV or XLSX, formulas escaped, read from the database a batch at a time."""
    if file_format not in FILE_TYPES:
        raise Http404
    if not request.user.has_perm("artisans.export_party"):
        raise PermissionDenied
    # What was searched may be somebody's number: the event says only that there was a search.
    told = {key: "…" if key == "q" else value for key, value in request.GET.items() if value and key != "page"}
    record_export(by=request.user, file_format=file_format, filters={"list": name, **told}, rows=rows.count())
    language = translation.get_language() or "fr"
    plain = (values(row) for row in rows.iterator(chunk_size=500))
    if file_format == "csv":
        pieces = stream_csv(columns, plain, language=language)
    else:
        pieces = stream_xlsx(columns, plain, language=language, title=name, created=now())
    response = StreamingHttpResponse(pieces, content_type=FILE_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="sanad-{name}-{today():%Y-%m-%d}.{file_format}"'
    response["Cache-Control"] = "private, no-store"
    return response
