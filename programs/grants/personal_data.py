"""Rules for what payments keep about people: the ledger stays whole, and so do signed payment lines for ten years."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from artisans.parties.erasing import blank
from artisans.parties.models import Party
from artisans.parties.registry import (
    ERASURE_BLOCKS,
    OWN_DATA,
    PERSONAL_DATA,
    STAFF_ACTS,
    DataClass,
    Datum,
    OwnData,
    PersonalDataRule,
    register_rules,
)
from programs.grants.choices import LineStatus, TrancheStatus
from programs.grants.models import PaymentLine, Tranche

_LAW = _("Accounting records are kept ten years (law 9-88, article 22, as understood; to be confirmed).")
_OPEN = {
    TrancheStatus.CLAIMED, TrancheStatus.EVIDENCE_CHECKED, TrancheStatus.PAYABLE, TrancheStatus.IN_BATCH,
    TrancheStatus.BLOCKED,
}  # fmt: skip


def old_lines(before: datetime) -> QuerySet:
    return PaymentLine.objects.filter(
        status__in=[LineStatus.PAID, LineStatus.REJECTED, LineStatus.REMOVED], settled_on__lt=before.date()
    ).exclude(payee_name="—")


PERSONAL_DATA.register("programs.PaymentLine")(
    PersonalDataRule(
        DataClass.MONEY, _("Stays: payee and account as signed by four people, until ten years have passed."), _LAW,
        months=120, outdated=old_lines,
        dispose=lambda rows: blank(rows, payee_name="—", payee_rib="", payee_rib_tail=""),
    )
)  # fmt: skip
register_rules(
    PersonalDataRule(DataClass.MONEY, _("Stays without a name: amounts, dates and proofs."), _LAW),
    "programs.Grant", "programs.Tranche", "programs.Evidence", "programs.BankReturn", "programs.AccountClearance",
)  # fmt: skip
register_rules(
    STAFF_ACTS, "programs.PaymentBatch", "programs.Signature", "programs.PaymentPolicy", "programs.LedgerEntry"
)


@ERASURE_BLOCKS.register("programs.grants")
def open_payments(party: Party) -> list[str]:
    rows = Tranche.objects.filter(grant__enrolment__party=party, status__in=_OPEN).select_related("grant")
    return [
        str(_("Tranche %(number)s of the grant %(reference)s is being paid.")) % {
            "number": row.number, "reference": row.grant.reference,
        }
        for row in rows
    ]  # fmt: skip


def _payments(party: Party):
    rows = Tranche.objects.filter(grant__enrolment__party=party).select_related("grant").order_by("grant", "number")
    for row in rows:
        yield [
            Datum("grant", _("Grant"), row.grant.reference),
            Datum("number", _("Tranche"), row.number),
            Datum("amount", _("Amount (MAD)"), row.amount),
            Datum("status", _("Status"), row.get_status_display()),
        ]


OWN_DATA.register("payments", order=60)(OwnData(_("Grants and payments"), _payments))
