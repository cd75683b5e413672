"""An aggregator's network: who joins and leaves, the orders they fill together."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.networks.choices import MemberStatus
from artisans.networks.models import Network, NetworkMember, Order, OrderShare
from artisans.parties.choices import PartyStatus
from artisans.parties.models import AggregatorProfile, Party
from foundation.errors import DomainError, InvalidValue
from foundation.time import today


class SharesExceedOrder(DomainError):
    """The members' shares make more than the order."""

    code = "shares_exceed_order"


@transaction.atomic
def open_network(*, aggregator: AggregatorProfile, by: User, name_fr: str = "", name_ar: str = "") -> Network:
    """The network of an aggregator; there is one, given back if it stands already."""
    network, created = Network.objects.get_or_create(
        aggregator=aggregator,
        defaults={"name_fr": name_fr or aggregator.party.name_fr, "name_ar": name_ar or aggregator.party.name_ar},
    )
    if created:
        _record("network.opened", network, by, target=network)
    return network


@transaction.atomic
def add_member(
    *, network: Network, party: Party, by: User, from_on: date | None = None, commitments: str = ""
) -> NetworkMember:
    """The party works with the aggregator from that day. A member stays one row; whoever left may come back as a new one."""
    network = _locked(network)
    if party.pk == network.aggregator.party_id:
        raise DomainError(_("An aggregator is not a member of its own network."))
    if party.status != PartyStatus.ACTIVE:
        raise DomainError(_("This beneficiary's record is closed."))
    present = network.memberships.filter(party=party).exclude(status=MemberStatus.LEFT).first()
    if present:
        return present
    from_on = from_on or today()
    if network.memberships.filter(party=party, to_on__gt=from_on).exists():
        raise DomainError(_("This member was still in the network on that day."))
    member = NetworkMember.objects.create(
        network=network, party=party, from_on=from_on, commitments=commitments.strip()
    )
    _record("network.joined", network, by, target=member, party=party, after={"from": from_on})
    return member


@transaction.atomic
def leave_network(*, member: NetworkMember, by: User, on: date | None = None, reason: str = "") -> NetworkMember:
    """The last day of a membership; its orders and shares stay."""
    member = NetworkMember.objects.select_for_update(of=("self",)).select_related("network", "party").get(pk=member.pk)
    if member.status == MemberStatus.LEFT:
        raise DomainError(_("This member has left already."))
    on = on or today()
    if on < member.from_on:
        raise InvalidValue(_("The end cannot be before the start."))
    member.status, member.to_on = MemberStatus.LEFT, on
    member.save(update_fields=["status", "to_on"])
    _record("network.left", member.network, by, target=member, party=member.party, reason=reason, after={"until": on})
    return member


@transaction.atomic
def record_order(
    *,
    network: Network,
    buyer: str,
    amount: Decimal,
    ordered_on: date,
    by: User,
    shares: Mapping[NetworkMember, Decimal] | None = None,
    delivered_on: date | None = None,
) -> Order:
    """An order with what each member makes of it. Shares are of members of that day and never more than the order."""
    network = _locked(network)
    if not buyer.strip():
        raise InvalidValue(_("Write the name of the buyer."))
    if amount <= 0:
        raise InvalidValue(_("The amount must be above zero."))
    if ordered_on > today() or (delivered_on and delivered_on < ordered_on):
        raise InvalidValue(_("The dates of this order are not in order."))
    order = Order.objects.create(
        network=network, buyer=buyer.strip(), amount=amount, ordered_on=ordered_on, delivered_on=delivered_on
    )
    _record("order.recorded", network, by, target=order, after={"amount": amount, "ordered_on": ordered_on})
    for member, share in (shares or {}).items():
        add_share(order=order, member=member, amount=share, by=by)
    return order


@transaction.atomic
def add_share(
    *, order: Order, member: NetworkMember, amount: Decimal, by: User, paid_on: date | None = None
) -> OrderShare:
    """What one member makes of an order. Under the order's lock: two shares at once cannot pass its amount together."""
    order = Order.objects.select_for_update(of=("self",)).select_related("network__aggregator__party").get(pk=order.pk)
    if member.network_id != order.network_id:
        raise DomainError(_("This person is not a member of the network that took the order."))
    if member.from_on > order.ordered_on or (member.to_on and member.to_on < order.ordered_on):
        raise DomainError(_("%(name)s was not a member on the day of the order.") % {"name": member.party})
    if amount <= 0:
        raise InvalidValue(_("The amount must be above zero."))
    if order.shares.filter(member=member).exists():
        raise DomainError(_("%(name)s already has a share of this order.") % {"name": member.party})
    given = sum(order.shares.values_list("amount", flat=True), Decimal(0))
    if given + amount > order.amount:
        raise SharesExceedOrder(_("The shares would make more than the order."))
    share = OrderShare.objects.create(order=order, member=member, amount=amount, paid_on=paid_on)
    _record(
        "order.shared",
        order.network,
        by,
        target=share,
        party=member.party,
        after={"order": order.reference, "amount": amount},
    )
    return share


def _locked(network: Network) -> Network:
    return Network.objects.select_for_update(of=("self",)).select_related("aggregator__party").get(pk=network.pk)


def _record(
    action: str,
    network: Network,
    by: User,
    *,
    target: object,
    party: Party | None = None,
    reason: str = "",
    after: dict | None = None,
) -> None:
    owner = network.aggregator.party
    record(
        action, target=target, by=by, party=party or owner, area=(party or owner).area, reason=reason, after=after or {}
    )
