"""Batches, grants and tranches among the staff lists."""

from django.db.models import DecimalField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.lists.registry import LISTS, ListColumn, SheetColumn, StaffList, column, orders
from accounts.lists.values import words_of
from accounts.people.models import User
from programs.grants.choices import BatchStatus, GrantStatus, TrancheStatus
from programs.grants.filters import BatchFilterSet, GrantFilterSet, TrancheFilterSet
from programs.grants.models import Grant, PaymentBatch, Tranche
from programs.grants.queries import next_level, with_totals
from programs.grants.tables import BatchTable, GrantTable, TrancheTable

BATCHES, GRANTS, TRANCHES = "batches", "grants", "tranches"
_NAMES = (
    SheetColumn(_("Name (Latin script)"), "party__name_fr", width=30),
    SheetColumn(_("Name (Arabic script)"), "party__name_ar", width=30),
)


def batch_rows(user: User) -> QuerySet[PaymentBatch]:
    rows = PaymentBatch.objects.for_user(user)
    return with_totals(rows).select_related("budget_line__program", "budget_line__fiscal_year", "prepared_by")


def grant_rows(user: User) -> QuerySet[Grant]:
    paid = Tranche.objects.filter(grant=OuterRef("pk"), status=TrancheStatus.PAID).order_by().values("grant")
    total = Coalesce(Subquery(paid.annotate(sum=Sum("amount")).values("sum")), Value(0), output_field=DecimalField())
    return Grant.objects.for_user(user).select_related("party").annotate(with_paid=total)


def tranche_rows(user: User) -> QuerySet[Tranche]:
    return Tranche.objects.for_user(user).select_related("grant__party")


LISTS.register(BATCHES)(
    StaffList(
        page="admin:programs_batches", title=_("Payment batches"), table=BatchTable, filterset=BatchFilterSet,
        rows=batch_rows, permission="programs.view_paymentbatch", default_order="-prepared",
        orders=orders(reference="reference", label="label", status="status", prepared="prepared_at"),
        columns={
            "reference": column(_("Batch"), "reference", width=16, is_fixed=True),
            "label": column(_("Name of the batch"), "label", width=36),
            "line": column(_("Budget line"), of=lambda row: str(row.budget_line), width=36),
            "payments": column(_("Payments"), "payments", look="integer", width=10),
            "amount": column(_("Amount (MAD)"), "amount", look="money", width=16),
            "status": column(_("Status"), lambda _code: words_of("status", BatchStatus.choices), width=16),
            "next": column(_("Who signs next"), of=lambda row: getattr(next_level(row), "label", ""), width=16),
            "prepared": ListColumn((
                SheetColumn(_("Prepared"), "prepared_at", "moment"),
                SheetColumn(_("Prepared by"), "prepared_by__full_name", width=24),
            )),
        },
        file_name="lots", may_export=lambda user: user.has_perm("programs.view_paymentbatch"),
        ready=[("status=draft", _("Being prepared")), ("status=locked", _("Locked")), ("status=sent", _("Sent to the bank"))],
    )
)  # fmt: skip

LISTS.register(GRANTS)(
    StaffList(
        page="admin:programs_grants", title=_("Grants"), table=GrantTable, filterset=GrantFilterSet, rows=grant_rows,
        permission="programs.view_grant", default_order="-awarded_on",
        orders=orders(
            reference="reference", party="party__sort_fr", amount="amount", status="status", awarded_on="awarded_on"
        ),
        columns={
            "reference": column(_("Grant"), "reference", width=16, is_fixed=True),
            "party": ListColumn((SheetColumn(_("Beneficiary"), "party__reference", width=16), *_NAMES)),
            "program": column(_("Programme"), "program", width=12),
            "amount": column(_("Amount (MAD)"), "amount", look="money", width=16),
            "paid": column(_("Paid (MAD)"), "with_paid", look="money", width=16),
            "status": column(_("Status"), lambda _code: words_of("status", GrantStatus.choices), width=14),
            "awarded_on": column(_("Awarded on"), "awarded_on", width=12),
        },
        file_name="aides", ready=[("status=active", _("Active")), ("status=held", _("On hold"))],
        find=_("Reference, name in either script"),
    )
)  # fmt: skip

LISTS.register(TRANCHES)(
    StaffList(
        page="admin:programs_tranches", title=_("Tranches"), table=TrancheTable, filterset=TrancheFilterSet,
        rows=tranche_rows, permission="programs.view_tranche", default_order="due_on",
        orders=orders(
            ["due_on", "paid_on"], party="grant__party__sort_fr", amount="amount", status="status", due_on="due_on",
            paid_on="paid_on",
        ),
        columns={
            "grant": ListColumn((
                SheetColumn(_("Grant"), "grant__reference", width=16), SheetColumn(_("Number"), "number", "integer", 8),
            ), is_fixed=True),
            "party": ListColumn((
                SheetColumn(_("Beneficiary"), "grant__party__reference", width=16),
                SheetColumn(_("Name (Latin script)"), "grant__party__name_fr", width=30),
                SheetColumn(_("Name (Arabic script)"), "grant__party__name_ar", width=30),
            )),
            "amount": column(_("Amount (MAD)"), "amount", look="money", width=16),
            "status": column(_("Status"), lambda _code: words_of("status", TrancheStatus.choices), width=20),
            "due_on": column(_("Expected"), "due_on", width=12),
            "paid_on": column(_("Paid on"), "paid_on", width=12),
            "blocked": ListColumn((
                SheetColumn(_("Responsible authority"), "blocked_authority", width=28),
                SheetColumn(_("Cause"), "blocked_cause", width=36),
            )),
        },
        file_name="tranches",
        ready=[("status=payable", _("Payable")), ("status=blocked", _("Blocked by a third party")), ("status=claimed", _("Claimed"))],
        find=_("Reference, name in either script"),
    )
)  # fmt: skip
