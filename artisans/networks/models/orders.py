"""Orders a network fills together and each member's part of them."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from artisans.networks.choices import OrderStatus
from artisans.networks.models.networks import Network, NetworkMember
from artisans.networks.querysets import OrderQuerySet, ShareQuerySet
from artisans.networks.workflow import ADDED_UP, ORDER
from foundation.constraints import in_order, one_of
from foundation.fields import MoneyField
from foundation.references import new_reference
from foundation.time import now

_STATES = ", ".join(f"'{state.value}'" for state in sorted(ADDED_UP))


def new_order_reference() -> str:
    return new_reference("CMD")


def _adds_up(name: str, order: str) -> pgtrigger.Trigger:
    """At commit, the parts of a divided order make the order, to the centime: no path of code can leave it otherwise."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        timing=pgtrigger.Deferred,
        declare=[("whole", "numeric"), ("own", "numeric"), ("parts", "numeric")],
        func=f"""
            SELECT amount, own_amount INTO whole, own FROM artisans_order
                WHERE id = COALESCE(NEW.{order}, OLD.{order}) AND status IN ({_STATES});
            IF FOUND THEN
                SELECT COALESCE(SUM(amount), 0) INTO parts FROM artisans_ordershare
                    WHERE order_id = COALESCE(NEW.{order}, OLD.{order});
                IF parts + own <> whole THEN
                    RAISE EXCEPTION 'shares: order % is % but its parts make %',
                        COALESCE(NEW.{order}, OLD.{order}), whole, parts + own USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            RETURN NULL;
        """,  # noqa: S608 - names of ours
    )


@pghistory.track()
class Order(models.Model):
    """An order the network filled together. Once divided, own part and members' shares make exactly its amount."""

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_order_reference, editable=False
    )
    network = models.ForeignKey(Network, models.PROTECT, related_name="orders", verbose_name=_("network"))
    buyer = models.CharField(_("buyer"), max_length=160)
    product = models.CharField(_("product"), max_length=160, blank=True)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    amount = MoneyField(_("amount (MAD)"))
    own_amount = MoneyField(_("the aggregator's own part (MAD)"), default=0)
    status = models.CharField(_("status"), max_length=9, choices=OrderStatus, default=OrderStatus.DRAFT)
    ordered_on = models.DateField(_("ordered on"))
    due_on = models.DateField(_("to be delivered by"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(default=now, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-ordered_on", "-id"]
        indexes = [models.Index(fields=["network", "-ordered_on"], name="order_network")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="order_amount_positive"),
            models.CheckConstraint(
                condition=Q(own_amount__gte=0, own_amount__lte=F("amount")), name="order_own_within"
            ),
            in_order("ordered_on", "delivered_on", name="order_in_order"),
            in_order("ordered_on", "due_on", name="order_due_in_order"),
            one_of("status", OrderStatus.values, name="order_status_known"),
        ]
        triggers = [ORDER.trigger("order_steps"), _adds_up("order_adds_up", "id")]

    def __str__(self) -> str:
        return self.reference


@pghistory.track()
class OrderShare(models.Model):
    """What one member makes of an order, at which price, to be paid when, and when they were paid."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="shares")
    member = models.ForeignKey(NetworkMember, models.PROTECT, related_name="shares", verbose_name=_("member"))
    quantity = models.DecimalField(_("quantity"), max_digits=10, decimal_places=2)
    unit_price = MoneyField(_("price a piece (MAD)"))
    amount = MoneyField(_("amount (MAD)"))
    due_on = models.DateField(_("to be paid by"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    payment_note = models.CharField(_("how it was paid"), max_length=160, blank=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("share of an order")
        verbose_name_plural = _("shares of orders")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(paid_on=None), name="ordershare_unpaid"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["order", "member"], name="ordershare_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, unit_price__gt=0, amount__gt=0), name="ordershare_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(amount=Func(F("quantity") * F("unit_price"), 2, function="ROUND")),
                name="ordershare_price_times_quantity",
                violation_error_message=_("The amount is the quantity times the price."),
            ),
        ]
        triggers = [_adds_up("ordershare_adds_up", "order_id")]

    def __str__(self) -> str:
        return f"{self.order} · {self.member}"
