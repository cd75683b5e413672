"""Complaints among the staff lists."""

from django.utils.translation import gettext_lazy as _

from accounts.lists.registry import LISTS, ListColumn, SheetColumn, StaffList, column, orders
from accounts.lists.values import words_of
from programs.complaints.choices import ComplaintChannel, ComplaintKind, ComplaintStatus, Outcome
from programs.complaints.filters import ComplaintFilterSet
from programs.complaints.queries import complaint_rows
from programs.complaints.tables import ComplaintTable

COMPLAINTS = "complaints"

LISTS.register(COMPLAINTS)(
    StaffList(
        page="admin:programs_complaints", title=_("Complaints"), table=ComplaintTable, filterset=ComplaintFilterSet,
        rows=complaint_rows, permission="programs.view_complaint", default_order="due",
        orders=orders(due="due_on", received="received_at"),
        columns={
            "pick": ListColumn(is_fixed=True, permission="programs.assign_complaint"),
            "reference": column(_("Complaint"), "reference", width=16, is_fixed=True),
            "kind": column(_("About what"), lambda _code: words_of("kind", ComplaintKind.choices), width=24),
            "person": ListColumn((
                SheetColumn(_("Beneficiary"), "party__reference", width=16),
                SheetColumn(_("Name (Latin script)"), "party__name_fr", width=30),
                SheetColumn(_("Name (Arabic script)"), "party__name_ar", width=30),
            )),
            "file": column(_("File"), "application__reference", width=16),
            "received": ListColumn((
                SheetColumn(_("Received on"), "received_at", look="moment", width=18),
                SheetColumn(
                    _("Received"), lambda _code: words_of("channel", ComplaintChannel.choices), width=18
                ),
            )),
            "due": column(_("Answer due"), "due_on", width=14),
            "handler": column(_("Handled by"), "handler__full_name", width=24),
            "status": column(_("Status"), lambda _code: words_of("status", ComplaintStatus.choices), width=18),
            "outcome": ListColumn((
                SheetColumn(_("Outcome"), lambda _code: words_of("outcome", Outcome.choices), width=22),
                SheetColumn(_("First answered on"), "first_answered_at", look="moment", width=18),
            )),
        },
        file_name="reclamations",
        ready=[
            ("handler=me&state=open", _("My complaints")), ("handler=none&state=open", _("Nobody’s complaints")),
            ("due=late", _("Overdue")), ("state=open", _("Open")),
        ],
        find=_("Reference, name in either script, card number, phone"),
    )
)  # fmt: skip
