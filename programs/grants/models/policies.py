"""How payments are protected: the policy in force, and accounts somebody vouched for."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from artisans.parties.models import BankAccount
from foundation.constraints import append_only
from foundation.fields import MoneyField
from foundation.time import now


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
