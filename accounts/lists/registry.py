"""What a room says about a list of its own, so that it can be filtered, kept, shared, arranged and taken away like every other.

    LISTS.register("parties")(StaffList(page="admin:artisans_parties", …))

in the room's `panels.py` or a module that it imports.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django_filters import FilterSet

from accounts.people.models import User
from foundation.paging import Order
from foundation.registry import Registry
from foundation.tables import ListTable

Words = str | Promise


@dataclass(frozen=True)
class SheetColumn:
    """A column of the file: its heading, and the value by path or by an expression for the reader's language.

    Values come typed (a day is a day, an amount an amount): the file writes them as its format asks.
    """

    title: Words
    value: str | Callable[[str], Combinable]
    look: str = ""  # as `foundation.spreadsheets.Column`; "moment" for every moment, which is told by our clock
    width: int = 18

    def expression(self, language: str) -> Combinable:
        return F(self.value) if isinstance(self.value, str) else self.value(language)


@dataclass(frozen=True)
class ListColumn:
    """A column of the table on screen and what stands for it in a file; `permission` for what not everybody may see."""

    sheet: Sequence[SheetColumn] = ()
    is_first_shown: bool = True  # before anybody chose
    is_fixed: bool = False  # always there
    permission: str = ""


@dataclass(frozen=True)
class StaffList:
    """A list: whose rows, which filters, which order, which columns. Rows are scoped by `rows(user)` each time they are asked for."""

    page: str  # the route of its page
    title: Words
    table: type[ListTable]
    filterset: type[FilterSet]
    rows: Callable[[User], QuerySet]
    permission: str
    orders: Callable[[], Mapping[str, Order]]  # in the reader's language
    default_order: str
    columns: Mapping[str, ListColumn]  # by the name of the table's column
    count_words: Callable[[Any], str]
    export_action: str  # of the event
    file_name: str
    may_export: Callable[[User], bool]
    exportable: Callable[[QuerySet, User], QuerySet] = field(default=lambda rows, _user: rows)
    searches: frozenset[str] = frozenset({"q"})  # filters whose words may name somebody: never kept, never told

    def may_open(self, user: User) -> bool:
        return user.has_perm(self.permission)

    def order(self, sort: str) -> Order:
        orders = self.orders()
        return orders.get(sort) or orders[self.default_order]

    def columns_for(self, user: User) -> dict[str, ListColumn]:
        """Those this person may see."""
        return {
            name: column
            for name, column in self.columns.items()
            if not column.permission or user.has_perm(column.permission)
        }

    def shown(self, user: User, chosen: Sequence[str] = ()) -> list[str]:
        """The columns on screen: those chosen, as far as they may be seen; without a choice the usual ones."""
        wanted = set(chosen)
        return [
            name
            for name, column in self.columns_for(user).items()
            if column.is_fixed or (name in wanted if wanted else column.is_first_shown)
        ]


LISTS: Registry[StaffList] = Registry("staff list")
