"""How answers look on a device: what stands for a choice, what the places for files are called."""

import re
from collections.abc import Mapping
from typing import Any

from programs.calls.questions import upload_limits

_PLAIN = re.compile(r"[^\s'\"]+")


def choice_values(question: Mapping[str, Any]) -> dict[str, str]:
    """{what the device keeps: our code}. Several choices are kept separated by spaces, so a code with one gets a stand-in."""
    found = {}
    for number, choice in enumerate(question.get("choices", ()), start=1):
        code = choice["code"]
        found[code if _PLAIN.fullmatch(code) else f"choice_{number}"] = code
    return found


def slot_names(question: Mapping[str, Any]) -> list[str]:
    """One place for each file a slot takes: `photo`, `photo.2`, … Codes have no point, so none is taken."""
    _kinds, _bytes, most = upload_limits(question)
    return [question["code"], *(f"{question['code']}.{number}" for number in range(2, most + 1))]


def note_name(question: Mapping[str, Any]) -> str:
    """Where the device keeps what the register should say."""
    return f"{question['code']}.note"
