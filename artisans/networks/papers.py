"""Kinds of papers that must be renewed. The usual validity is a suggestion; what is printed on the paper decides."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REMIND_DAYS = 30


@dataclass(frozen=True)
class PaperKind:
    """`months` is the validity as offices usually ask for it (None: no end); a reader is told that it is usage, not law."""

    label: str | Promise
    months: int | None


KINDS: dict[str, PaperKind] = {
    "rc_extract": PaperKind(_("Extract of the trade register (model 7)"), 3),
    "tax_regularity": PaperKind(_("Certificate of tax compliance"), 12),
    "cnss": PaperKind(_("CNSS certificate"), 3),
    "business_tax": PaperKind(_("Business tax certificate"), 12),
    "exporters_file": PaperKind(_("Registration in the exporters' file"), None),
    "cooperative": PaperKind(_("Extract of the register of cooperatives"), 12),
    "rna_card": PaperKind(_("Card of the national craft register (RNA)"), 60),
    "label": PaperKind(_("Quality label or certificate"), 36),
    "insurance": PaperKind(_("Insurance of goods or liability"), 12),
    "lease": PaperKind(_("Lease of the premises"), 12),
}


def label_of(kind: str) -> str:
    """The kind in words; a code no longer offered stays readable."""
    return str(KINDS[kind].label) if kind in KINDS else kind


def usual_end(kind: str, issued_on: date) -> date | None:
    """The last day of the usual validity, or None where there is none."""
    months = KINDS[kind].months
    if months is None:
        return None
    year, month = divmod(issued_on.month - 1 + months, 12)
    year, month = issued_on.year + year, month + 1
    for day in (issued_on.day, 30, 29, 28):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")
