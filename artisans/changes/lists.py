"""Change requests among the staff lists."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.lists.registry import LISTS, SheetColumn, StaffList, column, orders
from accounts.lists.registry import ListColumn as Columns
from accounts.lists.values import words_of
from accounts.people.models import User
from artisans.changes.choices import ChangeKind, ChangeStatus
from artisans.changes.filters import ChangeFilterSet
from artisans.changes.models import ChangeRequest
from artisans.changes.tables import ChangeTable

NAME = "changes"


def change_rows(user: User) -> QuerySet[ChangeRequest]:
    return ChangeRequest.objects.for_user(user).select_related("party", "requested_by")


LISTS.register(NAME)(
    StaffList(
        page="admin:artisans_changes", title=_("Change requests"), table=ChangeTable, filterset=ChangeFilterSet,
        rows=change_rows, permission="artisans.view_changerequest", default_order="-requested_at",
        orders=orders(reference="reference", party="party__sort_fr", requested_at="requested_at", status="status"),
        columns={
            "reference": column(_("Request"), "reference", width=16, is_fixed=True),
            "party": Columns((
                SheetColumn(_("Beneficiary"), "party__reference", width=16),
                SheetColumn(_("Name (Latin script)"), "party__name_fr", width=30),
                SheetColumn(_("Name (Arabic script)"), "party__name_ar", width=30),
            )),
            "kind": column(_("What changes"), lambda _code: words_of("kind", ChangeKind.choices), width=24),
            "values": Columns((
                SheetColumn(_("Before"), "before_masked", width=24), SheetColumn(_("After"), "after_masked", width=24),
            )),
            "requested_at": column(_("Asked on"), "requested_at", look="moment"),
            "requested_by": column(_("Asked by"), "requested_by__full_name", width=24),
            "status": column(_("Status"), lambda _code: words_of("status", ChangeStatus.choices), width=14),
        },
        file_name="modifications", searches=frozenset({"q", "party"}),
        ready=[("mine=decide", _("I may decide")), ("mine=asked", _("I asked"))],
        find=_("Name in either script, card number, phone, reference"),
    )
)  # fmt: skip
