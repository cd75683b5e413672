"""From draft to decision: what the applicant writes and attaches, and where the file stands."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from artisans.documents.models import Document
from artisans.parties.models import Party
from foundation.constraints import append_only, both_or_neither, one_of
from foundation.fields import MoneyField
from foundation.references import new_reference
from foundation.time import now
from programs.applications.choices import ApplicationStatus, Channel, DocumentState
from programs.applications.querysets import ApplicationQuerySet
from programs.applications.workflow import DECIDED, LIVE, WORKFLOW
from programs.calls.choices import Outcome
from programs.calls.models import Call, FormVersion


def new_draft_reference() -> str:
    return new_reference("D")


@pghistory.track(exclude=["answers"])
class Application(models.Model):
    """One party's file for one call. `program` and `area` repeat the call's and the party's for scopes and lists."""

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_draft_reference, editable=False
    )
    call = models.ForeignKey(Call, models.PROTECT, related_name="applications", verbose_name=_("call"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="applications", verbose_name=_("applicant"))
    program = models.CharField(max_length=30, editable=False)
    area = models.CharField(max_length=20, editable=False)
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="applications")
    channel = models.CharField(_("entered by"), max_length=8, choices=Channel, default=Channel.PORTAL)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="fr")
    status = models.CharField(_("status"), max_length=20, choices=ApplicationStatus, default=ApplicationStatus.DRAFT)
    answers = models.JSONField(default=dict)  # {question: value}; keys and types by the form version
    sections_done = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)  # grows with each save; an older page is told, not obeyed
    amount_requested = MoneyField(_("amount requested (MAD)"), null=True, blank=True)
    created_at = models.DateTimeField(_("begun"), default=now)
    saved_at = models.DateTimeField(_("saved"), default=now)
    submitted_at = models.DateTimeField(_("received"), null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_applications",
        verbose_name=_("officer"),
    )
    # the service clock: days are counted from the receipt, minus the time the applicant had to act
    clock_stopped_at = models.DateTimeField(null=True, blank=True)
    clock_stopped_seconds = models.PositiveBigIntegerField(default=0)
    due_on = models.DateField(_("due by the service standard"), null=True, blank=True)
    # corrections
    unlocked_sections = models.JSONField(default=list)
    correction_reason = models.TextField(_("what to correct"), blank=True)
    correction_due_on = models.DateField(_("corrections due"), null=True, blank=True)
    # outcome
    score_median = models.DecimalField(_("median score"), max_digits=6, decimal_places=2, null=True, blank=True)
    score_mean = models.DecimalField(_("mean score"), max_digits=6, decimal_places=2, null=True, blank=True)
    score_spread = models.DecimalField(_("spread"), max_digits=6, decimal_places=2, null=True, blank=True)
    rank = models.PositiveIntegerField(_("rank"), null=True, blank=True)
    amount_approved = MoneyField(_("amount approved (MAD)"), null=True, blank=True)
    outcome_reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    # the outcome the applicant last read, until another is published or the file is taken up again
    told_outcome = models.CharField(max_length=20, blank=True, editable=False)
    appeal_until = models.DateField(_("appeal possible until"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    is_demonstration = models.BooleanField(default=False, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-submitted_at", "-id"]
        indexes = [
            models.Index(fields=["status", "submitted_at", "id"], name="application_queue"),
            models.Index(fields=["program", "status", "submitted_at", "id"], name="application_program"),
            # Scopes are beginnings of an area's code: they need this operator class under any collation but C.
            models.Index(OpClass("area", "varchar_pattern_ops"), "status", "id", name="application_area"),
            models.Index(fields=["-submitted_at", "-id"], name="application_recent"),
            models.Index(fields=["officer", "status"], name="application_officer"),
            models.Index(fields=["call", "status", "rank"], name="application_call"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "call"],
                condition=Q(status__in=sorted(LIVE)),
                name="application_one_live",
                violation_error_message=_("There is already an application for this call."),
            ),
            models.CheckConstraint(
                condition=Q(amount_requested__isnull=True) | Q(amount_requested__gt=0),
                name="application_amount_positive",
                violation_error_message=_("Ask for an amount above zero."),
            ),
            both_or_neither("submitted_at", "submitted_by", name="application_submitted_both"),
            both_or_neither("decided_at", "decided_by", name="application_decided_both"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(decided_at__isnull=False),
                name="application_published_is_decided",
            ),
            models.CheckConstraint(
                condition=Q(status=ApplicationStatus.DRAFT)
                | Q(status=ApplicationStatus.WITHDRAWN)
                | Q(submitted_at__isnull=False),
                name="application_received_once_submitted",
            ),
            one_of("status", ApplicationStatus.values, name="application_status_known"),
            # The service clock stands still only while the applicant has something named to correct by a day.
            models.CheckConstraint(
                condition=Q(clock_stopped_at__isnull=True) | Q(status=ApplicationStatus.CHANGES_REQUESTED),
                name="application_clock_stops_for_corrections",
            ),
            models.CheckConstraint(
                condition=~Q(status=ApplicationStatus.CHANGES_REQUESTED)
                | (
                    Q(clock_stopped_at__isnull=False, correction_due_on__isnull=False)
                    & ~Q(correction_reason="")
                    & ~Q(unlocked_sections=[])
                ),
                name="application_corrections_are_named",
            ),
            models.CheckConstraint(
                condition=~Q(status=ApplicationStatus.INELIGIBLE)
                | Q(published_at__isnull=True)
                | (Q(countersigned_by__isnull=False) & ~Q(countersigned_by=models.F("decided_by"))),
                name="application_ineligible_two_people",
            ),
        ]
        triggers = [
            WORKFLOW.trigger("application_steps"),
            pgtrigger.Trigger(
                name="application_answers_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("answers"),
                func="""
                    IF NEW.answers IS DISTINCT FROM OLD.answers
                       AND OLD.status NOT IN ('draft', 'changes_requested') THEN
                        RAISE EXCEPTION 'submitted answers never change' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def public_status(self) -> str:
        """What the applicant may know: a decision that is not published does not exist yet, the one before it still does."""
        if self.status in DECIDED and self.published_at is None:
            if self.told_outcome:  # a file of the waiting list whose promotion is on its way
                return self.told_outcome
            return (
                ApplicationStatus.SCREENING if self.status == ApplicationStatus.INELIGIBLE else ApplicationStatus.READY
            )
        return self.status


class AnswerRevision(models.Model):
    """The answers exactly as submitted, each time."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    documents = models.JSONField(default=dict)  # {question: [sha256, …]}
    sha256 = models.CharField(max_length=64)
    submitted_at = models.DateTimeField(default=now)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("answers as submitted")
        verbose_name_plural = _("answers as submitted")
        ordering = ["application", "number"]
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="answerrevision_once")]
        triggers = append_only("answerrevision")

    def __str__(self) -> str:
        return f"{self.application} #{self.number}"


@pghistory.track()
class ApplicationDocument(models.Model):
    """A file in its slot. Replacing keeps the earlier one, marked replaced."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="documents")
    question = models.CharField(max_length=60)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=DocumentState, default=DocumentState.RECEIVED)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    is_current = models.BooleanField(default=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("document of an application")
        verbose_name_plural = _("documents of an application")
        ordering = ["id"]
        constraints = [
            both_or_neither("checked_at", "checked_by", name="applicationdocument_checked_both"),
            one_of("state", DocumentState.values, name="applicationdocument_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.question}"


class RuleResult(models.Model):
    """What each rule said when the file was submitted or checked again, with the inputs it saw."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="rule_results")
    run = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=60)
    outcome = models.CharField(_("outcome"), max_length=6, choices=Outcome)
    inputs = models.JSONField(default=dict)
    sentence = models.JSONField(default=dict)  # {"fr": …, "ar": …, "en": …}
    evaluated_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("rule result")
        verbose_name_plural = _("rule results")
        ordering = ["application", "run", "id"]
        constraints = [models.UniqueConstraint(fields=["application", "run", "rule"], name="ruleresult_once")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.outcome}"


class Note(models.Model):
    """A remark on a file: internal, or visible to the applicant."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="notes")
    text = models.TextField(_("note"))
    is_visible = models.BooleanField(_("visible to the applicant"), default=False)
    written_at = models.DateTimeField(default=now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text[:60]


class FileTask(models.Model):
    """Something to be done on a file by a day, by one officer or by whoever takes the file; the applicant never sees it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="tasks")
    title = models.CharField(_("to do"), max_length=200)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by whom")
    )
    written_at = models.DateTimeField(default=now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("task on a file")
        verbose_name_plural = _("tasks on a file")
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["person", "due_on"], condition=Q(done_at__isnull=True), name="filetask_open"),
        ]
        constraints = [both_or_neither("done_at", "done_by", name="filetask_done_both")]

    def __str__(self) -> str:
        return self.title


class IdempotencyKey(models.Model):
    """The first answer to a request that may be sent twice; replayed for the same key and content."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    status_code = models.PositiveSmallIntegerField()
    body = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotencykey_once")]

    def __str__(self) -> str:
        return self.key
