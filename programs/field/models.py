"""Devices that may send forms, and what they sent: kept raw before anything is done with it."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from artisans.parties.models import Party
from foundation.constraints import both_or_neither, one_of
from foundation.references import new_reference
from foundation.time import now
from programs.field.choices import SubmissionStatus
from programs.field.querysets import DeviceQuerySet, SubmissionQuerySet
from programs.field.workflow import WORKFLOW


def new_device_reference() -> str:
    return new_reference("T")


def new_submission_reference() -> str:
    return new_reference("K")


def storage_path(_file: "FieldFile", _filename: str) -> str:
    """Never the name the device chose."""
    name = uuid.uuid4().hex
    return f"field/{name[:2]}/{name}"


@pghistory.track(exclude=["secret_lookup", "last_seen_at", "client"])
class Device(models.Model):
    """A phone or tablet that acts for one person, within a programme and an area (empty: as far as the person's roles reach).

    Its secret is shown once, to that person; only its hash is kept.
    """

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_device_reference, editable=False
    )
    name = models.CharField(_("name of the device"), max_length=80)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="field_devices", verbose_name=_("person")
    )
    program = models.CharField(_("programme"), max_length=30, blank=True)
    area = models.CharField(_("area"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="fr")
    secret_lookup = models.BinaryField(max_length=32, unique=True, null=True, editable=False)
    enrolled_at = models.DateTimeField(_("enrolled"), default=now)
    enrolled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    activated_on = models.DateField(_("activated"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_reason = models.CharField(_("reason"), max_length=240, blank=True)
    last_seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)
    client = models.CharField(_("application"), max_length=80, blank=True)
    is_demonstration = models.BooleanField(default=False, editable=False)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("field device")
        verbose_name_plural = _("field devices")
        ordering = ["-enrolled_at", "-id"]
        constraints = [both_or_neither("revoked_at", "revoked_by", name="device_revoked_both")]

    def __str__(self) -> str:
        return f"{self.name} ({self.reference})"

    @property
    def is_live(self) -> bool:
        """Whether it may speak now, as far as its own row tells."""
        return self.revoked_at is None and self.expires_at > now() and self.secret_lookup is not None


@pghistory.track(exclude=["content", "reason"])
class FieldSubmission(models.Model):
    """One filled form as a device sent it. `program` and `area` are those of the form and the device, for scopes and lists."""

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_submission_reference, editable=False
    )
    device = models.ForeignKey(Device, models.PROTECT, related_name="submissions", verbose_name=_("device"))
    instance_id = models.CharField(max_length=120, editable=False)
    form_id = models.CharField(_("form"), max_length=100)
    form_version = models.CharField(max_length=60, blank=True)
    program = models.CharField(max_length=30, blank=True, editable=False)
    area = models.CharField(max_length=20, blank=True, editable=False)
    content = models.BinaryField(null=True, editable=False)  # the XML as it came, encrypted; forgotten after a while
    sha256 = models.CharField(max_length=64, editable=False)
    expected = models.JSONField(default=list, editable=False)  # names of the files the answers speak of
    status = models.CharField(_("state"), max_length=9, choices=SubmissionStatus, default=SubmissionStatus.RECEIVED)
    reason = models.TextField(_("reason"), blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField(_("received"), default=now)
    tried_at = models.DateTimeField(null=True, blank=True, editable=False)  # by the house itself, not by a person
    applied_on = models.DateField(_("entered"), null=True, blank=True)
    result = models.CharField(_("became"), max_length=20, blank=True)  # the reference of the application or visit
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="field_submissions", verbose_name=_("beneficiary")
    )
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_demonstration = models.BooleanField(default=False, editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("form received from the field")
        verbose_name_plural = _("forms received from the field")
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["status", "-received_at"], name="fieldsubmission_status"),
            models.Index(fields=["program", "area", "status"], name="fieldsubmission_scope"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["device", "instance_id"], name="fieldsubmission_once"),
            both_or_neither("set_aside_at", "set_aside_by", name="fieldsubmission_set_aside_both"),
            models.CheckConstraint(
                condition=~Q(status=SubmissionStatus.APPLIED) | ~Q(result=""), name="fieldsubmission_applied_to"
            ),
            one_of("status", SubmissionStatus.values, name="fieldsubmission_status_known"),
        ]
        triggers = [WORKFLOW.trigger("fieldsubmission_steps")]

    def __str__(self) -> str:
        return self.reference


class FieldFile(models.Model):
    """A photo or document as the device sent it; judged by its bytes only when it is put into its place."""

    submission = models.ForeignKey(FieldSubmission, models.CASCADE, related_name="files")
    name = models.CharField(_("file name"), max_length=160)
    file = models.FileField(upload_to=storage_path)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField(_("received"), default=now)

    class Meta:
        verbose_name = _("file received from the field")
        verbose_name_plural = _("files received from the field")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["submission", "name"], name="fieldfile_once")]

    def __str__(self) -> str:
        return self.name
