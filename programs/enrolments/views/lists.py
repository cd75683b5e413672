"""Lists of this room: filters in the address, sorted and paged, taken away exactly as they stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django_tables2 import RequestConfig, Table

from accounts.people.models import User
from artisans.networks.views.lists import FILE_TYPES, spreadsheet
from foundation.spreadsheets import Column
from programs.budget.desk import page

ROWS = 50


@dataclass(frozen=True)
class EnrolmentList:
    title: Any
    rows: Callable[[User], QuerySet]
    filterset: type[django_filters.FilterSet]
    table: type[Table]
    columns: Sequence[Column]
    values: Callable[[Any], tuple[Any, ...]]
    file_name: str
    export: str  # the name of the address that takes it away


def list_page(request: HttpRequest, shown: EnrolmentList, **more: Any) -> HttpResponse:
    found = shown.filterset(request.GET, queryset=shown.rows(request.user))
    table = shown.table(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    query = request.GET.urlencode()
    exports = [(kind.upper(), f"{reverse(shown.export, args=[kind])}?{query}") for kind in FILE_TYPES]
    if not request.user.has_perm("artisans.export_party"):
        exports = []
    context = {"title": shown.title, "table": table, "filter": found, "exports": exports, **more}
    return page(request, "programs/enrolments/list.html", context)


def list_export(request: HttpRequest, shown: EnrolmentList, file_format: str) -> HttpResponse:
    found = shown.filterset(request.GET, queryset=shown.rows(request.user))
    table = shown.table(found.qs)
    RequestConfig(request, paginate=False).configure(table)
    return spreadsheet(request, file_format, shown.columns, table.data.data, shown.values, shown.file_name)
