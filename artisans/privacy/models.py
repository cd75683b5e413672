"""What people ask about their own data, with the day by which they must have an answer."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from artisans.parties.models import Party
from artisans.privacy.choices import RequestChannel, RequestKind, RequestStatus
from artisans.privacy.querysets import DataRequestQuerySet
from artisans.privacy.workflow import DATA_REQUEST
from foundation.constraints import both_or_neither, one_of
from foundation.fields import EncryptedTextField
from foundation.references import new_reference
from foundation.time import now, today


def new_request_reference() -> str:
    return new_reference("Q")


@pghistory.track(exclude=["text", "answer"])
class DataRequest(models.Model):
    """Access, rectification, objection or erasure (law 09-08). What is asked and answered is ciphertext."""

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_request_reference, editable=False
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="data_requests", verbose_name=_("beneficiary"))
    area = models.CharField(max_length=20, editable=False)  # the party's, for scopes
    kind = models.CharField(_("request"), max_length=14, choices=RequestKind)
    text = EncryptedTextField(_("what is asked"))
    channel = models.CharField(_("received"), max_length=8, choices=RequestChannel, default=RequestChannel.DESK)
    status = models.CharField(_("status"), max_length=10, choices=RequestStatus, default=RequestStatus.RECEIVED)
    requested_at = models.DateTimeField(_("received on"), default=now)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    due_on = models.DateField(_("answer due"))
    approved_at = models.DateTimeField(_("approved on"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    answer = EncryptedTextField(_("answer"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request about data")
        verbose_name_plural = _("requests about data")
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["status", "due_on", "id"], name="datarequest_queue"),
            models.Index(fields=["party", "-id"], name="datarequest_party"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["party"],
                condition=Q(kind=RequestKind.ERASURE, status__in=[RequestStatus.RECEIVED, RequestStatus.APPROVED]),
                name="datarequest_one_erasure",
                violation_error_message=_("An erasure is asked for already."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=RequestKind.ERASURE)
                | ~Q(status__in=[RequestStatus.APPROVED, RequestStatus.DONE])
                | (Q(approved_by__isnull=False) & ~Q(approved_by=F("requested_by"))),
                name="datarequest_erasure_two_people",
                violation_error_message=_("An erasure is approved by somebody else than the person who entered it."),
            ),
            both_or_neither("approved_at", "approved_by", name="datarequest_approved_both"),
            both_or_neither("answered_at", "answered_by", name="datarequest_answered_both"),
            one_of("kind", RequestKind.values, name="datarequest_kind_known"),
            one_of("status", RequestStatus.values, name="datarequest_status_known"),
        ]
        triggers = [DATA_REQUEST.trigger("datarequest_steps")]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_overdue(self) -> bool:
        return self.status in (RequestStatus.RECEIVED, RequestStatus.APPROVED) and self.due_on < today()
