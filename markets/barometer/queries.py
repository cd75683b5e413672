"""The whole barometer of a day as one JSON document, from which page, CSV and pictures are made."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from markets.barometer.models import BarometerEdition
from markets.trade import queries as trade

Snapshot = dict[str, Any]


def collect(as_of: date, known_at: datetime | None = None) -> Snapshot:
    """What had been published by `as_of`, as recorded by `known_at`. A block without a publication is None."""
    blocks = {
        "headline": trade.headline(as_of, known_at),
        "families": trade.families_block(as_of, known_at),
        "destinations": trade.destinations_block(as_of, known_at),
        "cities": trade.cities_block(as_of, known_at),
        "contributions": trade.contributions(as_of, known_at),
        "annual": trade.annual(as_of, known_at),
    }
    return {
        "as_of": as_of.isoformat(),
        "known_at": known_at.isoformat() if known_at else None,
        "curve": [asdict(year) for year in trade.curve(as_of, known_at)],
        **{name: block and asdict(block) for name, block in blocks.items()},
    }


def latest_edition() -> BarometerEdition | None:
    """The newest published edition."""
    return BarometerEdition.objects.published().first()
