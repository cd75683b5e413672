"""Stock pages for signals, deliveries, results and the lists behind the figures."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from artisans.parties.models import Party
from foundation.errors import DomainError
from markets.intelligence.actions import give_up_result, publish_signal, send_result
from markets.intelligence.choices import SignalStatus
from markets.intelligence.models import ExportResult, MarketSignal, OutcomeShare, SignalDelivery
from markets.trade.models import City, Destination, TradePoint, TradeSeries


class ReadOnlyAdmin(admin.ModelAdmin):
    """Written by loads and actions only."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


@admin.register(TradeSeries)
class TradeSeriesAdmin(ReadOnlyAdmin):
    list_display = ["code", "__str__", "breakdown"]
    search_fields = ["code", "name_fr"]


@admin.register(TradePoint)
class TradePointAdmin(ReadOnlyAdmin):
    list_display = [
        "series",
        "period_end",
        "family",
        "destination",
        "city",
        "value_mdh",
        "share_pct",
        "status",
        "published_on",
    ]
    list_filter = ["series", "status", "period_kind", "family"]
    list_select_related = ["series", "family", "destination", "city"]
    search_fields = ["source", "note"]
    date_hierarchy = "period_end"


@admin.register(Destination)
class DestinationAdmin(ReadOnlyAdmin):
    list_display = ["code", "__str__", "kind", "parent"]
    list_filter = ["kind"]
    list_select_related = ["parent"]
    search_fields = ["code", "name_fr", "name_ar", "name_en"]


@admin.register(City)
class CityAdmin(ReadOnlyAdmin):
    list_display = ["code", "__str__"]
    search_fields = ["code", "name_fr", "name_ar"]


@admin.register(MarketSignal)
class MarketSignalAdmin(admin.ModelAdmin):
    """Drafts are edited here; a published signal is read only."""

    list_display = ["reference", "__str__", "destination", "family", "status", "published_on"]
    list_filter = ["status", "destination", "family"]
    list_select_related = ["destination", "family"]
    search_fields = ["reference", "title_fr", "title_ar", "title_en"]
    readonly_fields = ["reference", "status", "published_on", "published_by"]
    actions = ["publish"]

    def has_change_permission(self, request: HttpRequest, obj: MarketSignal | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.status == SignalStatus.DRAFT)

    def has_delete_permission(self, request: HttpRequest, obj: MarketSignal | None = None) -> bool:
        return False

    @admin.action(description=_("Publish the chosen signals"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[MarketSignal]) -> None:
        _each(self, request, queryset, publish_signal, "signal")


@admin.register(SignalDelivery)
class SignalDeliveryAdmin(ReadOnlyAdmin):
    list_display = ["signal", "party", "program", "sent_at", "seen_at", "acted_at"]
    list_filter = ["program", "signal"]
    list_select_related = ["signal", "party", "program"]
    search_fields = ["party__reference", "signal__reference"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SignalDelivery]:
        return super().get_queryset(request).filter(party__in=Party.objects.for_user(request.user))


class OutcomeShareInline(admin.TabularInline):
    model = OutcomeShare
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


@admin.register(ExportResult)
class ExportResultAdmin(ReadOnlyAdmin):
    list_display = ["reference", "party", "program", "period_end", "amount", "status"]
    list_filter = ["status", "program"]
    list_select_related = ["party", "program"]
    search_fields = ["reference", "party__reference"]
    inlines = [OutcomeShareInline]
    actions = ["send", "give_up"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExportResult]:
        return ExportResult.objects.for_user(request.user).select_related("party", "program")

    def has_send_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("markets.change_exportresult")

    @admin.action(description=_("Send the chosen results to their beneficiaries"), permissions=["send"])
    def send(self, request: HttpRequest, queryset: QuerySet[ExportResult]) -> None:
        _each(self, request, queryset, send_result, "result")

    @admin.action(description=_("Record that nobody answered"), permissions=["send"])
    def give_up(self, request: HttpRequest, queryset: QuerySet[ExportResult]) -> None:
        _each(self, request, queryset, give_up_result, "result")


def _each(page: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet, action, name: str) -> None:
    """The action on each chosen row; each refusal is shown with its row."""
    done = 0
    for row in queryset:
        try:
            action(**{name: row}, by=request.user)
            done += 1
        except DomainError as refusal:
            page.message_user(request, f"{row.reference}: {refusal.message}", messages.ERROR)
    if done:
        page.message_user(request, _("Done for %(count)s rows.") % {"count": done}, messages.SUCCESS)
