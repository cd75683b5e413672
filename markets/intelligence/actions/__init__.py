"""Market intelligence and export results, one module per subject."""

from markets.intelligence.actions.loading import load_intelligence
from markets.intelligence.actions.results import (
    SharesAreNotWhole,
    amend_result,
    ask_beneficiary,
    confirm_result,
    declare_result,
    dispute_result,
    give_up_result,
    send_result,
)
from markets.intelligence.actions.signals import (
    MOST_AT_ONCE,
    SignalIsDraft,
    deliver_signal,
    mark_acted,
    mark_seen,
    publish_signal,
    require_word,
    send_signal,
)

__all__ = [
    "MOST_AT_ONCE",
    "SharesAreNotWhole",
    "SignalIsDraft",
    "amend_result",
    "ask_beneficiary",
    "confirm_result",
    "declare_result",
    "deliver_signal",
    "dispute_result",
    "give_up_result",
    "load_intelligence",
    "mark_acted",
    "mark_seen",
    "publish_signal",
    "require_word",
    "send_result",
    "send_signal",
]
