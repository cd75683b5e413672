"""Rules for what files keep about people."""

from datetime import datetime

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
from programs.applications.choices import ApplicationStatus
from programs.applications.models import (
    AnswerRevision,
    Application,
    ApplicationDocument,
    FileTask,
    IdempotencyKey,
    Note,
    RuleResult,
)
from programs.applications.workflow import CLOSED, UNDECIDED

_REASON = _("Handling of the application; accounts of how public support was given.")
_OPEN = UNDECIDED | {ApplicationStatus.APPROVED, ApplicationStatus.RESERVE}


def empty_files(rows: QuerySet) -> int:
    """Answers and reasons go; call, dates, scores and outcome stay."""
    return blank(rows, answers={}, outcome_reason="", despite=("application_answers_stay",))


def empty_documents(rows: QuerySet) -> int:
    erase_documents(Document.objects.filter(pk__in=rows.values("document")))
    return blank(rows, reason="")


def erase_revisions(party: Party) -> None:
    blank(AnswerRevision.objects.filter(application__party=party), answers={}, despite=("answerrevision_append_only",))


def old_drafts(before: datetime) -> QuerySet:
    return Application.objects.filter(
        status=ApplicationStatus.DRAFT, saved_at__lt=before, is_demonstration=False
    ).exclude(answers={})


def old_documents(before: datetime) -> QuerySet:
    return ApplicationDocument.objects.filter(
        application__status__in=CLOSED, application__closed_at__lt=before, application__is_demonstration=False
    ).exclude(document__file="")


PERSONAL_DATA.register("programs.Application")(
    PersonalDataRule(
        DataClass.FILE, _("Answers and reasons go; call, dates, scores and outcome stay."), _REASON,
        lambda party: empty_files(Application.objects.filter(party=party)), months=24, outdated=old_drafts,
        dispose=empty_files,
    )
)  # fmt: skip
PERSONAL_DATA.register("programs.AnswerRevision")(
    PersonalDataRule(DataClass.FILE, _("Answers go; the hash of what was sent stays."), _REASON, erase_revisions)
)
PERSONAL_DATA.register("programs.ApplicationDocument")(
    PersonalDataRule(
        DataClass.FILE, _("Files go; their hashes stay."), _REASON,
        lambda party: empty_documents(ApplicationDocument.objects.filter(application__party=party)), months=60,
        outdated=old_documents, dispose=empty_documents,
    )
)  # fmt: skip
PERSONAL_DATA.register("programs.RuleResult")(
    PersonalDataRule(
        DataClass.FILE, _("What the rule saw goes; what it said stays."), _REASON,
        lambda party: blank(RuleResult.objects.filter(application__party=party), inputs={}),
    )
)  # fmt: skip
PERSONAL_DATA.register("programs.Note")(
    PersonalDataRule(
        DataClass.FILE, _("The words go."), _REASON,
        lambda party: blank(Note.objects.filter(application__party=party), text=""),
    )
)  # fmt: skip
PERSONAL_DATA.register("programs.FileTask")(
    PersonalDataRule(
        DataClass.FILE, _("The words go."), _REASON,
        lambda party: blank(FileTask.objects.filter(application__party=party), title="—"),
    )
)  # fmt: skip
PERSONAL_DATA.register("programs.IdempotencyKey")(
    PersonalDataRule(
        DataClass.FILE, _("Goes by itself after a month."), _("Answers replayed when a network failed."), months=1,
        outdated=lambda before: IdempotencyKey.objects.filter(created_at__lt=before),
    )
)  # fmt: skip


@ERASURE_BLOCKS.register("programs.applications")
def live_files(party: Party) -> list[str]:
    rows = Application.objects.filter(party=party, status__in=_OPEN).values_list("reference", flat=True)
    return [str(_("The application %(reference)s is open.")) % {"reference": reference} for reference in rows]


def _files(party: Party):
    for row in party.applications.select_related("call").order_by("id"):
        yield [
            Datum("reference", _("Reference"), row.reference),
            Datum("call", _("Call"), str(row.call)),
            # What is not published is not told here either.
            Datum("status", _("Status"), ApplicationStatus(row.public_status).label),
            Datum("submitted_at", _("Received"), row.submitted_at),
            Datum("answers", _("Answers"), row.answers),
        ]


OWN_DATA.register("applications", order=50)(OwnData(_("Your applications"), _files))
