"""From the request to the adopted report. What a report says is its snapshot, and a frozen one never changes."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.files.storage import Storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.jobs.actions import enqueue
from accounts.jobs.models import Job
from accounts.people.models import Establishment, User
from foundation.errors import DomainError, NotPermitted
from foundation.time import now
from foundation.words import localized
from programs.catalog.choices import ProgramStatus
from programs.catalog.models import Program
from reports.board.models import BoardMeeting
from reports.documents.archive import Copy
from reports.documents.choices import PROGRAM_SHAPE, ReportKind, ReportShape
from reports.documents.keeping import file_name, keep_copies, keep_file
from reports.documents.models import PAGES, Narrative, Report, ReportCopy, ReportFile, Snapshot
from reports.documents.permissions import wrong_length
from reports.documents.workflow import FROZEN, WORKFLOW
from reports.figures.base import Reading
from reports.figures.collect import digest, row_counts

LANGUAGES = ("fr", "ar")


class ReportIsFrozen(DomainError):
    """A frozen report is read, never rebuilt."""

    code = "report_frozen"


@transaction.atomic
def open_report(*, meeting: BoardMeeting, by: User) -> Report:
    """The newest version of the meeting's report, a first draft if there is none yet.

    It covers the days since the meeting before, and knows nothing after its own meeting's day.
    """
    BoardMeeting.objects.select_for_update().get(pk=meeting.pk)
    found = Report.objects.filter(kind=ReportKind.BOARD, meeting=meeting).order_by("-version").first()
    if found is not None:
        return found
    report = Report.objects.create(
        meeting=meeting,
        period_start=_period_start(meeting),
        as_of=meeting.held_on,
        requested_at=now(),
        requested_by=by,
        is_demonstration=Establishment.objects.filter(pk=1, is_demonstration=True).exists(),
    )
    record("report.opened", target=report, by=by, after={"meeting": meeting.code})
    return report


def unexplained_in(data: dict) -> list[dict]:
    """The restatements of a snapshot that stand there without a reason."""
    told = data.get("narratives", {})
    rows = data.get("restatements", {}).get("rows", [])
    return [row for row in rows if not told.get(row["section"], {}).get("fr", "").strip()]


def _period_start(meeting: BoardMeeting) -> date:
    before = BoardMeeting.objects.filter(held_on__lt=meeting.held_on).order_by("-held_on").first()
    return before.held_on + timedelta(days=1) if before else date(meeting.held_on.year, 1, 1)


@transaction.atomic
def request_report(*, meeting: BoardMeeting, language: str, by: User, shape: str = ReportShape.FULL) -> Job:
    """Ask for the PDF of the meeting's report; a worker builds it.

    Asked twice while the first is under way, answers with the same job. Raises DomainError for a language
    the report is not written in or a shape it is not made in.
    """
    if language not in LANGUAGES:
        raise DomainError(_("The report is made in French or in Arabic."))
    if shape not in dict(shapes()):
        raise DomainError(_("The report is not made in this shape."))
    report = open_report(meeting=meeting, by=by)
    under_way = Job.objects.filter(
        kind="reports.build", about_type=report._meta.label_lower, about_id=report.pk,
        state__in=["queued", "running"], payload__language=language, payload__shape=shape,
    ).first()  # fmt: skip
    if under_way is not None:
        return under_way
    record("report.requested", target=report, by=by, after={"language": language, "shape": shape})
    return _enqueue_build(report, language, shape, by)


def shapes() -> list[tuple[str, str]]:
    """Every shape a report can be made in, with its name: the whole, the brief, one programme alone …"""
    programs = Program.objects.exclude(status=ProgramStatus.DRAFT).order_by("position", "code")
    named = [(f"{PROGRAM_SHAPE}{program.code}", localized(program, "name")) for program in programs]
    return [*ReportShape.choices, *named]


def _enqueue_build(report: Report, language: str, shape: str, by: User) -> Job:
    return enqueue(
        "reports.build", about=report, by=by,
        payload={"report_id": report.pk, "language": language, "shape": shape},
        title=f"{report.meeting.code} · {language}" + ("" if shape == ReportShape.FULL else f" · {shape}"),
    )  # fmt: skip


def reading_for(report: Report) -> Reading:
    """What this report may know: its day, and everything recorded up to now."""
    return Reading(meeting=report.meeting, period_start=report.period_start, as_of=report.as_of, known_at=now())


@transaction.atomic
def keep_build(
    *,
    report: Report,
    data: dict | None,
    language: str,
    pdf: bytes,
    pages: int,
    check_code: str,
    made_with: dict,
    by: User,
    shape: str = ReportShape.FULL,
    copies: Sequence[Copy] = (),
) -> ReportFile:
    """Keep what a worker built: the snapshot (None: the frozen one), its file and its copies, all or nothing.

    Building the same snapshot in the same language again replaces nothing: the first file stands, and gets the
    copies it had not yet.
    """
    report = Report.objects.select_for_update().get(pk=report.pk)
    is_draft = report.status not in FROZEN
    if data is not None and not is_draft:
        raise ReportIsFrozen(_("This report was frozen meanwhile; ask for its file again."))
    snapshot = report.snapshots.get(sha256=report.frozen_sha256) if data is None else keep_snapshot(report, data, by)
    found = snapshot.files.filter(language=language, shape=shape, is_draft=is_draft).first()
    if found is not None:
        keep_copies(found, pdf, copies)
        return found
    made = ReportFile(
        snapshot=snapshot,
        language=language,
        shape=shape,
        is_draft=is_draft,
        pages=pages,
        check_code=check_code,
        made_with=made_with,
        made_at=now(),
    )
    keep_file(made, file_name(report, language, shape), pdf)
    try:
        kept = keep_copies(made, pdf, copies)
    except BaseException:
        made.file.storage.delete(made.file.name)
        raise
    record(
        "report.built", target=report, by=by,
        after={
            "language": language, "shape": shape, "sha256": made.sha256, "snapshot": snapshot.sha256, "draft": is_draft,
            "copies": {copy.kind: copy.sha256 for copy in kept},
        },
    )  # fmt: skip
    return made


def keep_snapshot(report: Report, data: dict, by: User) -> Snapshot:
    """The row of a collected snapshot; the same content is kept once."""
    sha256 = digest(data)
    found = report.snapshots.filter(sha256=sha256).first()
    if found is not None:
        return found
    return Snapshot.objects.create(
        report=report,
        data=data,
        sha256=sha256,
        row_counts=row_counts(data),
        known_at=data["meta"]["known_at"],
        collected_at=now(),
        collected_by=by,
    )


def remove_stray_files(older_than: timedelta = timedelta(hours=6)) -> list[str]:
    """Delete files of reports that no row knows, once they are old enough that no build can still be writing them."""
    storage = ReportFile._meta.get_field("file").storage
    removed = []
    for folder in _folders(storage, "reports"):
        names = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
        known = {
            name
            for model in (ReportFile, ReportCopy)
            for name in model.objects.filter(file__in=names).values_list("file", flat=True)
        }
        for name in names:
            if name not in known and storage.get_modified_time(name) < timezone.now() - older_than:
                storage.delete(name)
                removed.append(name)
    return removed


def _folders(storage: Storage, top: str) -> list[str]:
    try:
        return [f"{top}/{name}" for name in storage.listdir(top)[0]]
    except FileNotFoundError:  # no report was ever made
        return []


@transaction.atomic
def write_narrative(*, report: Report, section: str, text_fr: str, text_ar: str, by: User) -> Narrative:
    """What the officer says beside a section's figures, while the report is a draft."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.status in FROZEN:
        raise ReportIsFrozen(_("This report is frozen; its text can no longer change."))
    narrative, _made = Narrative.objects.update_or_create(
        report=report,
        section=section,
        defaults={"text_fr": text_fr, "text_ar": text_ar, "written_at": now(), "written_by": by},
    )
    record("report.written", target=report, by=by, after={"section": section})
    return narrative


@transaction.atomic
def send_to_review(*, report: Report, by: User) -> Report:
    """Hand a built draft to the head of programme."""
    if not report.snapshots.exists():
        raise DomainError(_("Build the report before sending it to review."))
    return _move(report, "send_to_review", by)


@transaction.atomic
def return_report(*, report: Report, by: User, reason: str) -> Report:
    """Send a report back to its author, with what is to be changed."""
    if not reason.strip():
        raise DomainError(_("Say what should be changed."))
    return _move(report, "return", by, reason=reason)


@transaction.atomic
def freeze_report(*, report: Report, by: User) -> Report:
    """Fix the last snapshot for good and ask for its file in each language it was built in.

    Not by the person who asked for the report, nor when the text changed after the snapshot was taken.
    """
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.requested_by_id == by.pk:
        raise NotPermitted(_("A report is frozen by somebody else than the person who asked for it."))
    snapshot = report.snapshots.order_by("-id").first()
    if snapshot is None:
        raise DomainError(_("Build the report before freezing it."))
    if report.narratives.filter(written_at__gt=snapshot.known_at).exists():
        raise DomainError(_("The text changed after the last build: build the report again before freezing it."))
    unexplained = [row["code"] for row in unexplained_in(snapshot.data)]
    if unexplained:
        raise DomainError(
            _("Figures of the last report have changed: say why beside each, then build again."), reasons=unexplained
        )
    if report.comments.filter(closed_at=None).exists():
        raise DomainError(_("A comment of the review is still open: answer it and have it closed."))
    if file := wrong_length(report):
        raise DomainError(
            _("The file has %(pages)s pages: the board’s report has %(least)s to %(most)s.")
            % {"pages": file.pages, "least": PAGES.start, "most": PAGES.stop - 1}
        )
    before = report.status
    WORKFLOW.take(report, "freeze")
    report.frozen_sha256 = snapshot.sha256
    report.frozen_at, report.frozen_by = now(), by
    report.save(update_fields=["status", "frozen_sha256", "frozen_at", "frozen_by"])
    record(
        "report.frozen", target=report, by=by, before={"status": before},
        after={"status": report.status, "sha256": snapshot.sha256},
    )  # fmt: skip
    for language, shape in snapshot.files.order_by("language", "shape").values_list("language", "shape").distinct():
        _enqueue_build(report, language, shape, by)
    return report


@transaction.atomic
def present_report(*, report: Report, by: User) -> Report:
    """Record that the board received it."""
    return _move(report, "present", by)


@transaction.atomic
def adopt_report(*, report: Report, by: User) -> Report:
    """Record that the board adopted it."""
    return _move(report, "adopt", by)


def _move(report: Report, step: str, by: User, reason: str = "") -> Report:
    report = Report.objects.select_for_update().get(pk=report.pk)
    before = report.status
    WORKFLOW.take(report, step)
    report.save(update_fields=["status"])
    record(
        f"report.{step}",
        target=report,
        by=by,
        reason=reason,
        before={"status": before},
        after={"status": report.status},
    )
    return report
