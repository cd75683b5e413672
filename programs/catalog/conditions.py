"""Conditions on answers, written as data: when a question is shown, required, or another plan of payment applies.

{"question": "loss", "equals": "equipment"} · "in": [...] · "contains": "x" (one of several choices) · "at_least": 5 ·
"at_most": 9 · "filled": true. Combined by {"all": [...]}, {"any": [...]}, {"not": {...}}. An answer that is missing
meets nothing but `"filled": false`.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

TESTS = ("equals", "in", "contains", "at_least", "at_most", "filled")

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "question": {"type": "string"},
        "equals": {"type": ["string", "number", "boolean"]},
        "in": {"type": "array", "minItems": 1},
        "contains": {"type": "string"},
        "at_least": {"type": "number"},
        "at_most": {"type": "number"},
        "filled": {"type": "boolean"},
        "all": {"type": "array", "minItems": 1, "items": {"type": "object"}},
        "any": {"type": "array", "minItems": 1, "items": {"type": "object"}},
        "not": {"type": "object"},
    },
    "additionalProperties": False,
    "minProperties": 1,
}


def holds(condition: Mapping[str, Any] | None, answers: Mapping[str, Any]) -> bool:
    """Whether the answers meet the condition; no condition is always met."""
    if not condition:
        return True
    if "all" in condition:
        return all(holds(part, answers) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, answers) for part in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], answers)
    value = answers.get(condition["question"])
    return all(_meets(name, condition[name], value) for name in TESTS if name in condition)


def questions_in(condition: Mapping[str, Any] | None) -> Iterator[str]:
    """The codes of the questions a condition looks at."""
    if not condition:
        return
    for part in (*condition.get("all", ()), *condition.get("any", ())):
        yield from questions_in(part)
    if "not" in condition:
        yield from questions_in(condition["not"])
    if "question" in condition:
        yield condition["question"]


def is_filled(value: Any) -> bool:
    """`False` and 0 are answers; nothing, an empty text and an empty list are not."""
    return value is not None and value != "" and value != [] and value != {}


def as_number(value: Any) -> Decimal | None:
    """The answer as a number, if it is one."""
    if value is None or isinstance(value, (bool, list, dict)):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _meets(test: str, wanted: Any, value: Any) -> bool:
    if test == "filled":
        return is_filled(value) is wanted
    if not is_filled(value):
        return False
    if test == "equals":
        return value == wanted
    if test == "in":
        return value in wanted
    if test == "contains":
        return isinstance(value, list) and wanted in value
    number = as_number(value)
    if number is None:
        return False
    return number >= Decimal(str(wanted)) if test == "at_least" else number <= Decimal(str(wanted))
