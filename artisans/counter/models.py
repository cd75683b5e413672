"""What a clerk enters for somebody at a counter, step by step, until it is signed."""

import json
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from accounts.people.scopes import scopes_of
from artisans.counter.choices import EntryStatus, Helper, Signature
from artisans.counter.workflow import ENTRY
from artisans.documents.models import Document
from artisans.parties.models import Party
from foundation.constraints import both_or_neither, one_of
from foundation.fields import EncryptedTextField
from foundation.references import new_reference
from foundation.time import now


def new_entry_reference() -> str:
    return new_reference("G")


class CounterEntryQuerySet(models.QuerySet["CounterEntry"]):
    def for_user(self, user: User) -> "CounterEntryQuerySet":
        """Entries of the counters within this person's areas, and their own."""
        condition = Q(pk__in=[])
        for scope in scopes_of(user, "artisans.use_counter"):
            if not scope.area:
                return self
            condition |= Q(area__startswith=scope.area) | Q(clerk=user)
        return self.filter(condition)

    def open(self) -> "CounterEntryQuerySet":
        return self.filter(status=EntryStatus.OPEN)


@pghistory.track(exclude=["answers", "helper_name"])
class CounterEntry(models.Model):
    """One visit. The answers are ciphertext; the register gets them when the person has signed."""

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_entry_reference, editable=False
    )
    area = models.CharField(max_length=20, blank=True)  # of the counter, then of the commune: for scopes by prefix
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="counter_entries", verbose_name=_("clerk")
    )
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="counter_entries", verbose_name=_("beneficiary")
    )
    is_known = models.BooleanField(_("was in the register already"), default=False)
    status = models.CharField(_("status"), max_length=8, choices=EntryStatus, default=EntryStatus.OPEN)
    step = models.CharField(max_length=12, default="who")
    answers = EncryptedTextField()  # JSON: step → what was typed
    helper = models.CharField(_("helper"), max_length=10, choices=Helper, default=Helper.NONE)
    helper_name = EncryptedTextField(_("name of the helper"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    started_at = models.DateTimeField(_("begun"), default=now)
    saved_at = models.DateTimeField(_("last saved"), default=now)
    printed_hash = models.CharField(max_length=64, blank=True)
    printed_at = models.DateTimeField(_("printed"), null=True, blank=True)
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    signature = models.CharField(_("signature"), max_length=10, choices=Signature, blank=True)
    signed_copy = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("photo of the signed summary")
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = CounterEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("counter entry")
        verbose_name_plural = _("counter entries")
        ordering = ["-saved_at", "-id"]
        indexes = [
            models.Index(
                OpClass("area", "varchar_pattern_ops"), "status", F("saved_at").desc(), name="counterentry_area"
            ),
            models.Index(fields=["clerk", "status"], name="counterentry_clerk"),
        ]
        constraints = [
            one_of("status", EntryStatus.values, name="counterentry_status_known"),
            one_of("helper", Helper.values, name="counterentry_helper_known"),
            both_or_neither("printed_at", "printed_by", name="counterentry_printed_both"),
            both_or_neither("ended_at", "ended_by", name="counterentry_ended_both"),
            both_or_neither("claimed_at", "claimed_by", name="counterentry_claimed_both"),
            models.CheckConstraint(
                condition=~Q(status=EntryStatus.DONE)
                | Q(party__isnull=False, ended_at__isnull=False) & ~Q(signature=""),
                name="counterentry_done_is_signed",
            ),
        ]
        triggers = [ENTRY.trigger("counterentry_steps")]

    def __str__(self) -> str:
        return self.reference

    def answers_of(self, step: str) -> dict[str, Any]:
        """What was typed on one screen, as it was typed."""
        return json.loads(self.answers).get(step, {})
