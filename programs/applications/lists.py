"""The queue among the staff lists: its columns on screen and in files."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.lists.registry import LISTS, ListColumn, SheetColumn, StaffList
from accounts.lists.values import named, words_of
from accounts.people.models import User
from foundation.paging import Count, Order
from programs.applications.choices import ApplicationStatus as S
from programs.applications.desk import queue_rows
from programs.applications.filters import ApplicationFilterSet
from programs.applications.tables import QueueTable

NAME = "files"
# What the list may be ordered by: all indexed or cheap, none through another table.
ORDERS = {
    "due": Order("due_on", has_gaps=True),
    "-due": Order("due_on", is_descending=True, has_gaps=True),
    "received": Order("submitted_at", has_gaps=True),
    "-received": Order("submitted_at", is_descending=True, has_gaps=True),
}


def count_words(count: Count) -> str:
    return ngettext("%(number)s file", "%(number)s files", count.number) % {"number": count.figure}


def may_take_away(user: User) -> bool:
    return user.has_perm("programs.view_application")


COLUMNS = {
    "pick": ListColumn(is_fixed=True),
    "reference": ListColumn((SheetColumn(_("Reference"), "reference", width=16),), is_fixed=True),
    "party": ListColumn(
        (
            SheetColumn(_("Name (Latin script)"), "party__name_fr", width=30),
            SheetColumn(_("Name (Arabic script)"), "party__name_ar", width=30),
            SheetColumn(_("Commune"), lambda code: named("party__commune", code), width=24),
            SheetColumn(_("Province"), lambda code: named("party__commune__province", code), width=24),
            SheetColumn(_("Region"), lambda code: named("party__commune__province__region", code), width=26),
        )
    ),
    "call": ListColumn(
        (
            SheetColumn(_("Programme"), lambda code: named("call__version__program", code), width=24),
            SheetColumn(_("Call"), lambda code: named("call", code), width=34),
            SheetColumn(_("Edition"), "call__edition", width=12),
        )
    ),
    "status": ListColumn((SheetColumn(_("State"), lambda _code: words_of("status", S.choices), width=22),)),
    "officer": ListColumn((SheetColumn(_("Officer"), "officer__full_name", width=24),)),
    "amount": ListColumn(
        (SheetColumn(_("Amount requested (MAD)"), "amount_requested", look="money", width=16),), is_first_shown=False
    ),
    "received": ListColumn((SheetColumn(_("Received"), "submitted_at", look="moment", width=18),)),
    "due": ListColumn((SheetColumn(_("Answer due"), "due_on", width=14),)),
}

QUEUE = StaffList(
    page="admin:programs_queue",
    title=_("Files"),
    table=QueueTable,
    filterset=ApplicationFilterSet,
    rows=queue_rows,
    permission="programs.view_application",
    orders=lambda: ORDERS,
    default_order="due",
    columns=COLUMNS,
    count_words=count_words,
    export_action="application.exported",
    file_name="dossiers",
    may_export=may_take_away,
)
LISTS.register(NAME)(QUEUE)
