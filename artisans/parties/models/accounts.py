"""How a party is paid, and what it agreed to."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from artisans.documents.models import Document
from artisans.parties.choices import (
    BankAccountStatus,
    ConsentPurpose,
)
from artisans.parties.models.parties import Party
from artisans.parties.workflow import BANK_ACCOUNT
from foundation.constraints import both_or_neither, one_of
from foundation.fields import EncryptedTextField
from foundation.time import now


@pghistory.track(exclude=["rib", "rib_lookup", "holder"])
class BankAccount(models.Model):
    """Where a party is paid. Usable once somebody compared the holder with the party."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="bank_accounts")
    rib = EncryptedTextField(_("bank account (RIB, 24 digits)"))
    rib_lookup = models.BinaryField(max_length=32, editable=False)
    rib_tail = models.CharField(max_length=4, editable=False)
    bank_code = models.CharField(max_length=3, editable=False)
    holder = EncryptedTextField(_("account holder"))
    proof = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proof")
    )
    status = models.CharField(_("status"), max_length=8, choices=BankAccountStatus, default=BankAccountStatus.NEW)
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        indexes = [models.Index(fields=["rib_lookup"], name="bankaccount_rib")]
        constraints = [
            models.UniqueConstraint(
                fields=["party"],
                condition=Q(status=BankAccountStatus.VERIFIED),
                name="bankaccount_one_verified",
                violation_error_message=_("Retire the present verified account first."),
            ),
            models.UniqueConstraint(
                fields=["party", "rib_lookup"], condition=~Q(status=BankAccountStatus.RETIRED), name="bankaccount_once"
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=models.F("recorded_by")),
                name="bankaccount_two_people",
                violation_error_message=_(
                    "The account must be verified by somebody else than the person who entered it."
                ),
            ),
            both_or_neither("verified_at", "verified_by", name="bankaccount_verified_both"),
            both_or_neither("retired_at", "retired_by", name="bankaccount_retired_both"),
        ]
        triggers = [BANK_ACCOUNT.trigger("bankaccount_steps")]

    def __str__(self) -> str:
        return f"•••• {self.rib_tail}"


class Consent(models.Model):
    """A person agreed to a purpose, having read a version of the notice, through a channel."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=12, choices=ConsentPurpose)
    notice_version = models.CharField(_("version of the notice"), max_length=20)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    channel = models.CharField(_("given by"), max_length=12)  # portal | counter | paper
    given_at = models.DateTimeField(_("given"), default=now)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["party", "purpose", "notice_version"], condition=Q(withdrawn_at=None), name="consent_once"
            ),
            one_of("purpose", ConsentPurpose.values, name="consent_purpose_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.notice_version}"
