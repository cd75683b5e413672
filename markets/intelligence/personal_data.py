"""Rules for what market intelligence and export results keep about people, and for published figures."""

from django.utils.translation import gettext_lazy as _

from artisans.parties.erasing import blank
from artisans.parties.registry import (
    NAMES_NOBODY,
    OWN_DATA,
    PERSONAL_DATA,
    STAFF_ACTS,
    DataClass,
    Datum,
    OwnData,
    PersonalDataRule,
    register_rules,
)
from markets.intelligence.models import ExportResult, SignalDelivery

_REASON = _("Measuring what the programmes achieved.")

PERSONAL_DATA.register("markets.SignalDelivery")(
    PersonalDataRule(
        DataClass.ACTIVITY, _("The words go; that it was sent, seen and acted upon stays."), _REASON,
        lambda party: blank(SignalDelivery.objects.filter(party=party), interaction=""),
    )
)  # fmt: skip
PERSONAL_DATA.register("markets.ExportResult")(
    PersonalDataRule(
        DataClass.ACTIVITY, _("The words go; amounts and dates stay, without a name."), _REASON,
        lambda party: blank(ExportResult.objects.filter(party=party), answer="—", basis="—"),
    )
)  # fmt: skip
register_rules(STAFF_ACTS, "markets.BarometerEdition", "markets.Erratum")
register_rules(
    NAMES_NOBODY, "markets.EditionChart", "markets.TradeSeries", "markets.TradePoint", "markets.MarketSignal"
)


def _results(party):
    for row in ExportResult.objects.filter(party=party).order_by("period_start"):
        yield [
            Datum("reference", _("Reference"), row.reference),
            Datum("from", _("From"), row.period_start),
            Datum("until", _("Until"), row.period_end),
            Datum("amount", _("Amount (MAD)"), row.amount),
            Datum("status", _("Status"), row.get_status_display()),
        ]


OWN_DATA.register("export_results", order=65)(OwnData(_("Your export results"), _results))
