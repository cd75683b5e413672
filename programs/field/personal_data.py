"""Rules for what devices send about people."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from artisans.parties.erasing import blank
from artisans.parties.models import Party
from artisans.parties.registry import PERSONAL_DATA, STAFF_ACTS, DataClass, PersonalDataRule, register_rules
from programs.field.choices import SubmissionStatus
from programs.field.models import FieldFile, FieldSubmission

_REASON = _("Proof of what was sent from the field, until the file it became has been examined.")


def forget_content(rows: QuerySet[FieldSubmission]) -> int:
    """What was sent goes, with its files; that it was sent, and what it became, stays."""
    remove_files(FieldFile.objects.filter(submission__in=rows.values("pk")))
    return blank(rows, content=None, reason="", expected=[])


def remove_files(files: QuerySet[FieldFile]) -> int:
    """The files go from the disk once this is sure to stay."""
    kept = [(row.file.storage, row.file.name) for row in files]
    files.delete()
    transaction.on_commit(lambda: [storage.delete(name) for storage, name in kept])
    return len(kept)


def old_submissions(before: datetime) -> QuerySet[FieldSubmission]:
    done = FieldSubmission.objects.filter(status__in=[SubmissionStatus.APPLIED, SubmissionStatus.SET_ASIDE])
    return done.filter(received_at__lt=before).exclude(content=None)


PERSONAL_DATA.register("programs.FieldSubmission")(
    PersonalDataRule(
        DataClass.FILE, _("What was sent goes, with its files; that it was sent, and what it became, stays."), _REASON,
        lambda party: forget_content(FieldSubmission.objects.filter(party=party)), months=3, outdated=old_submissions,
        dispose=forget_content,
    )
)  # fmt: skip


def erase_files(party: Party) -> None:
    remove_files(FieldFile.objects.filter(submission__party=party))


PERSONAL_DATA.register("programs.FieldFile")(
    PersonalDataRule(DataClass.FILE, _("Goes, on the disk too."), _REASON, erase_files)
)
register_rules(STAFF_ACTS, "programs.Device")
