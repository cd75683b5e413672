"""What a room says about a list of its own, so that it can be filtered, kept, shared, arranged and taken away like every other.

    LISTS.register("parties")(StaffList(page="admin:artisans_parties", …))

in the room's `panels.py` or a module that it imports.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import ngettext
from django_filters import FilterSet

from accounts.people.models import User
from foundation.paging import Order
from foundation.registry import Registry
from foundation.tables import ListTable

Words = str | Promise


@dataclass(frozen=True)
class SheetColumn:
    """A column of the file: its heading, and the value by path or by an expression for the reader's language.

    Values come typed (a day is a day, an amount an amount): the file writes them as its format asks. What no expression
    can say is worked out by `of(row)`, from what the list's own rows bring along; a list with such a column is written
    row by row, one without by the database.
    """

    title: Words
    value: str | Callable[[str], Combinable] = ""
    look: str = ""  # as `foundation.spreadsheets.Column`; "moment" for every moment, which is told by our clock
    width: int = 18
    of: Callable[[Any], Any] | None = None

    def expression(self, language: str) -> Combinable:
        return F(self.value) if isinstance(self.value, str) else self.value(language)


@dataclass(frozen=True)
class ListColumn:
    """A column of the table on screen and what stands for it in a file; `permission` for what not everybody may see."""

    sheet: Sequence[SheetColumn] = ()
    is_first_shown: bool = True  # before anybody chose
    is_fixed: bool = False  # always there
    permission: str = ""


def column(
    title: Words, value: str | Callable[[str], Combinable] = "", *, of: Callable[[Any], Any] | None = None,
    look: str = "", width: int = 18, **options: Any,
) -> ListColumn:  # fmt: skip
    """A column of the table that is one column of the file."""
    return ListColumn((SheetColumn(title, value, look, width, of),), **options)


def orders(with_gaps: Sequence[str] = (), **fields: str) -> Callable[[], Mapping[str, Order]]:
    """Both directions of some columns of the table, by the field behind each; `with_gaps` names those that may be empty."""
    found: dict[str, Order] = {}
    for name, path in fields.items():
        found[name] = Order(path, has_gaps=name in with_gaps)
        found[f"-{name}"] = Order(path, is_descending=True, has_gaps=name in with_gaps)
    return lambda: found


def rows_words(count: Any) -> str:
    """12 rows; more than 10 000 rows; about 980 000 rows."""
    return ngettext("%(number)s row", "%(number)s rows", count.number) % {"number": count.figure}


def may_take_people(user: User) -> bool:
    """Lists that name beneficiaries leave the house with those who may take the register away."""
    return user.has_perm("artisans.export_party")


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
    file_name: str
    may_export: Callable[[User], bool] = may_take_people
    count_words: Callable[[Any], str] = rows_words
    export_action: str = "list.exported"  # of the event
    exportable: Callable[[QuerySet, User], QuerySet] = field(default=lambda rows, _user: rows)
    searches: frozenset[str] = frozenset({"q"})  # filters whose words may name somebody: never kept, never told
    page_args: tuple[str, ...] = ()  # of the route, where several lists share it
    ready: Sequence[tuple[str, Words]] = ()  # views that stand on the page for everybody: an address and its words
    find: Words = ""  # what the search box says one may look for
    lead: Words = ""

    @property
    def address(self) -> str:
        return reverse(self.page, args=self.page_args)

    @property
    def place(self) -> str:
        """The page as views and columns are kept for it."""
        return ":".join((self.page, *self.page_args))

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
