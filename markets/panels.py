"""Where the markets hang their pages, their menu and their part of the beneficiary's page."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from accounts.people.desk import DESK_MENU, DESK_PAGES, PARTY_PANELS, MenuItem, Panel
from accounts.people.models import User
from artisans.parties.models import Party
from markets.barometer.views import staff as barometer
from markets.intelligence import (
    merging,  # noqa: F401 - rules for merges register themselves
    personal_data,  # noqa: F401 - rules for personal data register themselves
)
from markets.intelligence.models import ExportResult, SignalDelivery
from markets.intelligence.permissions import may_deliver
from markets.intelligence.views import results, signals
from markets.trade import views as trade


@DESK_PAGES.register("markets", order=60)
def pages(site) -> list:
    views = [
        ("markets/figures/", trade.point_list, "figures"),
        ("markets/import/", trade.import_page, "import"),
        ("markets/editions/", barometer.editions, "editions"),
        ("markets/editions/<slug:reference>/", barometer.edition, "edition"),
        ("markets/editions/<slug:reference>/do/<slug:name>/", barometer.step, "edition_step"),
        ("markets/signals/", signals.signals, "signals"),
        ("markets/signals/<str:reference>/", signals.signal, "signal"),
        ("markets/signals/<str:reference>/publish/", signals.publish, "signal_publish"),
        ("markets/signals/<str:reference>/send/", signals.send, "signal_send"),
        ("markets/deliveries/<int:number>/", signals.delivery, "delivery"),
        ("markets/results/", results.results, "results"),
        ("markets/results/new/<str:reference>/", results.declare, "result_new"),
        ("markets/results/<str:reference>/", results.result, "result"),
    ]
    return [path(route, site.admin_view(view), name=f"markets_{name}") for route, view, name in views]


@DESK_MENU.register("markets", order=60)
def menu(user: User) -> list[MenuItem]:
    items = [
        ("markets.view_tradepoint", _("Published figures"), "admin:markets_figures"),
        ("markets.view_barometeredition", _("Barometer"), "admin:markets_editions"),
        ("markets.view_marketsignal", _("Market signals"), "admin:markets_signals"),
        ("markets.view_exportresult", _("Export results"), "admin:markets_results"),
    ]
    return [
        MenuItem(label, reverse(url), _("Markets")) for permission, label, url in items if user.has_perm(permission)
    ]


@PARTY_PANELS.register("markets.intelligence", order=70)
def party_panel(party: Party, user: User) -> Panel | None:
    """Signals the beneficiary received and what came of them; their export results as far as the reader may see them."""
    deliveries = list(SignalDelivery.objects.filter(party=party).select_related("signal", "program")[:10])
    found = list(ExportResult.objects.for_user(user).filter(party=party).select_related("program")[:10])
    declares = hasattr(party, "exporter") and user.has_perm("markets.add_exportresult")
    if not deliveries and not found and not declares:
        return None
    context = {
        "party": party,
        "deliveries": deliveries,
        "results": found,
        "can_declare": declares,
        "can_record": may_deliver(user, None, party.area) or user.has_perm("markets.add_signaldelivery"),
    }
    return Panel(title=_("Markets and exports"), template="markets/staff/party_panel.html", context=context)
