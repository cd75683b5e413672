"""Gathers the rooms so that Django finds their models."""

from markets.barometer.models import BarometerEdition, EditionChart, Erratum
from markets.intelligence.models import ExportResult, MarketSignal, OutcomeShare, RolloutFact, SignalDelivery
from markets.trade.models import City, Destination, TradePoint, TradeSeries

__all__ = [
    "BarometerEdition",
    "City",
    "Destination",
    "EditionChart",
    "Erratum",
    "ExportResult",
    "MarketSignal",
    "OutcomeShare",
    "RolloutFact",
    "SignalDelivery",
    "TradePoint",
    "TradeSeries",
]
