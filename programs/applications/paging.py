"""Pages by position: the hundredth is as quick as the first, and nothing is counted or skipped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime

NOTHING = "-"


@dataclass(frozen=True)
class Order:
    """A column to order by, then the id. Rows without a value come last, in both directions."""

    field: str
    is_descending: bool = False

    def apply(self, queryset: QuerySet, *, backwards: bool = False) -> QuerySet:
        descending = self.is_descending != backwards
        column = F(self.field)
        nulls = {"nulls_first": True} if backwards else {"nulls_last": True}
        return queryset.order_by(
            column.desc(**nulls) if descending else column.asc(**nulls), "-id" if descending else "id"
        )


@dataclass(frozen=True)
class Page:
    """Some rows, with the addresses' marks of the pages around them."""

    rows: Sequence[Model]
    after: str = ""  # mark of the next page
    before: str = ""  # mark of the page before


def keyset_page(queryset: QuerySet, order: Order, marks: Mapping[str, str], size: int) -> Page:
    """The page after (`after`) or before (`before`) a mark; the first one without a mark or with one that makes no sense."""
    before, after = _read(marks.get("before", "")), _read(marks.get("after", ""))
    if before:
        rows = list(order.apply(queryset.filter(_beyond(order, before, backwards=True)), backwards=True)[: size + 1])
        has_more = len(rows) > size
        rows = rows[:size][::-1]
        return Page(
            rows, after=_mark(order, rows[-1]) if rows else "", before=_mark(order, rows[0]) if has_more else ""
        )
    if after:
        queryset = queryset.filter(_beyond(order, after, backwards=False))
    rows = list(order.apply(queryset)[: size + 1])
    has_more = len(rows) > size
    rows = rows[:size]
    return Page(
        rows, after=_mark(order, rows[-1]) if has_more else "", before=_mark(order, rows[0]) if after and rows else ""
    )


def _beyond(order: Order, mark: tuple[Any, int], *, backwards: bool) -> Q:
    value, number = mark
    descending = order.is_descending != backwards
    same = Q(**{("id__lt" if descending else "id__gt"): number})
    if value is None:
        inside = Q(**{f"{order.field}__isnull": True}) & same
        return inside | Q(**{f"{order.field}__isnull": False}) if backwards else inside
    further = Q(**{f"{order.field}__{'lt' if descending else 'gt'}": value}) | (Q(**{order.field: value}) & same)
    return further if backwards else further | Q(**{f"{order.field}__isnull": True})


def _mark(order: Order, row: Model) -> str:
    value = getattr(row, order.field)
    return f"{NOTHING if value is None else value.isoformat()}~{row.pk}"


def _read(mark: str) -> tuple[date | datetime | None, int] | None:
    text, _tilde, number = mark.rpartition("~")
    if not number.isdigit() or len(number) > 18:
        return None
    if text == NOTHING:
        return None, int(number)
    try:
        value = parse_datetime(text) if "T" in text else parse_date(text)
    except ValueError:
        return None
    return None if value is None else (value, int(number))
