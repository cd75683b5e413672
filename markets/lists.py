"""Market notes, export results and published figures among the staff lists."""

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.lists.registry import LISTS, ListColumn, SheetColumn, StaffList, column, orders
from accounts.lists.values import named, words_of
from accounts.people.models import User
from artisans.parties.models import Party
from markets.intelligence.choices import ResultStatus, SignalStatus
from markets.intelligence.filters import ResultFilterSet, SignalFilterSet
from markets.intelligence.models import ExportResult, MarketSignal
from markets.intelligence.tables import ResultTable, SignalTable
from markets.trade.choices import PointStatus
from markets.trade.filters import TradePointFilter
from markets.trade.models import TradePoint
from markets.trade.tables import TradePointTable

SIGNALS, RESULTS, FIGURES = "signals", "results", "figures"


def signal_rows(user: User) -> QuerySet[MarketSignal]:
    """Notes with how far each went among the beneficiaries within reach."""
    mine = Q(deliveries__party__in=Party.objects.for_user(user))
    return MarketSignal.objects.select_related("destination", "family").annotate(
        reached=Count("deliveries", filter=mine),
        seen=Count("deliveries", filter=mine & Q(deliveries__seen_at__isnull=False)),
        acted=Count("deliveries", filter=mine & Q(deliveries__acted_at__isnull=False)),
    )


LISTS.register(SIGNALS)(
    StaffList(
        page="admin:markets_signals", title=_("Market signals"), table=SignalTable, filterset=SignalFilterSet,
        rows=signal_rows, permission="markets.view_marketsignal", default_order="-published_on",
        orders=orders(["published_on"], title="title_fr", status="status", published_on="published_on"),
        columns={
            "title": ListColumn((
                SheetColumn(_("Reference"), "reference", width=16), SheetColumn(_("Note"), of=str, width=44),
            ), is_fixed=True),
            "market": column(_("Market"), lambda code: named("destination", code), width=24),
            "family": column(_("Product family"), lambda code: named("family", code), width=24),
            "status": column(_("Status"), lambda _code: words_of("status", SignalStatus.choices), width=14),
            "published_on": column(_("Published on"), "published_on", width=12),
            "reached": column(_("Sent to"), "reached", look="integer", width=10),
            "seen": column(_("Seen"), "seen", look="integer", width=10),
            "acted": column(_("Acted upon"), "acted", look="integer", width=10),
        },
        file_name="signaux", may_export=lambda user: user.has_perm("markets.view_marketsignal"),
        lead=_("Counted among the beneficiaries of your programmes and areas."),
    )
)  # fmt: skip

LISTS.register(RESULTS)(
    StaffList(
        page="admin:markets_results", title=_("Export results"), table=ResultTable, filterset=ResultFilterSet,
        rows=lambda user: ExportResult.objects.for_user(user).select_related("party", "program", "destination"),
        permission="markets.view_exportresult", default_order="-period",
        orders=orders(reference="reference", party="party__sort_fr", period="period_end", amount="amount", status="status"),
        columns={
            "reference": column(_("Result"), "reference", width=16, is_fixed=True),
            "party": ListColumn((
                SheetColumn(_("Exporter"), "party__reference", width=16),
                SheetColumn(_("Name (Latin script)"), "party__name_fr", width=30),
                SheetColumn(_("Name (Arabic script)"), "party__name_ar", width=30),
            )),
            "program": column(_("Programme"), lambda code: named("program", code), width=28),
            "period": ListColumn((
                SheetColumn(_("From"), "period_start", width=12), SheetColumn(_("Until"), "period_end", width=12),
            )),
            "market": column(_("Market"), lambda code: named("destination", code), width=24),
            "amount": column(_("Exports (MAD)"), "amount", look="money", width=16),
            "status": column(_("Status"), lambda _code: words_of("status", ResultStatus.choices), width=14),
        },
        file_name="resultats-export", ready=[(f"status={value}", label) for value, label in ResultStatus.choices],
        find=_("Reference, name in either script"),
    )
)  # fmt: skip

LISTS.register(FIGURES)(
    StaffList(
        page="admin:markets_figures", title=_("Published figures"), table=TradePointTable, filterset=TradePointFilter,
        rows=lambda _user: TradePoint.objects.select_related("series", "family", "destination", "city"),
        permission="markets.view_tradepoint", default_order="-months",
        orders=orders(["value_mdh"], months="period_end", value_mdh="value_mdh", published_on="published_on"),
        columns={
            "series": column(_("Series"), "series__code", width=24, is_fixed=True),
            "part": ListColumn((
                SheetColumn(_("Product family"), "family__code", width=16),
                SheetColumn(_("Destination"), "destination__code", width=16), SheetColumn(_("City"), "city__code", width=16),
            )),
            "months": ListColumn((
                SheetColumn(_("From"), "period_start", width=12), SheetColumn(_("Until"), "period_end", width=12),
            )),
            "value_mdh": ListColumn((
                SheetColumn(_("Exactness"), "qualifier", width=8), SheetColumn(_("Value (million MAD)"), "value_mdh", width=14),
            )),
            "share_pct": column(_("Share (%)"), "share_pct", width=10),
            "growth_pct": column(_("Growth (%)"), "growth_pct", width=10),
            "status": column(_("Status"), lambda _code: words_of("status", PointStatus.choices), width=14),
            "published_on": column(_("Published on"), "published_on", width=12),
            "source": column(_("Source"), "source", width=40),
        },
        file_name="exportations", may_export=lambda user: user.has_perm("markets.view_tradepoint"),
    )
)  # fmt: skip
