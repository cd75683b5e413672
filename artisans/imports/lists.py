"""Imports among the staff lists."""

from django.utils.translation import gettext_lazy as _

from accounts.lists.registry import LISTS, ListColumn, SheetColumn, StaffList, column, orders
from accounts.lists.values import words_of
from artisans.imports.choices import ImportStatus
from artisans.imports.filters import ImportFilter
from artisans.imports.models import ImportBatch
from artisans.imports.registry import IMPORT_KINDS
from artisans.imports.tables import ImportTable

NAME = "imports"

LISTS.register(NAME)(
    StaffList(
        page="admin:artisans_imports", title=_("Imports"), table=ImportTable, filterset=ImportFilter,
        rows=lambda user: ImportBatch.objects.for_user(user).select_related("recorded_by"),
        permission="artisans.view_importbatch", default_order="-recorded_at",
        orders=orders(source="source", status="status", recorded_at="recorded_at"),
        columns={
            "reference": ListColumn((
                SheetColumn(_("List"), "reference", width=16), SheetColumn(_("Name of the file"), "file_name", width=30),
            ), is_fixed=True),
            "kind": column(_("Kind of list"), of=lambda row: IMPORT_KINDS[row.kind].label if row.kind in IMPORT_KINDS else row.kind),
            "source": column(_("Where it comes from"), "source", width=28),
            "rows": column(_("Rows"), of=lambda row: row.counts.get("sent") or row.counts.get("rows"), look="integer", width=10),
            "status": column(_("Status"), lambda _code: words_of("status", ImportStatus.choices), width=18),
            "recorded_by": column(_("Sent by"), "recorded_by__full_name", width=24),
            "recorded_at": column(_("Sent"), "recorded_at", look="moment"),
        },
        file_name="importations", may_export=lambda user: user.has_perm("artisans.view_importbatch"),
        lead=_("Lists of offices on their way into the register: checked first, written once accepted."),
    )
)  # fmt: skip
