"""A staff list on its page: filtered, ordered, counted, with the columns its reader chose."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django_filters import FilterSet

from accounts.lists.bulk import BulkAct, acts_of
from accounts.lists.forms import KeepViewForm
from accounts.lists.models import SavedView
from accounts.lists.queries import ALL, Kept, kept_for, kept_query
from accounts.lists.registry import LISTS, StaffList
from foundation.paging import Count, Page, honest_count, keyset_page
from foundation.tables import ListTable

ROWS = 50


@dataclass(frozen=True)
class ListPage:
    """What the templates `lists/*.html` and a page's own template need."""

    name: str
    listed: StaffList
    filter: FilterSet
    page: Page
    table: ListTable
    count: Count
    kept: Kept
    query: str  # filters, order and view in use, as an address
    searched: list[tuple[str, str]] = field(default_factory=list)  # what the search form must carry along
    shown: list[str] = field(default_factory=list)
    form: KeepViewForm | None = None
    may_export: bool = False

    @property
    def chips(self) -> list[dict[str, Any]]:
        """The views to choose from."""
        return [
            {
                "number": view.pk, "name": view.name, "url": f"?{_query_of(view)}", "is_current": view == self.kept.current,
                "is_mine": view.owner_id == self.table.reader.pk, "is_default": view == self.kept.default,
            }
            for view in self.kept.views
        ]  # fmt: skip

    @property
    def acts(self) -> list[tuple[str, BulkAct]]:
        """What may be done to chosen rows."""
        return acts_of(self.name, self.table.reader)

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The columns that may be chosen, in the order of the table."""
        return [
            {"name": name, "label": self.table.base_columns[name].verbose_name, "is_shown": name in self.shown}
            for name, column in self.listed.columns_for(self.table.reader).items()
            if not column.is_fixed
        ]

    @property
    def columns(self) -> str:
        return ",".join(self.shown)


def list_page(name: str, request: HttpRequest, **table_options: Any) -> ListPage | HttpResponse:
    """The page of a registered list, or the way to the view that its reader wants it opened with. A stranger is refused."""
    listed = LISTS[name]
    if not listed.may_open(request.user):
        raise PermissionDenied
    kept = kept_for(request.user, listed, request.GET)
    if kept.default and not request.GET:
        return redirect(f"{request.path}?{_query_of(kept.default)}")
    filterset = listed.filterset(request.GET, queryset=listed.rows(request.user), request=request)
    filterset.clear_url = f"{request.path}?{ALL}=1" if kept.default else request.path
    sort = request.GET.get("sort", "")
    sort = sort if sort in listed.orders() else listed.default_order
    rows = filterset.qs
    page = keyset_page(rows, listed.order(sort), request.GET, ROWS)
    shown = listed.shown(request.user, kept.columns)
    hidden = {column for column in listed.columns if column not in shown}
    exclude = (*hidden, *table_options.pop("exclude", ()))
    table = listed.table(page, order_by=sort, exclude=exclude, **table_options)
    for column in table.columns:
        # A heading can be pressed where the list can be put in that order, nowhere else.
        column.column.orderable = column.name in listed.orders()
    table.reader, table.clear_url = request.user, filterset.clear_url
    query = _current(listed, request.GET, kept)
    table.previous_url = f"?{_with(query, before=page.before)}" if page.before else ""
    table.next_url = f"?{_with(query, after=page.after)}" if page.after else ""
    return ListPage(
        name=name, listed=listed, filter=filterset, page=page, table=table, count=honest_count(rows), kept=kept,
        query=query, shown=shown, may_export=listed.may_export(request.user),
        searched=[pair for pair in QueryDict(query).items() if pair[0] not in listed.searches],
        form=KeepViewForm(user=request.user, initial={"query": query, "columns": ",".join(shown)}),
    )  # fmt: skip


def show_list(name: str, request: HttpRequest, template: str = "lists/page.html", **more: Any) -> HttpResponse:
    """The whole page of a registered list. `add_url`/`add_words` make the button of its page."""
    options = more.pop("table_options", {})
    return render_list(list_page(name, request, **options), request, template, **more)


def render_list(found: ListPage | HttpResponse, request: HttpRequest, template: str, **more: Any) -> HttpResponse:
    """The page in the officers' house; nobody on the way may keep it."""
    if isinstance(found, HttpResponse):
        return found
    context = {
        "title": found.listed.title, "subtitle": found.listed.count_words(found.count), "filter": found.filter,
        "table": found.table, "list": found, "query": found.query,
    }  # fmt: skip
    response = render(request, template, {**admin.site.each_context(request), **context, **more})
    response["Cache-Control"] = "private, no-store"
    return response


def back_to(listed: StaffList, query: str) -> HttpResponse:
    return redirect(f"{listed.address}?{query}" if query else listed.address)


def _current(listed: StaffList, data: QueryDict, kept: Kept) -> str:
    query = kept_query(listed, data)
    return _with(query, view=str(kept.current.pk)) if kept.current else query


def _query_of(view: SavedView) -> str:
    return _with(view.query, view=str(view.pk))


def _with(query: str, **more: str) -> str:
    changed = QueryDict(query, mutable=True)
    for name, value in more.items():
        changed[name] = value
    return changed.urlencode()
