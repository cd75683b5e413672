"""Grants paid in tranches, on evidence, in batches that four people sign."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from accounts.people.scopes import scope_condition, scopes_of
from artisans.documents.models import Document
from artisans.parties.models import BankAccount, Party
from foundation.constraints import append_only, both_or_neither, one_of
from foundation.fields import EncryptedTextField, MoneyField
from foundation.references import new_reference
from foundation.time import now
from programs.budget.models import BudgetLine
from programs.enrolments.models import Enrolment
from programs.grants.choices import BatchStatus, GrantStatus, LineStatus, SignatureLevel, TrancheStatus
from programs.grants.workflow import BATCH, GRANT, LINE, LIVE_LINES, TRANCHE


def new_grant_reference() -> str:
    return new_reference("G")


def new_batch_reference() -> str:
    return new_reference("LOT")


def new_line_reference() -> str:
    return new_reference("P")


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


class PaymentBatchQuerySet(models.QuerySet):
    def for_user(self, user: User):
        """Batches on the lines of the programmes whose money this person follows."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        programs = {scope.program for scope in scopes_of(user, "programs.view_paymentbatch")}
        return self if "" in programs else self.filter(budget_line__program__code__in=programs)


@pghistory.track()
class PaymentBatch(models.Model):
    """Payments that leave together, once four different people have signed the same content."""

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_batch_reference, editable=False
    )
    budget_line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="batches", verbose_name=_("budget line"))
    label = models.CharField(_("label"), max_length=160)
    status = models.CharField(_("status"), max_length=10, choices=BatchStatus, default=BatchStatus.DRAFT)
    content_hash = models.CharField(max_length=64, blank=True)
    file_hash = models.CharField(max_length=64, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    prepared_at = models.DateTimeField(_("prepared"), default=now)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("prepared by")
    )
    execute_on = models.DateField(_("to be executed on"), null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
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
        ]
        triggers = [
            BATCH.trigger("paymentbatch_steps"),
            pgtrigger.Trigger(
                name="paymentbatch_signed_by_as_many",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("status"),
                declare=[("needed", "INT := 0"), ("people", "INT")],
                func="""
                    CASE NEW.status
                        WHEN 'locked' THEN needed := 1;
                        WHEN 'approved' THEN needed := 2;
                        WHEN 'authorised' THEN needed := 3;
                        WHEN 'draft' THEN needed := 0;
                        ELSE needed := 4;
                    END CASE;
                    SELECT count(DISTINCT principal_id) INTO people FROM programs_signature
                     WHERE batch_id = NEW.id AND voided_at IS NULL AND content_hash = NEW.content_hash;
                    IF people < needed THEN
                        RAISE EXCEPTION 'batch %: % needs % signatures, % found', NEW.id, NEW.status, needed, people
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
                fields=["batch", "level"], condition=Q(voided_at=None), name="signature_level_once"
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


class AccountClearance(models.Model):
    """A head of programme vouches for an account that is younger than the policy's rest. Written once."""

    account = models.OneToOneField(BankAccount, models.PROTECT, related_name="clearance")
    reason = models.CharField(_("reason"), max_length=240)
    cleared_at = models.DateTimeField(default=now)
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("clearance of an account")
        verbose_name_plural = _("clearances of accounts")
        triggers = append_only("accountclearance")

    def __str__(self) -> str:
        return str(self.account)


class PaymentPolicy(models.Model):
    """How long an account must have been unchanged and how large a batch may be; the newest published row rules."""

    name = models.CharField(max_length=80, unique=True)
    account_rest_days = models.PositiveSmallIntegerField(default=3)
    max_batch_amount = MoneyField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("payment policy")
        verbose_name_plural = _("payment policies")

    def __str__(self) -> str:
        return self.name
