"""Reports: what was collected, when and from which rows; the files made of it and their hashes."""

import secrets

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.jobs.models import Job
from foundation.constraints import append_only, both_or_neither, immutable_once, one_of
from foundation.references import new_reference
from foundation.time import now
from reports.board.models import BoardMeeting
from reports.documents.choices import CopyKind, ReportKind, ReportShape, ReportStatus
from reports.documents.querysets import ReportQuerySet
from reports.documents.workflow import WORKFLOW


def new_report_reference() -> str:
    return new_reference("R")


def new_check_code() -> str:
    """128 random bits: the public check page opens without sign-in."""
    return secrets.token_urlsafe(16)


@pghistory.track()
class Report(models.Model):
    """One version of one report. `as_of` is the last business day it may know of."""

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_report_reference, editable=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ReportKind, default=ReportKind.BOARD)
    meeting = models.ForeignKey(BoardMeeting, models.PROTECT, related_name="reports", verbose_name=_("meeting"))
    period_start = models.DateField(_("from"))
    as_of = models.DateField(_("as of"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    status = models.CharField(_("status"), max_length=10, choices=ReportStatus, default=ReportStatus.DRAFT)
    frozen_sha256 = models.CharField(max_length=64, blank=True)  # of the snapshot it was frozen with
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    requested_at = models.DateTimeField(_("requested"), default=now)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_demonstration = models.BooleanField(default=False, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-as_of", "-version", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "meeting", "version"], name="report_version_unique"),
            both_or_neither("frozen_at", "frozen_by", name="report_frozen_both"),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True) | ~Q(frozen_sha256=""), name="report_frozen_has_snapshot"
            ),
            one_of("status", ReportStatus.values, name="report_status_known"),
        ]
        triggers = [
            WORKFLOW.trigger("report_steps"),
            immutable_once(
                "frozen_at",
                name="report_frozen_stays",
                columns=["frozen_sha256", "as_of", "period_start", "meeting_id", "version", "frozen_by_id"],
            ),
        ]

    def __str__(self) -> str:
        return self.reference


@pghistory.track()
class Narrative(models.Model):
    """What the officer writes beside the figures of a section. `{CODE}` is replaced by the figure of that code."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="narratives")
    section = models.SlugField(max_length=40)
    text_fr = models.TextField(_("text (French)"), blank=True)
    text_ar = models.TextField(_("text (Arabic)"), blank=True)
    written_at = models.DateTimeField(default=now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("narrative")
        verbose_name_plural = _("narratives")
        constraints = [models.UniqueConstraint(fields=["report", "section"], name="narrative_once")]

    def __str__(self) -> str:
        return f"{self.report} {self.section}"


class Snapshot(models.Model):
    """Everything a report says, collected in one repeatable-read transaction; never changed afterwards.

    `data` holds blocks of figures, each with code, value, unit, definition, source and the rows behind
    it; `sha256` is over its canonical JSON.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="snapshots")
    data = models.JSONField()
    sha256 = models.CharField(max_length=64)
    row_counts = models.JSONField(default=dict)
    known_at = models.DateTimeField()  # nothing recorded later was read
    collected_at = models.DateTimeField(default=now)
    collected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["-id"]
        triggers = append_only("snapshot")

    def __str__(self) -> str:
        return f"{self.report} {self.sha256[:12]}"


# What a board reads, 8 to 12 pages and the Arabic summary: a report outside these pages is not frozen.
PAGES = range(8, 14)


class ReportFile(models.Model):
    """One PDF made of one snapshot in one language and shape, with its hashes and what it was made with."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="files")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    shape = models.CharField(
        _("shape"), max_length=40, default=ReportShape.FULL
    )  # or `program-` and a programme's code
    is_draft = models.BooleanField(default=True)  # watermarked PROJET
    file = models.FileField(upload_to="reports/%Y/")
    pages = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    check_code = models.CharField(max_length=32, unique=True, default=new_check_code)
    made_with = models.JSONField(default=dict)  # versions of the libraries and of Pango
    made_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("report file")
        verbose_name_plural = _("report files")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "language", "shape", "is_draft"], name="reportfile_once")
        ]

    def __str__(self) -> str:
        return f"{self.snapshot} {self.language} {self.shape}"


@pghistory.track()
class SectionComment(models.Model):
    """What a reader of the review says about a section; answered by the author, closed by a reader, before the freeze."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="comments")
    section = models.SlugField(max_length=40)
    text = models.TextField(_("comment"))
    written_at = models.DateTimeField(default=now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("comment on a section")
        verbose_name_plural = _("comments on sections")
        ordering = ["report", "section", "id"]
        constraints = [
            both_or_neither("answered_at", "answered_by", name="sectioncomment_answered_both"),
            both_or_neither("closed_at", "closed_by", name="sectioncomment_closed_both"),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | Q(answered_by__isnull=True) | ~Q(closed_by=F("answered_by")),
                name="sectioncomment_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.section}"


class ScheduledBuild(models.Model):
    """One build the calendar asked for; `key` names the occasion, so that it is asked for once."""

    key = models.CharField(max_length=80, unique=True)  # CA-2024-07-17:pack:fr, month:2024-02:CA-2024-07-17:fr
    report = models.ForeignKey(Report, models.PROTECT, related_name="scheduled")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField()
    asked_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("scheduled build")
        verbose_name_plural = _("scheduled builds")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.key


class ReportCopy(models.Model):
    """Another file of the same content: for the archive with its data inside, or electronically signed.

    The file it was made of stays beside it, so that anyone can compare either.
    """

    original = models.ForeignKey(ReportFile, models.PROTECT, related_name="copies")
    kind = models.CharField(_("kind"), max_length=14, choices=CopyKind)
    file = models.FileField(upload_to="reports/%Y/")
    sha256 = models.CharField(max_length=64, db_index=True)
    signed_as = models.CharField(max_length=240, blank=True)  # whom the certificate names; empty: not signed
    certificate_sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("copy of a report file")
        verbose_name_plural = _("copies of report files")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["original", "kind"], name="reportcopy_once"),
            one_of("kind", CopyKind.values, name="reportcopy_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=CopyKind.ARCHIVE, signed_as="", certificate_sha256="")
                | (
                    Q(kind__in=[CopyKind.SIGNED, CopyKind.SIGNED_ARCHIVE])
                    & ~Q(signed_as="")
                    & ~Q(certificate_sha256="")
                ),
                name="reportcopy_signed_by_somebody",
            ),
        ]
        triggers = append_only("reportcopy")

    def __str__(self) -> str:
        return f"{self.original} {self.kind}"
