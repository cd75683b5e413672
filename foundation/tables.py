"""Staff lists: a django-tables2 table whose body is written by functions made once per table and page.

The cells are those that django-tables2 itself would write (a test compares them); it works out anew for each cell which
arguments a render method wants and where its value comes from, and that is most of what a page of fifty rows costs.
"""

from __future__ import annotations

import copy
import inspect
from collections import OrderedDict
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from typing import Any
from urllib.parse import quote

import django_tables2
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.template.base import render_value_in_context
from django.template.context import Context
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django_tables2.columns import BoundColumn
from django_tables2.columns.linkcolumn import BaseLinkColumn
from django_tables2.data import TableListData
from django_tables2.rows import BoundRow

from foundation.paging import Page

Writer = Callable[[BoundRow], str]
_ARGUMENTS = frozenset({"value", "record", "column", "bound_column", "bound_row", "table"})


class _Columns(OrderedDict):
    """Declared columns; a table's own copy shares everything that pages do not change."""

    def __deepcopy__(self, memo: dict[int, Any]) -> OrderedDict:
        copies = OrderedDict()
        for name, column in self.items():
            copies[name] = mine = copy.copy(column)
            mine.attrs = dict(column.attrs)
        return copies


class _PageData(TableListData):
    """The rows of a page as the database gave them, in their order."""

    def order_by(self, aliases: Any) -> None:
        """Already done."""


class ListTable(django_tables2.Table):
    """The base of staff lists. `caption`, `empty_title` and `empty_text` are words of `tables/table.html`.

    Given a `foundation.paging.Page`, it shows its rows as they come; `order_by` then only marks the heading.
    """

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        declared = type(self)
        if not isinstance(declared.base_columns, _Columns):
            declared.base_columns = _Columns(declared.base_columns)
        super().__init__(_PageData(list(data.rows)) if isinstance(data, Page) else data, **kwargs)

    class Meta:
        template_name = "tables/table.html"


def address_maker(name: str) -> Callable[[str], str]:
    """The addresses of a route that takes one reference, worked out once for a whole list."""
    head, _mark, tail = reverse(name, args=["-_-"]).partition("-_-")
    return lambda reference: f"{head}{quote(reference)}{tail}"


def body(context: Context, table: django_tables2.Table) -> Iterator[str]:
    """The rows of the table's page as HTML, piece by piece. Every cell is escaped unless it is marked safe."""
    writers = [_writer(context, table, column) for column in table.columns]
    is_plain = not table.row_attrs
    for row in table.paginated_rows:
        if is_plain and type(row) is BoundRow:
            yield f'<tr class="{row.get_even_odd_css_class()}">'
        else:
            attributes = row.attrs
            yield f"<tr {attributes.as_html()}>" if attributes else "<tr>"
        for write in writers:
            yield write(row)
        yield "</tr>"


def _writer(context: Context, table: django_tables2.Table, column: BoundColumn) -> Writer:
    names = _wanted(getattr(column.render, "__func__", column.render))
    declared = column.column
    known = names is not None and names <= _ARGUMENTS and not column.link and not isinstance(declared, BaseLinkColumn)
    if not known or _has_callable_attributes(table, column) or isinstance(declared, django_tables2.ManyToManyColumn):
        return _slow(context, column)
    # A column that renders its default for no value at all, by a method that does not ask for the value.
    needs_value = "value" in names or bool(declared.empty_values)
    if needs_value and len(column.accessor.bits) != 1:
        return _slow(context, column)
    return _quick(context, table, column, names, str(column.accessor) if needs_value else "")


def _quick(
    context: Context, table: django_tables2.Table, column: BoundColumn, names: frozenset[str], bit: str
) -> Writer:
    opening, render, declared = _opening(column), column.render, column.column
    empty_values, default, is_localized = declared.empty_values, column.default, declared.localize
    fixed = {"column": declared, "bound_column": column, "table": table}
    fixed = {name: value for name, value in fixed.items() if name in names}
    has_value, has_record, has_row = "value" in names, "record" in names, "bound_row" in names
    slow = _slow(context, column)
    default_html = None

    def write(row: BoundRow) -> str:
        nonlocal default_html
        record, value = row.record, None
        if bit:
            if not isinstance(record, Model):
                return slow(row)
            value = _value(record, bit)
            if value in empty_values:
                if default_html is None:
                    default_html = f"{opening}{_shown(context, default, is_localized)}</td>"
                return default_html
        arguments = dict(fixed)
        if has_value:
            arguments["value"] = value
        if has_record:
            arguments["record"] = record
        if has_row:
            arguments["bound_row"] = row
        cell = render(**arguments)
        if is_localized is None:
            if type(cell) is SafeString:
                return f"{opening}{cell}</td>"
            if type(cell) is str:
                return f"{opening}{escape(cell)}</td>"
        return f"{opening}{_shown(context, cell, is_localized)}</td>"

    return write


def _value(record: Model, name: str) -> Any:
    """As an accessor of one step finds it; the words of a choice rather than its code."""
    display = _display_name(type(record), name)
    if display:
        return getattr(record, display)()
    try:
        value = getattr(record, name)
        if callable(value) and not getattr(value, "do_not_call_in_templates", False):
            return None if getattr(value, "alters_data", False) else value()
    except Exception:  # As an accessor: a row without the attribute, or whose relation is empty, has no value.
        return None
    return value


@cache
def _display_name(model: type[Model], name: str) -> str:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return ""
    return f"get_{name}_display" if getattr(field, "choices", None) else ""


@cache
def _wanted(function: Callable[..., Any]) -> frozenset[str] | None:
    """The arguments a render function names; None when it takes whatever comes."""
    names = set()
    for place, parameter in enumerate(inspect.signature(function).parameters.values()):
        if parameter.kind is parameter.VAR_KEYWORD:
            return None
        if parameter.kind is parameter.VAR_POSITIONAL or (place == 0 and parameter.name == "self"):
            continue
        names.add(parameter.name)
    return frozenset(names)


def _slow(context: Context, column: BoundColumn) -> Writer:
    """The cell by django-tables2's own way."""
    fixed = None if _has_callable_attributes(column._table, column) else _opening(column)

    def write(row: BoundRow) -> str:
        cell = row.get_cell(column.name)
        column.current_value, column.current_record = cell, row.record
        return f"{fixed or _opening(column)}{_shown(context, cell, column.localize)}</td>"

    return write


def _shown(context: Context, cell: Any, is_localized: bool | None) -> str:
    if is_localized is None:
        return render_value_in_context(cell, context)
    return conditional_escape(localize(cell, use_l10n=is_localized))


def _has_callable_attributes(table: django_tables2.Table, column: BoundColumn) -> bool:
    places = (column.column.attrs, table.attrs)
    return any(callable(value) for attrs in places for key in ("td", "cell") for value in attrs.get(key, {}).values())


def _opening(column: BoundColumn) -> str:
    attributes = column.attrs.get("td")
    return f"<td {attributes.as_html()}>" if attributes else "<td>"
