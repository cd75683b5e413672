"""Possible duplicates among the staff lists: columns on screen and in files."""

from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from accounts.lists.registry import LISTS, ListColumn, SheetColumn, StaffList
from accounts.lists.values import named, words_of
from accounts.people.models import User
from artisans.duplicates.choices import CaseStatus, FoundBy
from artisans.duplicates.filters import CaseFilterSet
from artisans.duplicates.queries import case_rows
from artisans.duplicates.tables import CaseTable, count_words
from foundation.paging import Order
from foundation.time import CASABLANCA

NAME = "duplicates"
ORDERS = {
    "score": Order("score"),
    "-score": Order("score", is_descending=True),
    "found": Order("found_at"),
    "-found": Order("found_at", is_descending=True),
}


def may_take_away(user: User) -> bool:
    return user.has_perm("artisans.view_duplicatecase") and user.has_perm("artisans.export_party")


COLUMNS = {
    "reference": ListColumn((SheetColumn(_("Case"), "reference", width=16),), is_fixed=True),
    "pair": ListColumn(
        (
            SheetColumn(_("First record"), "first__reference", width=16),
            SheetColumn(_("Name of the first"), "first__name_fr", width=30),
            SheetColumn(_("Second record"), "second__reference", width=16),
            SheetColumn(_("Name of the second"), "second__name_fr", width=30),
        ),
        is_fixed=True,
    ),
    "place": ListColumn(
        (
            SheetColumn(_("Commune of the first"), lambda code: named("first__commune", code), width=24),
            SheetColumn(_("Commune of the second"), lambda code: named("second__commune", code), width=24),
        )
    ),
    "score": ListColumn((SheetColumn(_("Likeness"), "score", look="integer", width=10),)),
    "reasons": ListColumn(),
    "found": ListColumn(
        (
            SheetColumn(_("Found on"), lambda _code: TruncDate("found_at", tzinfo=CASABLANCA), width=14),
            SheetColumn(_("Found"), lambda _code: words_of("found_by", FoundBy.choices), width=20),
        )
    ),
    "status": ListColumn((SheetColumn(_("Status"), lambda _code: words_of("status", CaseStatus.choices), width=18),)),
}

CASES = StaffList(
    page="admin:artisans_duplicates",
    title=_("Possible duplicates"),
    table=CaseTable,
    filterset=CaseFilterSet,
    rows=case_rows,
    permission="artisans.view_duplicatecase",
    orders=lambda: ORDERS,
    default_order="-score",
    columns=COLUMNS,
    count_words=count_words,
    export_action="duplicate.exported",
    file_name="doublons",
    may_export=may_take_away,
)
LISTS.register(NAME)(CASES)
