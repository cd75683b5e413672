"""Read endpoints of the budget: lines with their balances, and the ledger."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.permissions import IsAuthenticated

from foundation.api.paging import KeysetPagination
from programs.budget.filters import BudgetLineFilterSet, LedgerEntryFilterSet
from programs.budget.models import BudgetLine, LedgerEntry

_BALANCES = ("allocated", "reserved", "committed", "paid", "available")


class BudgetLineSerializer(serializers.ModelSerializer):
    """A line and what its last entry says of it."""

    program = serializers.CharField(source="program.code", default=None)
    year = serializers.IntegerField(source="fiscal_year.year")
    allocated = serializers.DecimalField(14, 2)
    reserved = serializers.DecimalField(14, 2)
    committed = serializers.DecimalField(14, 2)
    paid = serializers.DecimalField(14, 2)
    available = serializers.DecimalField(14, 2)

    class Meta:
        model = BudgetLine
        fields = (
            "reference",
            "program",
            "year",
            "heading",
            "name_fr",
            "name_ar",
            "name_en",
            *_BALANCES,
            "is_demonstration",
        )


class LedgerEntrySerializer(serializers.ModelSerializer):
    """One movement with the balances after it."""

    line = serializers.CharField(source="line.reference")

    class Meta:
        model = LedgerEntry
        fields = (
            "id",
            "line",
            "seq",
            "kind",
            "amount",
            "of_commitment",
            "source",
            "booked_on",
            "recorded_at",
            "note",
            *_BALANCES,
        )


@extend_schema_view(
    list=extend_schema(summary="Budget lines within reach"), retrieve=extend_schema(summary="One budget line")
)
class BudgetLineViewSet(viewsets.ReadOnlyModelViewSet):
    """Lines of the programmes whose money the reader follows."""

    serializer_class = BudgetLineSerializer
    permission_classes = (IsAuthenticated,)
    filterset_class = BudgetLineFilterSet
    pagination_class = KeysetPagination
    lookup_field = "reference"
    lookup_value_regex = "[0-9A-Za-z-]+"
    queryset = BudgetLine.objects.none()

    def get_queryset(self) -> QuerySet[BudgetLine]:
        if getattr(self, "swagger_fake_view", False):
            return BudgetLine.objects.none()
        last = LedgerEntry.objects.filter(line=OuterRef("pk")).order_by("-seq")
        balances = {
            name: Coalesce(Subquery(last.values(name)[:1]), 0, output_field=LedgerEntry._meta.get_field(name))
            for name in _BALANCES
        }
        return (
            BudgetLine.objects.for_user(self.request.user).select_related("program", "fiscal_year").annotate(**balances)
        )


@extend_schema_view(
    list=extend_schema(summary="Ledger entries within reach"), retrieve=extend_schema(summary="One ledger entry")
)
class LedgerEntryViewSet(viewsets.ReadOnlyModelViewSet):
    """The ledger, newest first."""

    serializer_class = LedgerEntrySerializer
    permission_classes = (IsAuthenticated,)
    filterset_class = LedgerEntryFilterSet
    pagination_class = KeysetPagination
    queryset = LedgerEntry.objects.none()

    def get_queryset(self) -> QuerySet[LedgerEntry]:
        if getattr(self, "swagger_fake_view", False):
            return LedgerEntry.objects.none()
        return LedgerEntry.objects.for_user(self.request.user).select_related("line")
