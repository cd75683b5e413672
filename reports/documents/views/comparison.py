"""Two reports compared figure by figure, on the page or as a list to take away."""

from collections.abc import Iterator
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.spreadsheets import stream_csv, stream_xlsx
from foundation.words import in_language
from programs.budget.desk import enter, page
from reports.documents.comparison import Compared, compare_reports
from reports.documents.models import Report
from reports.documents.queries import last_snapshot

SHOWN = 400
_FORMATS = {
    "csv": (stream_csv, "text/csv; charset=utf-8"),
    "xlsx": (stream_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@require_safe
def compare(request: HttpRequest, reference: str) -> HttpResponse | StreamingHttpResponse:
    """This report against an earlier one (`with`); `show=changed` leaves what differs; `export` gives the same rows as a file."""
    enter(request, "reports.view_report", "reports.read_frozen")
    mine = Report.objects.for_user(request.user).select_related("meeting")
    found = get_object_or_404(mine, reference=reference)
    others = mine.exclude(pk=found.pk).filter(snapshots__isnull=False).distinct().order_by("-as_of", "-version")
    earlier = get_object_or_404(others, reference=request.GET["with"]) if request.GET.get("with") else None
    if earlier is None:
        earlier = others.filter(as_of__lte=found.as_of).first() or others.first()
    snapshot, before = last_snapshot(found), last_snapshot(earlier) if earlier else None
    rows = compare_reports(before.data, snapshot.data, then_reference=earlier.reference) if snapshot and before else []
    counts = {state: sum(row.state == state for row in rows) for state in ("same", "changed", "new", "gone")}
    only = request.GET.get("show", "")
    rows = [
        row
        for row in rows
        if row.state == only or (only == "restated" and row.is_restated) or only not in (*counts, "restated")
    ]
    if (kind := request.GET.get("export")) in _FORMATS:
        return _file(kind, rows, found, earlier)
    context = {
        "title": _("Compare two reports"),
        "report": found,
        "earlier": earlier,
        "others": others,
        "rows": rows[:SHOWN],
        "total": len(rows),
        "is_cut": len(rows) > SHOWN,
        "counts": counts,
        "show": only,
        "states": {"same": _("the same"), "changed": _("changed"), "new": _("new"), "gone": _("no longer there")},
    }
    return page(request, "reports/desk/compare.html", context)


def _file(kind: str, rows: list[Compared], found: Report, earlier: Report | None) -> StreamingHttpResponse:
    write, content_type = _FORMATS[kind]
    language = get_language() or "fr"
    heads = [
        _("Code"), _("Figure"), _("Line"), _("Column"), _("Unit"), _("Then"), _("Now"), _("Difference"), _("Comparison"),
        _("Restated"),
    ]  # fmt: skip

    def cells() -> Iterator[list]:
        for row in rows:
            yield [
                row.code, in_language(row.label, language), in_language(row.line, language), in_language(row.column, language), row.unit,
                _number(row.then), _number(row.now), row.difference, row.state, row.is_restated,
            ]  # fmt: skip

    answer = StreamingHttpResponse(write(heads, cells(), language=language), content_type=content_type)
    name = slugify(f"{earlier.reference if earlier else ''}-{found.reference}")
    answer["Content-Disposition"] = f'attachment; filename="comparaison-{name}.{kind}"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
