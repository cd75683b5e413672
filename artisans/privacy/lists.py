"""Requests about data and accesses among the staff lists."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.audit.choices import AccessKind
from accounts.lists.registry import LISTS, ListColumn, SheetColumn, StaffList, column, orders
from accounts.lists.values import words_of
from accounts.people.models import User
from artisans.parties.models import Party
from artisans.privacy.choices import RequestKind, RequestStatus
from artisans.privacy.filters import AccessFilterSet, DataRequestFilterSet
from artisans.privacy.models import DataRequest
from artisans.privacy.queries import accesses
from artisans.privacy.tables import AccessTable, DataRequestTable

REQUESTS, ACCESSES = "data-requests", "accesses"


def request_rows(user: User) -> QuerySet[DataRequest]:
    return DataRequest.objects.for_user(user).select_related("party", "requested_by")


LISTS.register(REQUESTS)(
    StaffList(
        page="admin:artisans_data_requests", title=_("Requests about data"), table=DataRequestTable,
        filterset=DataRequestFilterSet, rows=request_rows, permission="artisans.view_datarequest", default_order="due_on",
        orders=orders(
            reference="reference", party="party__sort_fr", requested_at="requested_at", due_on="due_on", status="status"
        ),
        columns={
            "reference": column(_("Request"), "reference", width=16, is_fixed=True),
            "kind": column(_("What is asked"), lambda _code: words_of("kind", RequestKind.choices), width=22),
            "party": ListColumn((
                SheetColumn(_("Beneficiary"), "party__reference", width=16),
                SheetColumn(_("Name (Latin script)"), "party__name_fr", width=30),
                SheetColumn(_("Name (Arabic script)"), "party__name_ar", width=30),
            )),
            "requested_at": column(_("Received on"), "requested_at", look="moment"),
            "due_on": column(_("Answer due"), "due_on", width=14),
            "status": column(_("Status"), lambda _code: words_of("status", RequestStatus.choices), width=14),
        },
        file_name="demandes-donnees", searches=frozenset({"q", "party"}),
        ready=[("due=open", _("Open")), ("due=late", _("Overdue"))],
        find=_("Name in either script, card number, phone, reference"),
    )
)  # fmt: skip

LISTS.register(ACCESSES)(
    StaffList(
        page="admin:artisans_access_log", title=_("Who saw what"), table=AccessTable, filterset=AccessFilterSet,
        rows=accesses, permission="accounts.view_access", orders=orders(at="at"), default_order="-at",
        columns={
            "at": column(_("When"), "at", look="moment", is_fixed=True),
            "actor": column(_("Who"), "actor__full_name", width=24),
            "what": column(_("What"), lambda _code: words_of("what", AccessKind.choices), width=22),
            "target_reference": column(_("Record"), "target_reference", width=16),
            "party_id": column(
                _("Beneficiary"),
                lambda _code: Subquery(Party.objects.filter(pk=OuterRef("party_id")).values("reference")[:1]), width=16,
            ),
            "count": column(_("Rows"), "rows", look="integer", width=10),
        },
        file_name="acces", may_export=lambda user: user.has_perm("accounts.view_access"),
        searches=frozenset({"who", "party"}),
    )
)  # fmt: skip
