"""Every list of this room: filters in the address, sorted and paged, taken away exactly as it stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig, Table

from accounts.people.models import User
from artisans.networks.filters import FollowUpFilterSet, NetworkFilterSet, OrderFilterSet, PaperFilterSet
from artisans.networks.queries import follow_up_rows, network_rows, order_rows, paper_rows
from artisans.networks.tables import (
    FOLLOW_UP_COLUMNS,
    NETWORK_COLUMNS,
    ORDER_COLUMNS,
    PAPER_COLUMNS,
    FollowUpTable,
    NetworkTable,
    OrderTable,
    PaperTable,
    follow_up_values,
    network_values,
    order_values,
    paper_values,
)
from artisans.parties.actions import record_export
from artisans.parties.views.desk import with_chrome
from foundation.spreadsheets import Column, stream_csv, stream_xlsx
from foundation.time import now, today

ROWS = 50
FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class ListPage:
    """A list: who may open it, its rows, filter and table, and its rows as plain values."""

    title: Any
    permission: str
    rows: Callable[[User], QuerySet]
    filterset: type[django_filters.FilterSet]
    table: type[Table]
    columns: Sequence[Column]
    values: Callable[[Any], tuple[Any, ...]]
    file_name: str
    lead: Any = ""
    first: dict[str, str] = field(default_factory=dict)  # the filters of a list opened without any


LISTS: dict[str, ListPage] = {
    "networks": ListPage(
        _("Networks"), "artisans.view_network", network_rows, NetworkFilterSet, NetworkTable, NETWORK_COLUMNS,
        network_values, "reseaux",
    ),
    "orders": ListPage(
        _("Orders of networks"), "artisans.view_order", order_rows, OrderFilterSet, OrderTable, ORDER_COLUMNS,
        order_values, "commandes",
    ),
    "alone": ListPage(
        _("Artisans without aggregator"), "artisans.view_memberfollowup", follow_up_rows, FollowUpFilterSet,
        FollowUpTable, FOLLOW_UP_COLUMNS, follow_up_values, "artisans-sans-agregateur",
        _("Their aggregator stopped, pauses or left the programme, and they are in no other network."),
    ),
    "papers": ListPage(
        _("Papers with an end"), "artisans.view_partypaper", lambda user: paper_rows(user).filter(is_current=True),
        PaperFilterSet, PaperTable, PAPER_COLUMNS, paper_values, "pieces-a-renouveler",
        _("The beneficiary is reminded once, thirty days before the end."),
    ),
}  # fmt: skip


@require_GET
def show_list(request: HttpRequest, name: str) -> HttpResponse:
    page = _page(request, name)
    found = page.filterset(request.GET, queryset=page.rows(request.user))
    table = page.table(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    query = request.GET.urlencode()
    context = {
        "title": page.title,
        "lead": page.lead,
        "table": table,
        "filter": found,
        "exports": [
            (kind.upper(), f"{reverse('admin:artisans_networks_export', args=[name, kind])}?{query}")
            for kind in FILE_TYPES
        ],
    }
    return with_chrome(request, "artisans/networks/list.html", context)


@require_GET
def export_list(request: HttpRequest, name: str, file_format: str) -> HttpResponse:
    """The rows of the filter in the order of the screen; the act is recorded."""
    page = _page(request, name)
    found = page.filterset(request.GET, queryset=page.rows(request.user))
    table = page.table(found.qs)
    RequestConfig(request, paginate=False).configure(table)
    return spreadsheet(request, file_format, page.columns, table.data.data, page.values, page.file_name)


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


def _page(request: HttpRequest, name: str) -> ListPage:
    if name not in LISTS:
        raise Http404
    if not request.user.has_perm(LISTS[name].permission):
        raise PermissionDenied
    return LISTS[name]
