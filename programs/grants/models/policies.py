"""How payments are protected: the policy in force, and accounts that two people vouched for."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from artisans.parties.models import BankAccount
from foundation.constraints import both_or_neither, immutable_once, one_of
from foundation.fields import MoneyField
from foundation.time import now
from programs.grants.choices import ClearanceStatus
from programs.grants.models.awards import Grant
from programs.grants.workflow import CLEARANCE, LIVE_CLEARANCES


class AccountClearanceQuerySet(models.QuerySet):
    def for_user(self, user: User):
        """Those on accounts of beneficiaries whose grants this person may see."""
        return self.filter(account__party__grants__in=Grant.objects.for_user(user)).distinct()


@pghistory.track()
class AccountClearance(models.Model):
    """An account younger than the policy's rest may be paid: one person vouches for it, a head of programme countersigns."""

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="clearances", verbose_name=_("bank account"))
    reason = models.CharField(_("why the payment cannot wait"), max_length=240)
    checked = models.CharField(_("how the account was checked"), max_length=240)
    status = models.CharField(
        _("status"), max_length=13, choices=ClearanceStatus, default=ClearanceStatus.ASKED, editable=False
    )
    asked_at = models.DateTimeField(_("vouched for"), default=now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(_("reason of the refusal"), max_length=240, blank=True)

    objects = AccountClearanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("clearance of an account")
        verbose_name_plural = _("clearances of accounts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(status__in=sorted(LIVE_CLEARANCES)),
                name="clearance_one_live",
                violation_error_message=_("Somebody vouched for this account already."),
            ),
            both_or_neither("answered_at", "answered_by", name="clearance_answered_both"),
            models.CheckConstraint(
                condition=Q(status=ClearanceStatus.ASKED) | Q(answered_by__isnull=False), name="clearance_answered"
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=models.F("asked_by")),
                name="clearance_two_people",
                violation_error_message=_("Another person must countersign."),
            ),
            one_of("status", ClearanceStatus.values, name="clearance_status_known"),
        ]
        triggers = [
            CLEARANCE.trigger("clearance_steps"),
            pgtrigger.Protect(name="clearance_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.account)


@pghistory.track()
class PaymentPolicy(models.Model):
    """One version of the rules of payment; the newest published one rules, and a published one never changes.

    `thresholds` is `[{"above": "500000.00", "signatures": 5}, …]`: above that amount a batch needs that many people.
    """

    number = models.PositiveIntegerField(_("version"), unique=True)
    account_rest_days = models.PositiveSmallIntegerField(_("days an account must have been verified"), default=3)
    max_batch_amount = MoneyField(_("most a batch may hold (MAD)"), null=True, blank=True)
    thresholds = models.JSONField(_("signatures by amount"), default=list, blank=True)
    act = models.CharField(_("act that decides it"), max_length=240)
    drafted_at = models.DateTimeField(_("drafted"), default=now, editable=False)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("drafted by")
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    class Meta:
        verbose_name = _("payment policy")
        verbose_name_plural = _("payment policies")
        ordering = ["-number"]
        constraints = [
            both_or_neither("published_at", "published_by", name="paymentpolicy_published_both"),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=models.F("drafted_by")),
                name="paymentpolicy_two_people",
                violation_error_message=_("A policy is published by somebody else than the person who drafted it."),
            ),
            models.CheckConstraint(
                condition=Q(max_batch_amount__isnull=True) | Q(max_batch_amount__gt=0),
                name="paymentpolicy_most_positive",
            ),
            models.CheckConstraint(condition=Q(account_rest_days__lte=90), name="paymentpolicy_rest_sensible"),
        ]
        triggers = [
            immutable_once(
                "published_at",
                name="paymentpolicy_immutable",
                columns=[
                    "number",
                    "account_rest_days",
                    "max_batch_amount",
                    "thresholds",
                    "act",
                    "drafted_by_id",
                    "published_by_id",
                ],
            ),
            pgtrigger.Trigger(
                name="paymentpolicy_published_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func="""
                    IF OLD.published_at IS NOT NULL THEN
                        RAISE EXCEPTION 'payment policy % is published', OLD.number USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN OLD;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(_("Payment policy %(number)s") % {"number": self.number})
