"""Read endpoints of the register: the same rows, filters and masks as on the officers' list."""

import django_filters
from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.permissions import IsAuthenticated

from artisans.parties.filters import PartyFilterSet
from artisans.parties.models import Identifier, Party
from artisans.parties.queries import register_rows
from artisans.reference.choices import CommuneKind
from artisans.reference.models import Cercle, Commune, Country, ProductFamily, Province, Region, Trade
from artisans.reference.places import place_facts, search_places
from foundation.api.paging import KeysetPagination
from foundation.masking import HIDDEN

_UNSEEN = ("phone", "phone_lookup", "search", "skeleton", "sort_fr", "sort_ar", "address", "douar", "email")
_WORDS = ("code", "name_fr", "name_ar", "name_en")


class IdentifierSerializer(serializers.ModelSerializer):
    """A number as it may be shown: personal kinds masked."""

    number = serializers.CharField(source="tail")
    is_verified = serializers.SerializerMethodField()

    class Meta:
        model = Identifier
        fields = ("kind", "number", "is_verified")

    def get_is_verified(self, identifier: Identifier) -> bool:
        return identifier.verified_at is not None


class PartySerializer(serializers.ModelSerializer):
    """A beneficiary. Numbers, phone and accounts are never given in full."""

    commune = serializers.CharField(source="commune_id")
    province = serializers.CharField(source="commune.province_id")
    region = serializers.CharField(source="commune.province.region_id")
    profiles = serializers.SerializerMethodField()
    trade = serializers.SerializerMethodField()
    phone = serializers.SerializerMethodField()
    has_verified_account = serializers.BooleanField(source="with_verified_account")
    identifiers = serializers.SerializerMethodField()

    class Meta:
        model = Party
        fields = (
            "reference", "kind", "name_fr", "name_ar", "sex", "profiles", "trade", "commune", "province", "region", "phone",
            "language", "identifiers", "has_verified_account", "is_demonstration", "registered_on",
        )  # fmt: skip

    def get_profiles(self, party: Party) -> list[str]:
        return [name for name in ("artisan", "exporter", "aggregator", "centre") if hasattr(party, name)]

    def get_trade(self, party: Party) -> str | None:
        return party.artisan.trade_id if hasattr(party, "artisan") else None

    def get_phone(self, party: Party) -> str:
        return f"{HIDDEN}{party.phone_tail[-3:]}" if party.phone_tail else ""

    @extend_schema(responses=IdentifierSerializer(many=True))
    def get_identifiers(self, party: Party) -> list[dict]:
        return IdentifierSerializer([row for row in party.identifiers.all() if row.is_current], many=True).data


@extend_schema_view(
    list=extend_schema(summary="Beneficiaries within reach"), retrieve=extend_schema(summary="One beneficiary")
)
class PartyViewSet(viewsets.ReadOnlyModelViewSet):
    """Staff: the beneficiaries of their areas. Applicants: themselves and those they act for."""

    serializer_class = PartySerializer
    permission_classes = (IsAuthenticated,)
    filterset_class = PartyFilterSet
    pagination_class = KeysetPagination
    lookup_field = "reference"
    lookup_value_regex = "[0-9A-Za-z-]+"
    queryset = Party.objects.none()

    def get_queryset(self) -> QuerySet[Party]:
        if getattr(self, "swagger_fake_view", False):
            return Party.objects.none()
        # What is written only: no ciphertext is read, and fewer joins are quicker planned.
        shown = Identifier.objects.only("party_id", "kind", "tail", "is_current", "verified_at")
        rows = register_rows(self.request.user).select_related(None).defer(*_UNSEEN)
        return rows.select_related("commune__province", "artisan", "exporter", "aggregator", "centre").prefetch_related(
            Prefetch("identifiers", queryset=shown)
        )


class CodePagination(KeysetPagination):
    ordering = "code"


class ReferenceViewSet(viewsets.ReadOnlyModelViewSet):
    """Published lists name nobody; whoever signed in may read them. Rows in use only."""

    permission_classes = (IsAuthenticated,)
    pagination_class = CodePagination
    lookup_field = "code"
    lookup_value_regex = "[0-9A-Za-z.-]+"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().in_use()


def _serializer(model: type, *more: str) -> type[serializers.ModelSerializer]:
    meta = type("Meta", (), {"model": model, "fields": (*_WORDS, *more, "source")})
    return type(f"{model.__name__}Serializer", (serializers.ModelSerializer,), {"Meta": meta})


class NamedFilterSet(django_filters.FilterSet):
    """`name` takes part of a name in any of the three languages. For short lists."""

    name = django_filters.CharFilter(method="named", max_length=120)

    def named(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(Q(name_fr__icontains=value) | Q(name_ar__contains=value) | Q(name_en__icontains=value))


class RegionViewSet(ReferenceViewSet):
    filterset_class = NamedFilterSet
    queryset = Region.objects.all()
    serializer_class = _serializer(Region, "population_2024", "households_2024")


class ProvinceViewSet(ReferenceViewSet):
    queryset = Province.objects.all()
    serializer_class = _serializer(Province, "region", "kind", "population_2024", "households_2024")
    filterset_fields = ("region", "kind")


class CercleViewSet(ReferenceViewSet):
    queryset = Cercle.objects.all()
    serializer_class = _serializer(Cercle, "province")
    filterset_fields = ("province",)


class CommuneFilterSet(django_filters.FilterSet):
    """`search` takes a name in either script, with or without article or province, as people type it."""

    search = django_filters.CharFilter(method="find", max_length=120)
    region = django_filters.CharFilter(field_name="province__region")
    kind = django_filters.ChoiceFilter(choices=CommuneKind.choices)

    class Meta:
        model = Commune
        fields = ("province", "province__region", "cercle", "kind")

    def find(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        codes = [place.code for place in search_places(value, limit=50)]
        ranks = [When(code=code, then=Value(rank)) for rank, code in enumerate(codes)]
        if not ranks:
            return queryset.none()
        return queryset.filter(code__in=codes).annotate(rank=Case(*ranks, output_field=IntegerField()))


class CommunePagination(CodePagination):
    """By code; what was searched for comes with the likeliest first."""

    def get_ordering(self, request, queryset, view) -> tuple[str, ...]:
        return ("rank", "code") if "rank" in queryset.query.annotations else ("code",)


class DeclaredSerializer(serializers.Serializer):
    text = serializers.CharField()
    source = serializers.CharField()


class CommuneSerializer(_serializer(Commune, "province", "cercle", "kind", "population_2024", "households_2024")):
    """A commune with its province, its region and what is known of it besides the census."""

    province_name_fr = serializers.CharField(source="province.name_fr")
    province_name_ar = serializers.CharField(source="province.name_ar")
    region = serializers.CharField(source="province.region_id")
    region_name_fr = serializers.CharField(source="province.region.name_fr")
    region_name_ar = serializers.CharField(source="province.region.name_ar")
    facts = serializers.SerializerMethodField()

    class Meta:
        model = Commune
        fields = (
            *_WORDS, "kind", "province", "province_name_fr", "province_name_ar", "region", "region_name_fr",
            "region_name_ar", "cercle", "population_2024", "households_2024", "facts", "source",
        )  # fmt: skip

    @extend_schema(responses=DeclaredSerializer(many=True))
    def get_facts(self, commune: Commune) -> list[dict]:
        told = self.context.get("facts")
        if told is None:
            # One question for the whole page, asked with its first row.
            rows = getattr(self.parent, "instance", None) or [commune]
            told = self.context["facts"] = place_facts([row.code for row in rows])
        return DeclaredSerializer(told[commune.code], many=True).data


class CommuneViewSet(ReferenceViewSet):
    """Communes with the census counts of 2024; `?search=` finds them as people type them."""

    queryset = Commune.objects.select_related("province__region")
    serializer_class = CommuneSerializer
    filterset_class = CommuneFilterSet
    pagination_class = CommunePagination


class TradeViewSet(ReferenceViewSet):
    queryset = Trade.objects.all()
    serializer_class = _serializer(Trade, "branch", "family", "is_service", "is_endangered")
    filterset_fields = ("branch", "family", "is_service", "is_endangered")


class ProductFamilyViewSet(ReferenceViewSet):
    filterset_class = NamedFilterSet
    queryset = ProductFamily.objects.all()
    serializer_class = _serializer(ProductFamily)


class CountryViewSet(ReferenceViewSet):
    filterset_class = NamedFilterSet
    queryset = Country.objects.all()
    serializer_class = _serializer(Country)
