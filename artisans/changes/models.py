"""Requests to change what others rely on: numbers, accounts, names, birth dates, phones."""

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from artisans.changes.choices import ChangeChannel, ChangeKind, ChangeStatus
from artisans.changes.querysets import ChangeRequestQuerySet
from artisans.changes.workflow import CHANGE
from artisans.documents.models import Document
from artisans.parties.models import Party
from foundation.constraints import both_or_neither, one_of
from foundation.fields import EncryptedTextField
from foundation.references import new_reference
from foundation.time import now


def new_change_reference() -> str:
    return new_reference("M")


@pghistory.track(exclude=["before", "after", "reason", "decision_reason"])
class ChangeRequest(models.Model):
    """One person asks, another decides. What was and what shall be are ciphertext; the masked forms are for lists."""

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_change_reference, editable=False
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="change_requests", verbose_name=_("beneficiary"))
    area = models.CharField(max_length=20, editable=False)  # the party's, for scopes
    kind = models.CharField(_("what changes"), max_length=10, choices=ChangeKind)
    number_kind = models.CharField(max_length=10, blank=True)  # of an identifier: cnie, ice…
    before = EncryptedTextField()  # JSON
    after = EncryptedTextField()  # JSON
    before_masked = models.CharField(_("before"), max_length=40, blank=True)
    after_masked = models.CharField(_("after"), max_length=40, blank=True)
    reason = models.TextField(_("why"), max_length=1000)
    proof = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proof")
    )
    channel = models.CharField(_("asked"), max_length=8, choices=ChangeChannel, default=ChangeChannel.DESK)
    status = models.CharField(_("status"), max_length=10, choices=ChangeStatus, default=ChangeStatus.REQUESTED)
    requested_at = models.DateTimeField(_("asked on"), default=now)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    expires_on = models.DateField(_("expires on"))
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decision_reason = models.TextField(_("reason of the decision"), max_length=1000, blank=True)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        ordering = ["-requested_at", "-id"]
        indexes = [
            models.Index(fields=["status", "requested_at", "id"], name="changerequest_queue"),
            models.Index(fields=["party", "-id"], name="changerequest_party"),
            models.Index(OpClass("area", "varchar_pattern_ops"), "status", "id", name="changerequest_area"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "kind", "number_kind"],
                condition=Q(status=ChangeStatus.REQUESTED),
                name="changerequest_one_open",
                violation_error_message=_("A request to change this waits for approval already."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[ChangeStatus.APPROVED, ChangeStatus.REFUSED])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("requested_by"))),
                name="changerequest_two_people",
                violation_error_message=_("The change must be decided by somebody else than the person who asked."),
            ),
            both_or_neither("decided_at", "decided_by", name="changerequest_decided_both"),
            models.CheckConstraint(condition=~Q(reason=""), name="changerequest_has_reason"),
            one_of("kind", ChangeKind.values, name="changerequest_kind_known"),
            one_of("status", ChangeStatus.values, name="changerequest_status_known"),
        ]
        triggers = [CHANGE.trigger("changerequest_steps")]

    def __str__(self) -> str:
        return self.reference
