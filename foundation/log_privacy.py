"""Personal data stay out of the logs, whatever a library or an error message puts into a line."""

import re
from collections.abc import MutableMapping
from typing import Any

_HIDDEN = "•••"
_PATTERNS = (
    re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+"),  # e-mail addresses
    re.compile(r"(?<![\w-])(?:\+|00)?\d(?:[ .]?\d){8,}(?![\w-])"),  # phones, RIB, ICE: nine digits and more
    re.compile(r"(?<![\w-])[A-Z]{1,2}\d{5,6}(?![\w-])"),  # CNIE
    re.compile(r"(Key \([^)]*\)=)\([^)]*\)"),  # values that PostgreSQL repeats in its complaints
    re.compile(r"(/accounts/(?:invitation|password/reset/key)/)[^\s/\"']+"),  # links that open something
)
# Of whom a number is personal and whatever stands under these names is never needed in a log.
_NEVER = {"ip", "user_agent", "email", "phone", "name", "full_name", "code", "password", "token", "address"}


def without_personal_data(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: masks what looks like a person in every text of the line."""
    for key in list(event):
        if key in _NEVER:
            event[key] = _HIDDEN
        elif isinstance(event[key], str) and key not in ("timestamp", "request_id", "job", "task_id"):
            event[key] = masked(event[key])
    return event


def masked(text: str) -> str:
    for pattern in _PATTERNS:
        text = pattern.sub(lambda found: (found[1] if found.re.groups else "") + _HIDDEN, text)
    return text
