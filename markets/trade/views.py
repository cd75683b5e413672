"""Published figures in the officers' house: the list with its filters, the import with its trial run."""

import django_tables2
from django.contrib import messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.errors import DomainError
from foundation.spreadsheets import stream_csv
from markets.trade.actions import import_trade_file
from markets.trade.filters import TradePointFilter
from markets.trade.forms import ImportForm
from markets.trade.models import TradePoint
from markets.trade.rows import REQUIRED
from markets.trade.tables import TradePointTable

_EXPORTED = (
    "series__code", "family__code", "destination__code", "city__code", "period_kind", "period_start", "period_end", "value_mdh",
    "qualifier", "share_pct", "growth_pct", "status", "published_on", "published_precision", "source", "note",
)  # fmt: skip


@require_safe
def point_list(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Every vintage of every figure. `?format=csv` gives exactly what the filters leave."""
    if not request.user.has_perm("markets.view_tradepoint"):
        raise PermissionDenied
    points = TradePoint.objects.select_related("series", "family", "destination", "city").order_by(
        "-period_end", "series_id", "-id"
    )
    chosen = TradePointFilter(request.GET, queryset=points)
    if request.GET.get("format") == "csv":
        rows = chosen.qs.values_list(*_EXPORTED).iterator(chunk_size=2000)
        answer = StreamingHttpResponse(
            stream_csv([name.removesuffix("__code") for name in _EXPORTED], rows, language=get_language() or "fr"),
            content_type="text/csv; charset=utf-8",
        )
        answer["Content-Disposition"] = 'attachment; filename="exportations.csv"'
        return answer
    table = TradePointTable(chosen.qs)
    django_tables2.RequestConfig(request, paginate={"per_page": 50}).configure(table)
    query = request.GET.copy()
    query["format"] = "csv"
    return render(
        request, "markets/staff/points.html",
        site.each_context(request)
        | {
            "title": _("Published figures"), "filter": chosen, "table": table, "csv_query": query.urlencode(),
            "can_import": request.user.has_perm("markets.import_trade"),
        },
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest) -> HttpResponse:
    """A file is tried first: what it would bring is shown, and nothing is kept until it is sent for good."""
    if not request.user.has_perm("markets.import_trade"):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    outcome, refusal = None, None
    if request.method == "POST" and form.is_valid():
        trial = "keep" not in request.POST
        sent, series = form.cleaned_data["file"], form.cleaned_data["series"]
        try:
            outcome = import_trade_file(
                file=sent, by=request.user, series=series.code if series else "", dry_run=trial, file_name=sent.name
            )
        except DomainError as error:
            refusal = error
        else:
            if not trial:
                messages.success(
                    request,
                    _("%(added)s figures taken in, %(known)s were known already.")
                    % {"added": outcome.added, "known": outcome.known},
                )
                return redirect("admin:markets_figures")
    return render(
        request, "markets/staff/import.html",
        site.each_context(request)
        | {"title": _("Import published figures"), "form": form, "outcome": outcome, "refusal": refusal, "required": REQUIRED},
    )  # fmt: skip
