"""Letters of this room: a market note, and a result its owner is asked to confirm."""

from accounts.outbox.actions import queue_message
from accounts.people.models import User
from foundation.formats import format_date, format_money
from markets.intelligence.models import ExportResult, MarketSignal, SignalDelivery


def queue_signal(delivery: SignalDelivery, signal: MarketSignal, by: User) -> None:
    party = delivery.party
    queue_message(
        "market_signal", party=party, about=delivery, language=party.language,
        context=signal_words(signal, party.language), key=f"signal:{delivery.pk}", by=by,
    )  # fmt: skip


def signal_words(signal: MarketSignal, language: str) -> dict[str, str]:
    """What the letter about a note says of it, in one language; French where a translation lacks."""
    return {
        "title": getattr(signal, f"title_{language}", "") or signal.title_fr,
        "summary": getattr(signal, f"summary_{language}", "") or signal.summary_fr,
    }


def queue_result(result: ExportResult, by: User) -> None:
    party = result.party
    queue_message(
        "export_result", party=party, about=result, language=party.language,
        context={
            "reference": result.reference,
            "amount": format_money(result.amount, language=party.language),
            "from": format_date(result.period_start, language=party.language),
            "until": format_date(result.period_end, language=party.language),
        },
        key=f"result:{result.pk}:{result.sent_at:%Y%m%d%H%M%S}", by=by,
    )  # fmt: skip
