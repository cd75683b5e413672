"""A list as it is on screen, turned into what a file needs: the scoped rows in their order, the columns, the name."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from django.db.models import QuerySet
from django.http import QueryDict

from accounts.lists.registry import SheetColumn, StaffList
from accounts.people.models import User
from foundation.time import today


@dataclass(frozen=True)
class Wanted:
    """The rows this person may take away, with the columns in the order of the screen."""

    rows: QuerySet
    sheet: list[SheetColumn]
    columns: list[str]


def wanted_of(listed: StaffList, user: User, query: str, columns: Sequence[str]) -> Wanted:
    """Scope, filters and columns as they are allowed now, whatever the address or the row of the job says."""
    data = QueryDict(query)
    # Filters that speak of “me” look for the person in a request.
    filterset = listed.filterset(data, queryset=listed.rows(user), request=SimpleNamespace(user=user, GET=data))
    rows = listed.order(data.get("sort", "")).apply(listed.exportable(filterset.qs, user))
    shown = listed.shown(user, columns)
    return Wanted(rows, [part for name in shown for part in listed.columns[name].sheet], shown)


def file_name(listed: StaffList, file_format: str) -> str:
    return f"sanad-{listed.file_name}-{today():%Y-%m-%d}.{file_format}"
