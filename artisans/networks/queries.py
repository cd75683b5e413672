"""What the beneficiary's page tells about networks."""

from decimal import Decimal

from django.db.models import Count, Sum

from accounts.people.models import User
from artisans.networks.models import Network, NetworkMember, Order
from artisans.parties.models import Party


def own_network(party: Party) -> Network | None:
    """The network this party leads."""
    return Network.objects.filter(aggregator__party=party).first()


def members_of(network: Network, user: User, limit: int = 200) -> list[NetworkMember]:
    """Members the reader may see, those present first."""
    visible = Party.objects.for_user(user).values("pk")
    return list(
        network.memberships.filter(party__in=visible)
        .select_related("party__commune__province")
        .order_by("status", "party__sort_fr", "id")[:limit]
    )


def orders_of(network: Network, limit: int = 20) -> list[Order]:
    """The latest orders with how much of each is shared and among how many."""
    return list(network.orders.annotate(with_shared=Sum("shares__amount"), with_members=Count("shares"))[:limit])


def memberships_of(party: Party) -> list[NetworkMember]:
    """The networks this party is or was in, with what it made there."""
    return list(
        party.memberships.select_related("network__aggregator__party")
        .annotate(with_earned=Sum("shares__amount", default=Decimal(0)))
        .order_by("status", "-from_on")
    )
