"""What must be known as soon as the house stands: the lists this app can load."""

from markets.intelligence import actions as intelligence
from markets.trade import actions as trade

__all__ = ["intelligence", "trade"]
