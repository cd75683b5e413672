"""An aggregator, the artisans it works with, the orders they share."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from artisans.networks.choices import MemberStatus
from artisans.parties.models import AggregatorProfile, Party
from foundation.constraints import in_order, one_of
from foundation.fields import MoneyField
from foundation.references import new_reference
from foundation.time import now
from foundation.words import localized


def new_order_reference() -> str:
    return new_reference("CMD")


@pghistory.track()
class Network(models.Model):
    """The artisans around one aggregator."""

    aggregator = models.OneToOneField(AggregatorProfile, models.PROTECT, related_name="network")
    name_fr = models.CharField(_("name (French)"), max_length=160)
    name_ar = models.CharField(_("name (Arabic)"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")

    def __str__(self) -> str:
        return localized(self, "name")


@pghistory.track()
class NetworkMember(models.Model):
    """Somebody's time in a network."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="memberships")
    party = models.ForeignKey(Party, models.PROTECT, related_name="memberships")
    status = models.CharField(_("status"), max_length=8, choices=MemberStatus, default=MemberStatus.ACTIVE)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until"), null=True, blank=True)
    commitments = models.TextField(_("commitments of both sides"), blank=True)

    class Meta:
        verbose_name = _("network member")
        verbose_name_plural = _("network members")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "party"], condition=~Q(status=MemberStatus.LEFT), name="networkmember_once"
            ),
            in_order("from_on", "to_on", name="networkmember_in_order"),
            one_of("status", MemberStatus.values, name="networkmember_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.party} · {self.network}"


@pghistory.track()
class Order(models.Model):
    """An order the network filled together."""

    reference = models.CharField(max_length=20, unique=True, default=new_order_reference, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="orders")
    buyer = models.CharField(_("buyer"), max_length=160)
    ordered_on = models.DateField(_("ordered on"))
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    amount = MoneyField(_("amount (MAD)"))
    recorded_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-ordered_on", "-id"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="order_amount_positive")]

    def __str__(self) -> str:
        return self.reference


class OrderShare(models.Model):
    """What one member made for an order and when they were paid."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="shares")
    member = models.ForeignKey(NetworkMember, models.PROTECT, related_name="shares")
    amount = MoneyField(_("amount (MAD)"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    class Meta:
        verbose_name = _("share of an order")
        verbose_name_plural = _("shares of orders")
        constraints = [
            models.UniqueConstraint(fields=["order", "member"], name="ordershare_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="ordershare_amount_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.order} · {self.member}"
