"""A grant, its tranches and the evidence each rests on."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from accounts.people.scopes import scope_condition
from artisans.documents.models import Document
from artisans.parties.models import Party
from foundation.constraints import both_or_neither, one_of
from foundation.fields import MoneyField
from foundation.references import new_reference
from foundation.time import now
from programs.budget.models import BudgetLine
from programs.enrolments.models import Enrolment
from programs.grants.choices import GrantStatus, TrancheStatus
from programs.grants.workflow import GRANT, TRANCHE


def new_grant_reference() -> str:
    return new_reference("G")


class GrantQuerySet(models.QuerySet):
    def for_user(self, user: User):
        """Staff: grants of their programmes and areas. Others: those of parties they may act for."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        condition = scope_condition(user, "programs.view_grant")
        if condition is not None:
            return self.filter(condition)
        return self.filter(party__mandates__user=user, party__mandates__until=None)


@pghistory.track()
class Grant(models.Model):
    """Money committed to a beneficiary. The sum of its tranches is the grant, exactly."""

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_grant_reference, editable=False
    )
    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="grant")
    party = models.ForeignKey(Party, models.PROTECT, related_name="grants", verbose_name=_("beneficiary"))
    program = models.CharField(max_length=30, editable=False)
    area = models.CharField(max_length=20, editable=False)
    budget_line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="grants", verbose_name=_("budget line"))
    amount = MoneyField(_("amount (MAD)"))
    status = models.CharField(_("status"), max_length=10, choices=GrantStatus, default=GrantStatus.ACTIVE)
    awarded_on = models.DateField(_("awarded on"))
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_demonstration = models.BooleanField(default=False, editable=False)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["-awarded_on", "-id"]
        indexes = [
            models.Index(fields=["program", "status"], name="grant_program"),
            models.Index(OpClass("area", "varchar_pattern_ops"), "id", name="grant_area"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="grant_amount_positive"),
            one_of("status", GrantStatus.values, name="grant_status_known"),
        ]
        triggers = [GRANT.trigger("grant_steps")]

    def __str__(self) -> str:
        return self.reference


class TrancheQuerySet(models.QuerySet):
    def for_user(self, user: User):
        """Tranches of the grants this person may see."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        condition = scope_condition(user, "programs.view_tranche", program="grant__program", area="grant__area")
        if condition is not None:
            return self.filter(condition)
        return self.filter(grant__party__mandates__user=user, grant__party__mandates__until=None)


@pghistory.track()
class Tranche(models.Model):
    """One instalment. A blocked tranche remembers where it stood, and names the authority it waits for."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="tranches")
    number = models.PositiveSmallIntegerField(_("number"))
    amount = MoneyField(_("amount (MAD)"))
    percent = models.DecimalField(_("share (%)"), max_digits=5, decimal_places=2)
    condition_fr = models.CharField(_("condition (French)"), max_length=240, blank=True)
    condition_ar = models.CharField(_("condition (Arabic)"), max_length=240, blank=True)
    status = models.CharField(_("status"), max_length=18, choices=TrancheStatus, default=TrancheStatus.PLANNED)
    due_on = models.DateField(_("expected"), null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    justified_at = models.DateTimeField(_("use justified"), null=True, blank=True)
    justified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    waiver_reason = models.CharField(_("justification waived because"), max_length=240, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    blocked_from = models.CharField(max_length=18, blank=True)
    blocked_cause = models.CharField(_("cause"), max_length=240, blank=True)
    blocked_authority = models.CharField(_("responsible authority"), max_length=160, blank=True)
    blocked_at = models.DateTimeField(null=True, blank=True)
    blocked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = TrancheQuerySet.as_manager()

    class Meta:
        verbose_name = _("tranche")
        verbose_name_plural = _("tranches")
        ordering = ["grant", "number"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "number"], name="tranche_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="tranche_amount_positive"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(checked_by__isnull=True)
                | ~Q(approved_by=models.F("checked_by")),
                name="tranche_two_people",
                violation_error_message=_("Whoever checked the evidence cannot also approve the payment."),
            ),
            both_or_neither("claimed_at", "claimed_by", name="tranche_claimed_both"),
            both_or_neither("checked_at", "checked_by", name="tranche_checked_both"),
            both_or_neither("approved_at", "approved_by", name="tranche_approved_both"),
            both_or_neither("justified_at", "justified_by", name="tranche_justified_both"),
            both_or_neither("blocked_at", "blocked_by", name="tranche_blocked_both"),
            one_of("status", TrancheStatus.values, name="tranche_status_known"),
        ]
        triggers = [
            TRANCHE.trigger("tranche_steps"),
            pgtrigger.Trigger(
                name="tranche_unblocks_to_where_it_was",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("status"),
                func="""
                    IF OLD.status = 'blocked' AND NEW.status NOT IN ('blocked', 'cancelled', OLD.blocked_from) THEN
                        RAISE EXCEPTION 'tranche %: blocked from %, not from %', OLD.id, OLD.blocked_from, NEW.status
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="tranche_sum_is_grant",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("amount", "grant_id") | pgtrigger.Delete,
                timing=pgtrigger.Deferred,
                declare=[
                    ("wanted", "NUMERIC"),
                    ("found", "NUMERIC"),
                    ("which", "BIGINT := COALESCE(NEW.grant_id, OLD.grant_id)"),
                ],
                func="""
                    SELECT amount INTO wanted FROM programs_grant WHERE id = which;
                    SELECT COALESCE(sum(amount), 0) INTO found FROM programs_tranche WHERE grant_id = which;
                    IF wanted IS NOT NULL AND wanted <> found THEN
                        RAISE EXCEPTION 'grant %: its tranches make %, not %', which, found, wanted
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant} / {self.number}"


@pghistory.track()
class Evidence(models.Model):
    """A document that supports a claim: quotation, invoice, photo, permit."""

    tranche = models.ForeignKey(Tranche, models.PROTECT, related_name="evidence")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    code = models.SlugField(max_length=60, blank=True)  # of the evidence asked for in the programme version's plan
    label = models.CharField(_("what it shows"), max_length=160)
    amount = MoneyField(_("amount shown (MAD)"), null=True, blank=True)
    is_accepted = models.BooleanField(_("accepted"), null=True)
    reason = models.CharField(_("reason"), max_length=240, blank=True)
    handed_in_at = models.DateTimeField(default=now)
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.label
