"""Cases of two records that may be one person, and the merges that came of them."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from artisans.duplicates.choices import AGAINST, CaseStatus, FoundBy, Reason
from artisans.duplicates.querysets import CaseQuerySet
from artisans.duplicates.workflow import CASE
from artisans.parties.models import Party
from foundation.constraints import both_or_neither, one_of
from foundation.fields import EncryptedTextField
from foundation.references import new_reference
from foundation.time import now


def new_case_reference() -> str:
    return new_reference("DBL")


@pghistory.track()
class DuplicateCase(models.Model):
    """Two records that may be one person: how sure, why, and what people decided. One case a pair, for ever."""

    reference = models.CharField(_("reference"), max_length=20, unique=True, default=new_case_reference, editable=False)
    # The one with the lower number stands first, so that a pair is told in one way only.
    first = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("first record"))
    second = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("second record"))
    status = models.CharField(_("status"), max_length=10, choices=CaseStatus, default=CaseStatus.OPEN)
    score = models.PositiveSmallIntegerField(_("likeness"))
    reasons = models.JSONField(_("reasons"), default=list)  # codes of `Reason`
    found_by = models.CharField(_("found"), max_length=10, choices=FoundBy)
    found_at = models.DateTimeField(_("found on"), default=now)
    deferred_until = models.DateField(_("put off until"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decision_reason = models.CharField(_("why"), max_length=500, blank=True)
    # What was known when “different” was decided: only a stronger cause asks again.
    decided_score = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    decided_reasons = models.JSONField(default=list, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["-score", "-id"]
        indexes = [
            models.Index(fields=["status", "-score", "-id"], name="case_status"),
            models.Index(fields=["second", "status"], name="case_second"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="case_once_a_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="case_pair_in_order"),
            models.CheckConstraint(condition=Q(score__lte=100), name="case_score_percent"),
            both_or_neither("decided_at", "decided_by", name="case_decided_both"),
            one_of("status", CaseStatus.values, name="case_status_known"),
        ]
        triggers = [CASE.trigger("duplicatecase_steps")]

    def __str__(self) -> str:
        return self.reference

    @property
    def party_ids(self) -> tuple[int, int]:
        return self.first_id, self.second_id

    def sentences(self) -> list[dict[str, object]]:
        """The reasons as people read them, those against last."""
        known = [Reason(code) for code in self.reasons if code in Reason.values]
        told = [{"text": reason.label, "is_against": reason in AGAINST} for reason in known]
        return sorted(told, key=lambda row: row["is_against"])


class PartyMerge(models.Model):
    """One record went into another: everything that was moved or changed, so that it can be undone."""

    reference = models.CharField(max_length=20, unique=True, default=new_case_reference, editable=False)
    survivor = models.ForeignKey(Party, models.PROTECT, related_name="+")
    merged = models.ForeignKey(Party, models.PROTECT, related_name="+")
    case = models.ForeignKey(DuplicateCase, models.PROTECT, null=True, blank=True, related_name="merges")
    reason = models.CharField(_("why"), max_length=500, blank=True)
    # Numbers of rows only: relation → rows moved; relation → rows the survivor had before.
    moved = models.JSONField(default=dict)
    had = models.JSONField(default=dict)
    # Values as they were, with what identifies people: JSON as ciphertext; emptied by erasure, which ends the undo.
    before = EncryptedTextField(null=True)
    survivor_version = models.PositiveIntegerField()  # of the survivor once merged
    event = models.BigIntegerField(null=True)  # the act's number: later acts on the survivor stand against an undo
    merged_at = models.DateTimeField(default=now)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-id"]
        indexes = [models.Index(fields=["survivor", "-id"], name="merge_survivor")]
        constraints = [
            # A record is merged away once at a time.
            models.UniqueConstraint(fields=["merged"], condition=Q(undone_at=None), name="merge_once"),
            models.CheckConstraint(condition=~Q(survivor=F("merged")), name="merge_two_records"),
            both_or_neither("undone_at", "undone_by", name="merge_undone_both"),
        ]

    def __str__(self) -> str:
        return self.reference
