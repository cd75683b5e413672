"""What higher rooms tell the outbox."""

from collections.abc import Callable

from accounts.outbox.models import Message
from foundation.registry import Registry

# name → function(message) giving a sentence why a held message may not be let go by hand ("" when it may): it leaves with the
# act it belongs to, for instance the publication of a decision.
RELEASE_BLOCKS: Registry[Callable[[Message], str]] = Registry("reason to hold a message")


def why_held(message: Message) -> str:
    """The first reason against letting this message go by hand, or nothing."""
    return next((sentence for _name, find in RELEASE_BLOCKS.items() if (sentence := find(message))), "")
