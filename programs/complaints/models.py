"""Complaints (réclamations): who, about what, by when, and everything that was said."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from artisans.documents.models import Document
from artisans.parties.models import Party
from foundation.constraints import append_only, both_or_neither, one_of
from foundation.fields import EncryptedTextField
from foundation.references import new_reference
from foundation.time import now, today
from programs.applications.models import Application
from programs.complaints.choices import ComplaintChannel, ComplaintKind, ComplaintStatus, EntryKind, Outcome
from programs.complaints.querysets import ComplaintQuerySet
from programs.complaints.workflow import COMPLAINT, RUNNING


def new_complaint_reference() -> str:
    return new_reference("REC")


@pghistory.track(exclude=["contact_name", "contact_phone"])
class Complaint(models.Model):
    """One complaint. It may be about a file, about a party, or about neither; what is said stands in its entries."""

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_complaint_reference, editable=False
    )
    kind = models.CharField(_("about what"), max_length=10, choices=ComplaintKind)
    channel = models.CharField(_("received"), max_length=8, choices=ComplaintChannel, default=ComplaintChannel.PORTAL)
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="complaints", verbose_name=_("beneficiary")
    )
    application = models.ForeignKey(
        Application, models.PROTECT, null=True, blank=True, related_name="complaints", verbose_name=_("file")
    )
    program = models.CharField(_("programme"), max_length=30, blank=True)
    area = models.CharField(max_length=20, blank=True, editable=False)
    complainant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="complaints"
    )
    contact_name = models.CharField(_("name"), max_length=160, blank=True)
    contact_phone = EncryptedTextField(_("phone"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="fr")
    status = models.CharField(_("status"), max_length=11, choices=ComplaintStatus, default=ComplaintStatus.NEW)
    received_at = models.DateTimeField(_("received on"), default=now)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    due_on = models.DateField(_("answer due"))
    clock_stopped_on = models.DateField(null=True, blank=True)
    against = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("member of staff complained about"),
    )  # fmt: skip
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handled by")
    )
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome, blank=True)
    first_answered_at = models.DateTimeField(
        null=True, blank=True
    )  # what the figures count; a second answer moves nothing
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    reopened_at = models.DateTimeField(_("reopened on"), null=True, blank=True)
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    is_demonstration = models.BooleanField(default=False, editable=False)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["due_on", "id"], name="complaint_due"),
            models.Index(fields=["status", "due_on", "id"], name="complaint_queue"),
            models.Index(fields=["-received_at", "-id"], name="complaint_recent"),
        ]
        constraints = [
            both_or_neither("answered_at", "answered_by", name="complaint_answered_both"),
            both_or_neither("reopened_at", "reopened_by", name="complaint_reopened_both"),
            one_of("kind", ComplaintKind.values, name="complaint_kind_known"),
            one_of("status", ComplaintStatus.values, name="complaint_status_known"),
            models.CheckConstraint(
                condition=Q(against__isnull=True)
                | (
                    (Q(handler__isnull=True) | ~Q(handler=F("against")))
                    & (Q(answered_by__isnull=True) | ~Q(answered_by=F("against")))
                ),
                name="complaint_answered_by_another",
                violation_error_message=_("A complaint is answered by somebody it is not about."),
            ),
            models.CheckConstraint(
                condition=Q(complainant__isnull=False) | ~Q(channel=ComplaintChannel.PORTAL),
                name="complaint_portal_has_its_person",
            ),
            # The clock stands still only while the person has a question of ours to answer.
            models.CheckConstraint(
                condition=Q(clock_stopped_on__isnull=False, status=ComplaintStatus.WAITING)
                | (Q(clock_stopped_on__isnull=True) & ~Q(status=ComplaintStatus.WAITING)),
                name="complaint_clock_stops_for_questions",
            ),
            models.CheckConstraint(
                condition=~Q(status=ComplaintStatus.REOPENED) | Q(reopened_at__isnull=False),
                name="complaint_reopened_is_told",
            ),
        ]
        triggers = [COMPLAINT.trigger("complaint_steps")]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_overdue(self) -> bool:
        return self.status in RUNNING and self.due_on < today()


class ComplaintEntry(models.Model):
    """One line of the exchange, written once. Notes are between colleagues; everything else the person reads."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=9, choices=EntryKind)
    text = EncryptedTextField()
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(default=now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("entry of a complaint")
        verbose_name_plural = _("entries of a complaint")
        ordering = ["id"]
        constraints = [one_of("kind", EntryKind.values, name="complaintentry_kind_known")]
        triggers = append_only("complaintentry")

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.kind}"
