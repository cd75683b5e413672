"""Read endpoints of networks: the same rows and filters as on the pages. An aggregator reads its own, an artisan their own part."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.permissions import IsAuthenticated

from artisans.networks.filters import MemberFilterSet, NetworkFilterSet, OrderFilterSet, ShareFilterSet
from artisans.networks.models import Network, NetworkMember, Order, OrderShare
from artisans.networks.queries import network_rows, order_rows, share_rows
from foundation.api.paging import KeysetPagination


class NetworkSerializer(serializers.ModelSerializer):
    """An aggregator's network at a glance."""

    aggregator = serializers.CharField(source="aggregator.party.reference")
    members = serializers.IntegerField(source="with_members")
    orders = serializers.IntegerField(source="with_orders")
    amount_ordered = serializers.DecimalField(source="with_amount", max_digits=16, decimal_places=2)
    payments_late = serializers.IntegerField(source="with_late")

    class Meta:
        model = Network
        fields = (
            "reference", "name_fr", "name_ar", "aggregator", "status", "since_on", "members", "orders", "amount_ordered",
            "payments_late",
        )  # fmt: skip


class NetworkMemberSerializer(serializers.ModelSerializer):
    """Somebody's time in a network."""

    network = serializers.CharField(source="network.reference")
    party = serializers.CharField(source="party.reference")
    name_fr = serializers.CharField(source="party.name_fr")
    name_ar = serializers.CharField(source="party.name_ar")

    class Meta:
        model = NetworkMember
        fields = (
            "id", "network", "party", "name_fr", "name_ar", "status", "from_on", "to_on", "accepted_through", "leave_reason",
        )  # fmt: skip


class OrderSerializer(serializers.ModelSerializer):
    """An order; once divided, own part and shares make exactly its amount."""

    network = serializers.CharField(source="network.reference")
    members_amount = serializers.DecimalField(source="with_shared", max_digits=16, decimal_places=2)
    members = serializers.IntegerField(source="with_members")
    payments_late = serializers.IntegerField(source="with_late")

    class Meta:
        model = Order
        fields = (
            "reference", "network", "buyer", "product", "unit", "amount", "own_amount", "members_amount", "members", "status",
            "ordered_on", "due_on", "delivered_on", "payments_late",
        )  # fmt: skip


class OrderShareSerializer(serializers.ModelSerializer):
    """What one member makes of an order and when they are paid."""

    order = serializers.CharField(source="order.reference")
    member = serializers.CharField(source="member.party.reference")
    is_late = serializers.BooleanField(source="late")

    class Meta:
        model = OrderShare
        fields = ("id", "order", "member", "quantity", "unit_price", "amount", "due_on", "paid_on", "is_late")


class _ScopedViewSet(viewsets.ReadOnlyModelViewSet):
    """What each may show its caller, and nothing else, is its `rows()`."""

    permission_classes = (IsAuthenticated,)
    pagination_class = KeysetPagination

    def get_queryset(self) -> QuerySet:
        return self.queryset if getattr(self, "swagger_fake_view", False) else self.rows()


@extend_schema_view(list=extend_schema(summary="Networks within reach"), retrieve=extend_schema(summary="One network"))
class NetworkViewSet(_ScopedViewSet):
    """Staff: the networks of their areas. Aggregators: their own."""

    serializer_class = NetworkSerializer
    filterset_class = NetworkFilterSet
    lookup_field = "reference"
    lookup_value_regex = "[0-9A-Za-z-]+"
    queryset = Network.objects.none()

    def rows(self) -> QuerySet[Network]:
        return network_rows(self.request.user)


@extend_schema_view(
    list=extend_schema(summary="Memberships of networks"), retrieve=extend_schema(summary="One membership")
)
class NetworkMemberViewSet(_ScopedViewSet):
    """Staff: artisans of their areas. Aggregators: their members. Artisans: their own times."""

    serializer_class = NetworkMemberSerializer
    filterset_class = MemberFilterSet
    queryset = NetworkMember.objects.none()

    def rows(self) -> QuerySet[NetworkMember]:
        return NetworkMember.objects.for_user(self.request.user).select_related("network", "party")


@extend_schema_view(list=extend_schema(summary="Orders of networks"), retrieve=extend_schema(summary="One order"))
class OrderViewSet(_ScopedViewSet):
    """Staff: orders of the networks of their areas. Aggregators: their own."""

    serializer_class = OrderSerializer
    filterset_class = OrderFilterSet
    lookup_field = "reference"
    lookup_value_regex = "[0-9A-Za-z-]+"
    queryset = Order.objects.none()

    def rows(self) -> QuerySet[Order]:
        return order_rows(self.request.user)


@extend_schema_view(list=extend_schema(summary="Shares of orders"), retrieve=extend_schema(summary="One share"))
class OrderShareViewSet(_ScopedViewSet):
    """Staff and aggregators: the shares of the orders they see. Artisans: their own only."""

    serializer_class = OrderShareSerializer
    filterset_class = ShareFilterSet
    queryset = OrderShare.objects.none()

    def rows(self) -> QuerySet[OrderShare]:
        return share_rows(OrderShare.objects.for_user(self.request.user))
