"""The published series as shipped."""

import pytest


@pytest.fixture
def published_series(db):
    """Families and countries of the register, then everything the markets load."""
    # Imported here: pytest may read this file before Django is set up.
    from artisans.reference.actions import load_trades
    from markets.intelligence.actions import load_intelligence
    from markets.trade.actions import load_trade

    list(load_trades())
    return [*load_trade(), *load_intelligence()]
