"""Rules for what complaints keep about people."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from artisans.documents.models import Document
from artisans.parties.erasing import blank, erase_documents
from artisans.parties.models import Party
from artisans.parties.registry import (
    ERASURE_BLOCKS,
    OWN_DATA,
    PERSONAL_DATA,
    DataClass,
    Datum,
    OwnData,
    PersonalDataRule,
)
from programs.complaints.choices import EntryKind
from programs.complaints.models import Complaint, ComplaintEntry

_REASON = _("Proof that complaints were received and answered in time (decree 2-17-265).")


def empty_complaints(rows: QuerySet) -> int:
    return blank(rows, contact_name="", contact_phone=None)


def empty_entries(rows: QuerySet) -> int:
    erase_documents(Document.objects.filter(pk__in=rows.exclude(document=None).values("document")))
    return blank(rows, text="—", despite=("complaintentry_append_only",))


def old_complaints(before: datetime) -> QuerySet:
    return Complaint.objects.filter(closed_on__lt=before.date()).exclude(contact_name="", contact_phone__isnull=True)


def old_entries(before: datetime) -> QuerySet:
    # Encrypted text cannot be asked for emptiness; the window keeps the clock from doing the same rows for ever.
    closed = Complaint.objects.filter(
        closed_on__lt=before.date(), closed_on__gte=(before - timedelta(days=60)).date(), is_demonstration=False
    )
    return ComplaintEntry.objects.filter(complaint__in=closed)


PERSONAL_DATA.register("programs.Complaint")(
    PersonalDataRule(
        DataClass.FILE, _("Name and phone go; that it was received and answered, and when, stays."), _REASON,
        lambda party: empty_complaints(Complaint.objects.filter(party=party)), months=60, outdated=old_complaints,
        dispose=empty_complaints,
    )
)  # fmt: skip
PERSONAL_DATA.register("programs.ComplaintEntry")(
    PersonalDataRule(
        DataClass.FILE, _("The words and files go; the dates stay."), _REASON,
        lambda party: empty_entries(ComplaintEntry.objects.filter(complaint__party=party)), months=60,
        outdated=old_entries, dispose=empty_entries,
    )
)  # fmt: skip


@ERASURE_BLOCKS.register("programs.complaints")
def open_complaints(party: Party) -> list[str]:
    rows = Complaint.objects.open().filter(party=party).values_list("reference", flat=True)
    return [str(_("The complaint %(reference)s is open.")) % {"reference": reference} for reference in rows]


def _complaints(party: Party):
    entries = ComplaintEntry.objects.exclude(kind=EntryKind.NOTE).filter(complaint__party=party)
    for entry in entries.select_related("complaint").order_by("complaint_id", "id"):
        yield [
            Datum("reference", _("Reference"), entry.complaint.reference),
            Datum("status", _("Status"), entry.complaint.get_status_display()),
            Datum("at", _("When"), entry.written_at),
            Datum("kind", _("Entry"), entry.get_kind_display()),
            Datum("text", _("Text"), entry.text),
        ]


OWN_DATA.register("complaints", order=56)(OwnData(_("Your complaints"), _complaints))
