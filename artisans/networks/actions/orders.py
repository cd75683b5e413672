"""Orders a network fills together: taken, divided exactly, delivered, every member paid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from artisans.networks.actions.locking import locked, tell
from artisans.networks.choices import NetworkStatus, OrderStatus
from artisans.networks.models import Network, NetworkMember, Order, OrderShare
from artisans.networks.permissions import require_run
from artisans.networks.workflow import ORDER
from foundation.errors import DomainError, InvalidValue
from foundation.formats import format_money
from foundation.money import to_centime
from foundation.time import today


class SharesExceedOrder(DomainError):
    """The parts make more than the order."""

    code = "shares_exceed_order"


class SharesFallShort(DomainError):
    """The parts make less than the order."""

    code = "shares_fall_short"


@dataclass(frozen=True)
class Part:
    """What one member makes: how many, at which price a piece, to be paid by when."""

    member: NetworkMember
    quantity: Decimal
    unit_price: Decimal
    due_on: date

    @property
    def amount(self) -> Decimal:
        return to_centime(self.quantity * self.unit_price)


@transaction.atomic
def record_order(
    *, network: Network, buyer: str, amount: Decimal, ordered_on: date, by: User, product: str = "", unit: str = "",
    due_on: date | None = None,
) -> Order:  # fmt: skip
    """An order as the buyer gave it; nobody's part is fixed yet."""
    network = locked(network)
    require_run(by, network)
    if network.status == NetworkStatus.CLOSED:
        raise DomainError(_("This network is closed."))
    if not buyer.strip():
        raise InvalidValue(_("Write the name of the buyer."))
    if amount <= 0:
        raise InvalidValue(_("The amount must be above zero."))
    if ordered_on > today() or (due_on and due_on < ordered_on):
        raise InvalidValue(_("The dates of this order are not in order."))
    order = Order.objects.create(
        network=network, buyer=buyer.strip(), product=product.strip(), unit=unit.strip(), amount=amount,
        ordered_on=ordered_on, due_on=due_on, recorded_by=by,
    )  # fmt: skip
    tell("order.recorded", network, by, target=order, after={"amount": amount, "ordered_on": ordered_on})
    return order


@transaction.atomic
def divide_order(
    *, order: Order, parts: Iterable[Part], by: User, own_amount: Decimal = Decimal(0), confirm: bool = True
) -> Order:
    """Write who makes what; the parts given replace those of before. Confirmed, they and the aggregator's own part make exactly
    the order; unconfirmed, never more than it."""
    order = _locked(order, by)
    if order.status != OrderStatus.DRAFT:
        raise DomainError(_("This order is divided already."))
    parts = list(parts)
    _check_parts(order, parts)
    if own_amount < 0:
        raise InvalidValue(_("The aggregator's own part cannot be below zero."))
    given = sum((part.amount for part in parts), own_amount)
    if given > order.amount:
        raise SharesExceedOrder(
            _("The parts make %(sum)s, %(difference)s more than the order.")
            % {"sum": format_money(given), "difference": format_money(given - order.amount)}
        )
    if confirm and given < order.amount:
        raise SharesFallShort(
            _("The parts make %(sum)s; %(difference)s of the order is still nobody's.")
            % {"sum": format_money(given), "difference": format_money(order.amount - given)}
        )
    order.shares.all().delete()
    OrderShare.objects.bulk_create(
        OrderShare(
            order=order, member=part.member, quantity=part.quantity, unit_price=part.unit_price, amount=part.amount,
            due_on=part.due_on,
        )
        for part in parts
    )  # fmt: skip
    order.own_amount = own_amount
    if confirm:
        ORDER.take(order, "divide")
    order.save(update_fields=["own_amount", "status"])
    if confirm:
        for part in parts:
            tell(
                "order.shared", order.network, by, target=order, party=part.member.party,
                after={"quantity": part.quantity, "price": part.unit_price, "amount": part.amount, "due": part.due_on},
            )  # fmt: skip
    return order


@transaction.atomic
def reopen_order(*, order: Order, reason: str, by: User) -> Order:
    """Divide again, while nobody was paid; the former division stays in the events."""
    order = _locked(order, by)
    if order.shares.filter(paid_on__isnull=False).exists():
        raise DomainError(_("Somebody was paid for this order: its division stays."))
    return _step(order, "reopen", "order.reopened", by, reason=_needed(reason))


@transaction.atomic
def deliver_order(*, order: Order, on: date, by: User) -> Order:
    """The buyer has it. When everybody is paid too, the order is settled."""
    order = _locked(order, by)
    if not order.ordered_on <= on <= today():
        raise InvalidValue(_("The day of delivery lies between the order and today."))
    order.delivered_on = on
    order = _step(order, "deliver", "order.delivered", by, after={"on": on})
    return _settle(order, by)


@transaction.atomic
def pay_share(*, share: OrderShare, on: date, by: User, note: str = "") -> OrderShare:
    """The member was paid that day. A share is paid once; late is a matter of dates, shown wherever the share is."""
    order = _locked(share.order, by)
    share = OrderShare.objects.select_for_update(of=("self",)).select_related("member__party").get(pk=share.pk)
    if order.status not in (OrderStatus.DIVIDED, OrderStatus.DELIVERED):
        raise DomainError(_("Payments are recorded once the order is divided."))
    if share.paid_on is not None:
        raise DomainError(_("This share is paid already."))
    if not order.ordered_on <= on <= today():
        raise InvalidValue(_("The day of payment lies between the order and today."))
    share.paid_on, share.payment_note = on, note.strip()[:160]
    share.save(update_fields=["paid_on", "payment_note"])
    tell(
        "order.share_paid", order.network, by, target=share, party=share.member.party,
        after={"order": order.reference, "on": on, "due": share.due_on, "amount": share.amount},
    )  # fmt: skip
    _settle(order, by)
    return share


@transaction.atomic
def cancel_order(*, order: Order, reason: str, by: User) -> Order:
    order = _locked(order, by)
    if order.shares.filter(paid_on__isnull=False).exists():
        raise DomainError(_("Somebody was paid for this order: it cannot be cancelled."))
    return _step(order, "cancel", "order.cancelled", by, reason=_needed(reason))


def _check_parts(order: Order, parts: list[Part]) -> None:
    if len({part.member.pk for part in parts}) < len(parts):
        raise InvalidValue(_("A member has one part of an order."))
    for part in parts:
        member = part.member
        if member.network_id != order.network_id:
            raise DomainError(_("This person is not a member of the network that took the order."))
        if member.from_on > order.ordered_on or (member.to_on and member.to_on < order.ordered_on):
            raise DomainError(_("%(name)s was not a member on the day of the order.") % {"name": member.party})
        if part.quantity <= 0 or part.unit_price <= 0:
            raise InvalidValue(_("Quantity and price must be above zero."))
        if part.due_on < order.ordered_on:
            raise InvalidValue(_("A member is not paid before the order."))


def _step(order: Order, step: str, action: str, by: User, *, reason: str = "", after: dict | None = None) -> Order:
    ORDER.take(order, step)
    order.reason = reason or order.reason
    order.save(update_fields=["status", "reason", "delivered_on"])
    tell(action, order.network, by, target=order, reason=reason, after=after)
    return order


def _settle(order: Order, by: User) -> Order:
    if order.status == OrderStatus.DELIVERED and not order.shares.filter(paid_on=None).exists():
        _step(order, "settle", "order.settled", by)
    return order


def _needed(reason: str) -> str:
    if not reason.strip():
        raise InvalidValue(_("Say why."))
    return reason.strip()[:500]


def _locked(order: Order, by: User) -> Order:
    order = Order.objects.select_for_update(of=("self",)).select_related("network__aggregator__party").get(pk=order.pk)
    require_run(by, order.network)
    return order
