"""Pages by position, and counts that say how sure they are.

The hundredth thousandth row is as quick as the first: nothing is skipped, the database goes to where the page before ended.
An address holds the number of that row, never its value (which may be somebody's name).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import F, Model, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext as _

from foundation.formats import format_number

COUNTED = 10_000  # further is not counted
MANY = 100_000  # from here on the planner's estimate is told, as one
DEAR = 60_000.0  # planner's units: a count that costs more than this is not made (some tens of milliseconds)


@dataclass(frozen=True)
class Order:
    """A column to order by, then the number of the row. With `has_gaps`, rows without a value come last in both directions."""

    field: str
    is_descending: bool = False
    has_gaps: bool = False

    def apply(self, queryset: QuerySet, *, backwards: bool = False) -> QuerySet:
        """The queryset in this order; the database needs an index of (field, id), or of both descending."""
        descending = self.is_descending != backwards
        number = "-id" if descending else "id"
        if not self.has_gaps:
            return queryset.order_by(f"-{self.field}" if descending else self.field, number)
        gaps = {"nulls_first": True} if backwards else {"nulls_last": True}
        column = F(self.field)
        return queryset.order_by(column.desc(**gaps) if descending else column.asc(**gaps), number)


@dataclass(frozen=True)
class Page:
    """Some rows, with the numbers at which the pages around them begin."""

    rows: Sequence[Model]
    after: str = ""  # mark of the next page
    before: str = ""  # mark of the page before


def keyset_page(queryset: QuerySet, order: Order, marks: Mapping[str, str], size: int) -> Page:
    """The page after (`after`) or before (`before`) the row of that number; the first one if there is no such row in the list."""
    backwards = bool(marks.get("before"))
    place = _place(queryset, order, marks.get("before") or marks.get("after") or "")
    if place is None:
        rows = list(order.apply(queryset)[: size + 1])
        return Page(rows[:size], after=_mark(rows[size - 1]) if len(rows) > size else "")
    beyond = queryset.filter(_beyond(order, *place, backwards=backwards))
    rows = list(order.apply(beyond, backwards=backwards)[: size + 1])
    has_more, rows = len(rows) > size, rows[:size]
    if not rows:
        return keyset_page(queryset, order, {}, size)
    if backwards:
        rows.reverse()
        return Page(rows, after=_mark(rows[-1]), before=_mark(rows[0]) if has_more else "")
    return Page(rows, after=_mark(rows[-1]) if has_more else "", before=_mark(rows[0]))


def _place(queryset: QuerySet, order: Order, mark: str) -> tuple[Any, int] | None:
    """Value and number of the row at the mark. Asked within the list: a stranger's row answers nothing."""
    if not (mark.isascii() and mark.isdigit()) or len(mark) > 18:
        return None
    found = queryset.order_by().filter(pk=mark).values_list(order.field, "pk").first()
    return (found[0], found[1]) if found else None


def _beyond(order: Order, value: Any, number: int, *, backwards: bool) -> Any:
    descending = order.is_descending != backwards
    if not order.has_gaps:
        # As one comparison of rows: the index is entered at the very place.
        compare = TupleLessThan if descending else TupleGreaterThan
        return compare(Tuple(order.field, "pk"), (value, number))
    same = Q(**{("pk__lt" if descending else "pk__gt"): number})
    if value is None:
        inside = Q(**{f"{order.field}__isnull": True}) & same
        return inside | Q(**{f"{order.field}__isnull": False}) if backwards else inside
    further = Q(**{f"{order.field}__{'lt' if descending else 'gt'}": value}) | (Q(**{order.field: value}) & same)
    return further if backwards else further | Q(**{f"{order.field}__isnull": True})


def _mark(row: Model) -> str:
    return str(row.pk)


@dataclass(frozen=True)
class Count:
    """How many rows, and how sure that is: `exact`, `more` than that many, or `about` as many by the planner's statistics."""

    number: int
    sureness: str = "exact"

    @property
    def figure(self) -> str:
        """The number as a page tells it."""
        words = {"exact": "%(number)s", "more": _("more than %(number)s"), "about": _("about %(number)s")}
        return words[self.sureness] % {"number": format_number(self.number)}


def honest_count(queryset: QuerySet) -> Count:
    """Exact up to ten thousand; beyond, or where counting would cost more than the page, it says that it does not know exactly."""
    rows = queryset.order_by().values("pk")[: COUNTED + 1]
    estimate, cost = _planned(rows)
    if estimate >= MANY or cost > DEAR:
        return Count(_rounded(estimate), "about")
    counted = rows.count()
    return Count(COUNTED, "more") if counted > COUNTED else Count(counted)


def _planned(limited: QuerySet) -> tuple[int, float]:
    """How many rows the planner expects without the limit, and what it thinks reading up to the limit costs."""
    try:
        sql, params = limited.query.sql_with_params()
    except EmptyResultSet:  # The filters leave nothing, and Django knows without asking.
        return 0, 0.0
    with connections[limited.db].cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        (answer,) = cursor.fetchone()
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    inner = plan["Plans"][0] if plan["Node Type"] == "Limit" else plan
    return int(inner["Plan Rows"]), float(plan["Total Cost"])


def _rounded(number: int) -> int:
    """Two figures are as much as statistics know."""
    step = 10 ** max(0, len(str(number)) - 2)
    return round(number / step) * step
