"""Versioned configuration checked against a JSON schema; each problem is a sentence that names its place."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

CODE = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,59}$"}
WORDS = {
    "type": "object",
    "properties": {language: {"type": "string", "minLength": 1} for language in ("fr", "ar", "en")},
    "required": ["fr", "ar", "en"],
    "additionalProperties": False,
}


def problems(schema: Mapping[str, Any], document: Any) -> list[str]:
    """What is wrong, in order of place; empty when the document keeps to the schema."""
    errors = sorted(
        Draft202012Validator(schema).iter_errors(document),
        key=lambda error: (list(map(str, error.path)), error.message),
    )
    return [at(error.absolute_path, _sentence(error)) for error in errors]


def at(path: Iterable[Any], sentence: str) -> str:
    """The sentence with the place in front, as `sections[2].questions[0].label: …`."""
    place = ""
    for part in path:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else str(part)
    return f"{place or _('the whole')}: {sentence}"


def repeated(values: Iterable[Any]) -> list[Any]:
    """Those that occur more than once, each once, in order of their second appearance."""
    seen: set[Any] = set()
    twice: list[Any] = []
    for value in values:
        if value in seen and value not in twice:
            twice.append(value)
        seen.add(value)
    return twice


def _sentence(error: ValidationError) -> str:
    kind, wanted = error.validator, error.validator_value
    if kind == "required":
        missing = [name for name in wanted if name not in error.instance]
        return _("Missing: %(names)s.") % {"names": ", ".join(missing)}
    if kind == "additionalProperties":
        known = error.schema.get("properties", {})
        return _("Unknown: %(names)s.") % {"names": ", ".join(sorted(set(error.instance) - set(known)))}
    if kind == "enum":
        return _("“%(value)s” is not one of %(values)s.") % {
            "value": error.instance, "values": ", ".join(str(value) for value in wanted),
        }  # fmt: skip
    if kind == "type":
        return _("This must be of type %(type)s.") % {"type": wanted if isinstance(wanted, str) else ", ".join(wanted)}
    if kind in {"minItems", "minLength", "minProperties"}:
        return (
            _("This must not be empty.") if wanted == 1 else _("At least %(number)s are needed.") % {"number": wanted}
        )
    if kind in {"minimum", "exclusiveMinimum"}:
        return _("The smallest possible value is %(number)s.") % {"number": wanted}
    if kind in {"maximum", "exclusiveMaximum"}:
        return _("The largest possible value is %(number)s.") % {"number": wanted}
    if kind == "pattern":
        return _("“%(value)s” is not written as it should be (%(pattern)s).") % {
            "value": error.instance,
            "pattern": wanted,
        }
    return error.message
