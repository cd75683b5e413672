"""The register's records in the stock admin: published lists to read; the rest is kept on the register's own pages."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from artisans.networks.models import Network, NetworkMember, Order
from artisans.parties.models import Consent, Mandate, Party
from artisans.reference.models import (
    Branch,
    Cercle,
    Commune,
    Country,
    HSCode,
    ProductFamily,
    Province,
    ReferenceList,
    Region,
    Trade,
)


class ReadOnlyAdmin(admin.ModelAdmin):
    """Looked at here, changed elsewhere: by a load or by an action."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PlaceOrTradeAdmin(ReadOnlyAdmin):
    """Search in both scripts; the source of each row is shown."""

    list_display = ("code", "name_fr", "name_ar", "origin", "retired_on")
    search_fields = ("code", "sort_fr__startswith", "sort_ar__startswith", "name_fr", "name_ar")
    ordering = ("code",)
    exclude = ("sort_fr", "sort_ar")

    @admin.display(description=_("source"))
    def origin(self, row: Any) -> str:
        """The beginning; the whole stands on the row's page."""
        return Truncator(row.source).chars(60)


@admin.register(Region)
class RegionAdmin(PlaceOrTradeAdmin):
    list_display = ("code", "name_fr", "name_ar", "population_2024", "households_2024", "origin")


@admin.register(Province)
class ProvinceAdmin(PlaceOrTradeAdmin):
    list_display = ("code", "name_fr", "name_ar", "region", "population_2024", "origin")
    list_filter = ("region",)
    list_select_related = ("region",)


@admin.register(Cercle)
class CercleAdmin(PlaceOrTradeAdmin):
    list_display = ("code", "name_fr", "name_ar", "province", "origin")
    list_filter = ("province__region",)
    list_select_related = ("province",)


@admin.register(Commune)
class CommuneAdmin(PlaceOrTradeAdmin):
    list_display = ("code", "name_fr", "name_ar", "province", "kind", "population_2024", "origin")
    list_filter = ("kind", "province__region")
    list_select_related = ("province",)


@admin.register(Branch, ProductFamily, Country)
class NamedListAdmin(PlaceOrTradeAdmin):
    list_display = ("code", "name_fr", "name_ar", "name_en", "origin", "retired_on")


@admin.register(Trade)
class TradeAdmin(PlaceOrTradeAdmin):
    list_display = ("code", "name_fr", "name_ar", "branch", "family", "is_endangered", "origin")
    list_filter = ("branch", "family", "is_endangered", "is_service")
    list_select_related = ("branch", "family")


@admin.register(HSCode)
class HSCodeAdmin(ReadOnlyAdmin):
    list_display = ("hs_code", "family", "description_en", "fit", "note")
    list_filter = ("family", "fit")
    list_select_related = ("family",)
    search_fields = ("hs_code", "description_en")


@admin.register(ReferenceList)
class ReferenceListAdmin(ReadOnlyAdmin):
    list_display = ("name", "version", "rows", "retired", "licence", "source", "loaded_at")
    search_fields = ("name", "source")
    ordering = ("name",)


class ScopedAdmin(ReadOnlyAdmin):
    """Rows of parties within the reader's reach; `party_path` leads from the row to its party."""

    party_path = "party"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        reach = Party.objects.for_user(request.user).values("pk")
        return super().get_queryset(request).filter(**{f"{self.party_path}__in": reach})


@admin.register(Consent)
class ConsentAdmin(ScopedAdmin):
    list_display = ("party", "purpose", "notice_version", "channel", "given_at", "withdrawn_at")
    list_filter = ("purpose", "notice_version", "channel")
    list_select_related = ("party",)
    search_fields = ("party__reference",)
    search_help_text = _("Reference of the beneficiary")


@admin.register(Mandate)
class MandateAdmin(ScopedAdmin):
    list_display = ("party", "user", "role", "since", "until")
    list_filter = ("role",)
    list_select_related = ("party", "user")
    search_fields = ("party__reference",)
    search_help_text = _("Reference of the beneficiary")


@admin.register(Network)
class NetworkAdmin(ScopedAdmin):
    party_path = "aggregator__party"
    list_display = ("name_fr", "name_ar", "aggregator")
    list_select_related = ("aggregator__party",)
    search_fields = ("name_fr", "name_ar", "aggregator__party__reference")


@admin.register(NetworkMember)
class NetworkMemberAdmin(ScopedAdmin):
    list_display = ("party", "network", "status", "from_on", "to_on")
    list_filter = ("status",)
    list_select_related = ("party", "network")
    search_fields = ("party__reference", "network__name_fr")


@admin.register(Order)
class OrderAdmin(ScopedAdmin):
    party_path = "network__aggregator__party"
    list_display = ("reference", "network", "buyer", "ordered_on", "delivered_on", "amount")
    list_filter = ("ordered_on",)
    list_select_related = ("network",)
    search_fields = ("reference", "buyer")
