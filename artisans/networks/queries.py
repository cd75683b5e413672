"""What pages tell about networks, orders, centres and exporters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from accounts.people.models import User
from artisans.networks.choices import (
    FollowUpStatus,
    InvitationStatus,
    MemberStatus,
    NetworkStatus,
    OrderStatus,
)
from artisans.networks.models import (
    MemberFollowUp,
    Network,
    NetworkInvitation,
    NetworkMember,
    Order,
    OrderShare,
    PartyPaper,
)
from artisans.networks.papers import REMIND_DAYS
from artisans.networks.workflow import PENDING
from artisans.parties.models import Party
from foundation.time import today

_MONEY = DecimalField(max_digits=16, decimal_places=2)


def is_late(on: date | None = None) -> Q:
    """Shares paid after their day, or not paid though their day has passed; of orders that stand."""
    day = on or today()
    return Q(paid_on__gt=F("due_on")) | Q(paid_on=None, due_on__lt=day)


def late_shares(on: date | None = None) -> QuerySet[OrderShare]:
    return OrderShare.objects.exclude(order__status__in=[OrderStatus.DRAFT, OrderStatus.CANCELLED]).filter(is_late(on))


def unpaid_late(on: date | None = None) -> QuerySet[OrderShare]:
    """Still owed, and past the agreed day."""
    return late_shares(on).filter(paid_on=None)


def network_rows(user: User) -> QuerySet[Network]:
    """Networks within reach, with what a list shows in the same query."""
    # Sub-queries, not joins: three joins at once would multiply the rows they count.
    members = NetworkMember.objects.filter(network=OuterRef("pk"), status=MemberStatus.ACTIVE)
    orders = Order.objects.filter(network=OuterRef("pk")).exclude(status=OrderStatus.CANCELLED)
    return (
        Network.objects.for_user(user)
        .select_related("aggregator__party__commune__province")
        .annotate(
            with_members=_count(members, "network"),
            with_orders=_count(orders, "network"),
            with_amount=_sum(orders, "network"),
            with_late=_count(unpaid_late().filter(order__network=OuterRef("pk")), "order__network"),
        )
    )


def order_rows(user: User) -> QuerySet[Order]:
    """Orders within reach, with how much is shared and how many members wait for money past its day."""
    shares = OrderShare.objects.filter(order=OuterRef("pk"))
    return (
        Order.objects.for_user(user)
        .select_related("network__aggregator__party")
        .annotate(
            with_shared=_sum(shares, "order"),
            with_members=_count(shares, "order"),
            with_unpaid=_count(shares.filter(paid_on=None), "order"),
            with_late=_count(unpaid_late().filter(order=OuterRef("pk")), "order"),
        )
    )


def share_rows(shares: QuerySet[OrderShare]) -> QuerySet[OrderShare]:
    """Adds `late`, whether paid late or overdue today."""
    return shares.select_related("member__party", "order").annotate(
        late=Exists(late_shares().filter(pk=OuterRef("pk")))
    )


def members_of(network: Network, user: User) -> QuerySet[NetworkMember]:
    """The times the reader may see, those present first, with what each earned and waits for."""
    shares = OrderShare.objects.filter(member=OuterRef("pk")).exclude(
        order__status__in=[OrderStatus.DRAFT, OrderStatus.CANCELLED]
    )
    return (
        NetworkMember.objects.for_user(user)
        .filter(network=network)
        .select_related("party__commune__province")
        .annotate(
            with_earned=_sum(shares.filter(paid_on__isnull=False), "member"),
            with_owed=_sum(shares.filter(paid_on=None), "member"),
            with_late=_count(unpaid_late().filter(member=OuterRef("pk")), "member"),
        )
        .order_by("status", "party__sort_fr", "-from_on", "id")
    )


def hidden_members(network: Network, user: User) -> int:
    """Members who live outside the reader's area: counted, not named."""
    return network.memberships.count() - NetworkMember.objects.for_user(user).filter(network=network).count()


def own_network(party: Party) -> Network | None:
    """The network this party leads."""
    return Network.objects.filter(aggregator__party=party).first()


def memberships_of(party: Party) -> list[NetworkMember]:
    """The networks this party is or was in, with what it earned there."""
    paid = OrderShare.objects.filter(member=OuterRef("pk"), paid_on__isnull=False)
    return list(
        party.memberships.select_related("network__aggregator__party")
        .annotate(with_earned=_sum(paid, "member"))
        .order_by("status", "-from_on")
    )


@dataclass(frozen=True)
class NetworkFigures:
    """A network at a glance."""

    members: int
    orders: int
    amount: Decimal
    paid: Decimal
    owed: Decimal
    late: int


def figures_of(network: Network) -> NetworkFigures:
    orders = network.orders.exclude(status=OrderStatus.CANCELLED)
    shares = OrderShare.objects.filter(order__network=network).exclude(
        order__status__in=[OrderStatus.DRAFT, OrderStatus.CANCELLED]
    )
    money = shares.aggregate(
        paid=Sum("amount", filter=Q(paid_on__isnull=False), default=Decimal(0)),
        owed=Sum("amount", filter=Q(paid_on=None), default=Decimal(0)),
        late=Count("pk", filter=Q(paid_on=None, due_on__lt=today())),
    )
    whole = orders.aggregate(number=Count("pk"), amount=Sum("amount", default=Decimal(0)))
    return NetworkFigures(
        members=network.memberships.filter(status=MemberStatus.ACTIVE).count(),
        orders=whole["number"], amount=whole["amount"], **money,
    )  # fmt: skip


def shared_out(order: Order) -> Decimal:
    """Own part and shares together."""
    return order.own_amount + order.shares.aggregate(sum=Sum("amount", default=Decimal(0)))["sum"]


def able_members(order: Order) -> list[NetworkMember]:
    """Who was a member on the day of the order."""
    return list(
        NetworkMember.objects.filter(network=order.network).on(order.ordered_on).select_related("party").order_by(
            "party__sort_fr", "id"
        )[:200]
    )  # fmt: skip


def invitations_to(user: User) -> QuerySet[NetworkInvitation]:
    """What the people somebody acts for are asked and have not answered."""
    return (
        NetworkInvitation.objects.to_parties_of(user)
        .filter(status=InvitationStatus.SENT, expires_on__gte=today())
        .select_related("network__aggregator__party__commune", "party")
    )


def has_network_pages(user: User) -> bool:
    """Whether the portal has anything about networks for this person."""
    return Party.objects.filter(
        Q(aggregator__network__isnull=False) | Q(memberships__isnull=False) | Q(network_invitations__isnull=False),
        mandates__user=user, mandates__until=None,
    ).exists()  # fmt: skip


def follow_up_rows(user: User) -> QuerySet[MemberFollowUp]:
    return MemberFollowUp.objects.for_user(user).select_related(
        "party__commune__province", "network__aggregator__party", "handled_by"
    )


def alone_now(user: User) -> int:
    """How many artisans within reach still wait for somebody."""
    return MemberFollowUp.objects.for_user(user).filter(status=FollowUpStatus.OPEN).count()


def pending_of(party: Party) -> MemberFollowUp | None:
    return party.follow_ups.filter(status__in=PENDING).select_related("network").first()


def networks_near(party: Party, user: User, limit: int = 5) -> list[Network]:
    """Working networks of the same province a lonely artisan may be proposed to."""
    return list(
        network_rows(user)
        .filter(status=NetworkStatus.ACTIVE, aggregator__party__area__startswith=party.area[:6])
        .exclude(memberships__party=party, memberships__status=MemberStatus.ACTIVE)
        .order_by("-with_members", "id")[:limit]
    )


# --- papers


def paper_rows(user: User) -> QuerySet[PartyPaper]:
    return PartyPaper.objects.for_user(user).select_related("party__commune__province", "verified_by", "document")


def paper_state(paper: PartyPaper, on: date | None = None) -> str:
    """valid, soon (within a month) or expired."""
    day = on or today()
    if paper.expires_on is None:
        return "valid"
    if paper.expires_on < day:
        return "expired"
    return "soon" if paper.expires_on <= soon_until(day) else "valid"


def paper_fact(party: Party, kind: str, on: date | None = None) -> str:
    """What eligibility may ask: `valid`, `expired` or `missing` on that day, by the present paper of the kind."""
    paper = PartyPaper.objects.filter(party=party, kind=kind, is_current=True).first()
    if paper is None:
        return "missing"
    return "expired" if paper_state(paper, on) == "expired" else "valid"


def soon_until(on: date | None = None) -> date:
    """The last day that counts as soon."""
    return (on or today()) + timedelta(days=REMIND_DAYS)


def expired_of(papers: Iterable[PartyPaper], on: date | None = None) -> list[PartyPaper]:
    return [paper for paper in papers if paper_state(paper, on) == "expired"]


def _count(rows: QuerySet, group: str) -> Coalesce:
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), Value(0))


def _sum(rows: QuerySet, group: str) -> Coalesce:
    summed = rows.order_by().values(group).annotate(sum=Sum("amount")).values("sum")
    return Coalesce(Subquery(summed, output_field=_MONEY), Value(Decimal(0)), output_field=_MONEY)
