"""Batches that several people sign, their payments, and the bank's answer."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from accounts.people.scopes import scopes_of
from artisans.parties.models import BankAccount
from foundation.constraints import both_or_neither, one_of
from foundation.fields import EncryptedTextField, MoneyField
from foundation.references import new_reference
from foundation.time import now
from programs.budget.models import BudgetLine
from programs.grants.choices import BatchStatus, LineStatus, SignatureLevel
from programs.grants.models.awards import Tranche
from programs.grants.models.policies import PaymentPolicy
from programs.grants.workflow import BATCH, LINE, LIVE_LINES

SIGNATURES_ALWAYS = 4


def new_batch_reference() -> str:
    return new_reference("LOT")


def new_line_reference() -> str:
    return new_reference("P")


class PaymentBatchQuerySet(models.QuerySet):
    def for_user(self, user: User):
        """Batches on the lines of the programmes whose money this person follows."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        programs = {scope.program for scope in scopes_of(user, "programs.view_paymentbatch")}
        return self if "" in programs else self.filter(budget_line__program__code__in=programs)


@pghistory.track()
class PaymentBatch(models.Model):
    """Payments that leave together, once enough different people have signed the same content: four, more for large sums.

    How many is copied from the policy when the batch is locked, and does not change under those who signed.
    """

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_batch_reference, editable=False
    )
    budget_line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="batches", verbose_name=_("budget line"))
    label = models.CharField(_("label"), max_length=160)
    status = models.CharField(_("status"), max_length=10, choices=BatchStatus, default=BatchStatus.DRAFT)
    content_hash = models.CharField(max_length=64, blank=True)
    policy = models.ForeignKey(
        PaymentPolicy, models.PROTECT, null=True, blank=True, related_name="batches", verbose_name=_("payment policy")
    )
    required_signatures = models.PositiveSmallIntegerField(_("signatures needed"), default=SIGNATURES_ALWAYS)
    file_hash = models.CharField(max_length=64, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    prepared_at = models.DateTimeField(_("prepared"), default=now)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("prepared by")
    )
    execute_on = models.DateField(_("to be executed on"), null=True, blank=True)
    is_demonstration = models.BooleanField(default=False, editable=False)

    objects = PaymentBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment batch")
        verbose_name_plural = _("payment batches")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["file_hash"], condition=~Q(file_hash=""), name="paymentbatch_file_once"),
            one_of("status", BatchStatus.values, name="paymentbatch_status_known"),
            both_or_neither("sent_at", "sent_by", name="paymentbatch_sent_both"),
            models.CheckConstraint(
                condition=Q(required_signatures__gte=SIGNATURES_ALWAYS), name="paymentbatch_four_always"
            ),
        ]
        triggers = [
            BATCH.trigger("paymentbatch_steps"),
            pgtrigger.Trigger(
                name="paymentbatch_signed_by_as_many",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("status"),
                declare=[("needed", "INT := 0"), ("people", "INT"), ("levels", "INT")],
                func="""
                    CASE NEW.status
                        WHEN 'locked' THEN needed := 1;
                        WHEN 'approved' THEN needed := 2;
                        WHEN 'authorised' THEN needed := 3;
                        WHEN 'draft' THEN needed := 0;
                        ELSE needed := NEW.required_signatures;
                    END CASE;
                    SELECT count(DISTINCT principal_id), count(DISTINCT level) FILTER (WHERE level <> 'cosigner')
                      INTO people, levels FROM programs_signature
                     WHERE batch_id = NEW.id AND voided_at IS NULL AND content_hash = NEW.content_hash;
                    -- Co-signers add to the four; they never stand for one of them.
                    IF people < needed OR levels < LEAST(needed, 4) THEN
                        RAISE EXCEPTION 'batch %: % needs % signatures, % found', NEW.id, NEW.status, needed, people
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="paymentbatch_requirement_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("required_signatures", "policy_id"),
                func="""
                    IF OLD.status <> 'draft' AND NEW.status <> 'draft'
                       AND (NEW.required_signatures, NEW.policy_id)
                           IS DISTINCT FROM (OLD.required_signatures, OLD.policy_id) THEN
                        RAISE EXCEPTION 'batch %: the signatures needed are fixed once it is locked', OLD.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Signature(models.Model):
    """One person's name under one content. Void once the batch went back to draft."""

    batch = models.ForeignKey(PaymentBatch, models.PROTECT, related_name="signatures")
    level = models.CharField(_("as"), max_length=10, choices=SignatureLevel)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("signed by"))
    # whose signature it is: the person themselves, or the one they stand in for while absent
    principal = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("for"))
    content_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField(_("signed"), default=now)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField(max_length=240, blank=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "level"],
                condition=Q(voided_at=None) & ~Q(level=SignatureLevel.COSIGNER),
                name="signature_level_once",
            ),
            models.UniqueConstraint(
                fields=["batch", "user"],
                condition=Q(voided_at=None),
                name="signature_four_people",
                violation_error_message=_("You have already signed this batch; another person must sign here."),
            ),
            models.UniqueConstraint(
                fields=["batch", "principal"],
                condition=Q(voided_at=None),
                name="signature_four_principals",
                violation_error_message=_("The person you stand in for has already signed this batch."),
            ),
            both_or_neither("voided_at", "voided_by", name="signature_voided_both"),
            one_of("level", SignatureLevel.values, name="signature_level_known"),
        ]
        triggers = [
            # A substitute's own name and the name they stand in for both count as taken.
            pgtrigger.Trigger(
                name="signature_people_apart",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    PERFORM 1 FROM programs_paymentbatch WHERE id = NEW.batch_id FOR UPDATE;
                    IF EXISTS (
                        SELECT 1 FROM programs_signature s
                         WHERE s.batch_id = NEW.batch_id AND s.voided_at IS NULL
                           AND (s.user_id IN (NEW.user_id, NEW.principal_id) OR s.principal_id IN (NEW.user_id, NEW.principal_id))
                    ) THEN
                        RAISE EXCEPTION 'batch %: this person has signed already', NEW.batch_id
                            USING ERRCODE = 'unique_violation', CONSTRAINT = 'signature_four_people';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="signature_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.level}"


class PaymentLine(models.Model):
    """One tranche in one batch, with the payee exactly as it was when the batch was locked."""

    reference = models.CharField(max_length=20, unique=True, default=new_line_reference, editable=False)
    batch = models.ForeignKey(PaymentBatch, models.PROTECT, related_name="lines")
    tranche = models.ForeignKey(Tranche, models.PROTECT, related_name="payment_lines")
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="+")
    amount = MoneyField(_("amount (MAD)"))
    payee_name = models.CharField(_("payee"), max_length=200)
    payee_rib = EncryptedTextField()
    payee_rib_tail = models.CharField(max_length=4)
    status = models.CharField(_("status"), max_length=8, choices=LineStatus, default=LineStatus.LISTED)
    bank_reason = models.CharField(_("bank's reason"), max_length=160, blank=True)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    reissues = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reissued_by")

    class Meta:
        verbose_name = _("payment line")
        verbose_name_plural = _("payment lines")
        ordering = ["batch", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tranche"],
                condition=Q(status__in=sorted(LIVE_LINES)),
                name="paymentline_tranche_once",
                violation_error_message=_("This tranche is already in a payment batch."),
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="paymentline_amount_positive"),
            one_of("status", LineStatus.values, name="paymentline_status_known"),
        ]
        triggers = [LINE.trigger("paymentline_steps")]

    def __str__(self) -> str:
        return self.reference


class BankReturn(models.Model):
    """The bank's answer to a batch: a file taken once, imported by one person and confirmed by another."""

    batch = models.ForeignKey(PaymentBatch, models.PROTECT, related_name="returns")
    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=160)
    content = models.JSONField()  # parsed lines: reference, outcome, reason, date
    unknown = models.JSONField(default=list)
    imported_at = models.DateTimeField(default=now)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("bank answer")
        verbose_name_plural = _("bank answers")
        constraints = [
            both_or_neither("confirmed_at", "confirmed_by", name="bankreturn_confirmed_both"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("imported_by")),
                name="bankreturn_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.name
