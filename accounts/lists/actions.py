"""Keeping views, choosing columns, taking lists away."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.jobs.actions import enqueue
from accounts.jobs.models import Job
from accounts.lists.choices import Audience, FileFormat
from accounts.lists.models import ListExport, SavedView
from accounts.lists.queries import kept_query, told_filters
from accounts.lists.registry import LISTS, StaffList
from accounts.people.models import User
from accounts.people.scopes import assignments_of
from foundation.errors import InvalidValue, NotPermitted

KIND = "lists.export"
AT_ONCE = 2_000  # rows that are worth no job


@transaction.atomic
def keep_view(
    *, listed: StaffList, by: User, name: str, query: str, columns: Sequence[str] = (), audience: str = Audience.PRIVATE,
    program: str = "", is_default: bool = False,
) -> SavedView:  # fmt: skip
    """The filters, order and columns under a name; the same name again replaces them. Shared with a role: with one's own."""
    name = name.strip()
    if not name:
        raise InvalidValue(_("Give the view a name of at most 80 letters."))
    code = _code(by, audience, program)
    if is_default:
        SavedView.objects.filter(owner=by, page=listed.place, is_default=True).update(is_default=False)
    view, _made = SavedView.objects.update_or_create(
        owner=by, page=listed.place, name=name,
        defaults={
            "query": kept_query(listed, QueryDict(query), without_words=True),
            "columns": [name for name in columns if name in listed.columns_for(by)],
            "audience": audience, "audience_code": code, "is_default": is_default,
        },
    )  # fmt: skip
    return view


def drop_view(*, listed: StaffList, by: User, number: int) -> bool:
    """One's own only."""
    deleted, _rows = SavedView.objects.filter(pk=number, owner=by, page=listed.place).exclude(name="").delete()
    return bool(deleted)


def choose_columns(*, listed: StaffList, by: User, columns: Sequence[str]) -> list[str]:
    """Remembered for this person and page; those one may not see are left out. None at all: the usual ones."""
    chosen = [name for name in listed.columns_for(by) if name in set(columns)]
    SavedView.objects.update_or_create(owner=by, page=listed.place, name="", defaults={"columns": chosen})
    return chosen


@transaction.atomic
def ask_export(*, name: str, by: User, query: str, columns: Sequence[str], file_format: str) -> Job:
    """A long list as a job: made with the rights its owner has when it runs."""
    listed = LISTS[name]
    require_export(listed, by)
    wanted = ListExport.objects.create(
        owner=by, list_name=name, query=kept_query(listed, QueryDict(query)), columns=list(columns),
        file_format=FileFormat(file_format), language=(translation.get_language() or "fr")[:2],
    )  # fmt: skip
    title = _("%(list)s as a file") % {"list": listed.title}
    return enqueue(KIND, about=wanted, by=by, payload={"export": wanted.pk}, title=title)


def require_export(listed: StaffList, by: User) -> None:
    if not (by.is_active and listed.may_open(by) and listed.may_export(by)):
        raise NotPermitted(_("You may no longer take this list away."))


def tell_export(
    *, listed: StaffList, by: User, query: str, columns: Sequence[str], file_format: str, rows: int
) -> None:
    """Leave a trace of who took which list away, with how many rows. What was searched for is not told."""
    after: dict[str, Any] = {
        "list": listed.file_name, "format": str(file_format), "filters": told_filters(listed, QueryDict(query)), "columns": list(columns), "rows": rows,
    }  # fmt: skip
    record(listed.export_action, target=by, by=by, after=after)


def _code(by: User, audience: str, program: str) -> str:
    """Which role or programme a view is shared with: one of the owner's own."""
    live = assignments_of(by)
    if audience == Audience.ROLE:
        return live[0].role if live else _refuse()
    if audience == Audience.PROGRAM:
        mine = sorted({row.program for row in live} - {""})
        return program if program in mine else (mine[0] if mine and not program else _refuse())
    return ""


def _refuse() -> str:
    raise NotPermitted(_("Views are shared with colleagues of your own role or programme."))
