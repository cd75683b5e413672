"""Words of a message: `{name}` from a closed list, nothing that could be code."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.outbox.choices import Channel
from accounts.outbox.models import MessageTemplate
from accounts.people.choices import Language
from foundation.errors import InvalidValue

_VARIABLE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_FALLBACK = ("fr", "ar", "en")
# Said in front of a text that does not exist in the recipient's language, so that the gap shows.
_APOLOGY = {
    "fr": "(Ce message n’est pas encore disponible en français.)",
    "ar": "(هذه الرسالة غير متوفرة بعد بالعربية.)",
    "en": "(This message is not available in English yet.)",
}


class Secret(str):
    """A code or a link that opens something: never in the stored text, encrypted until sent, then wiped."""


@dataclass(frozen=True)
class Wording:
    language: str
    subject: str
    body: str
    secrets: dict[str, str] = field(default_factory=dict)


def wording(template: MessageTemplate, language: str, channel: str, context: Mapping[str, Any]) -> Wording:
    """The template filled in, in the wanted language or visibly in the first that has it."""
    unknown = set(context) - set(template.variables)
    missing = set(template.variables) - set(context)
    if unknown or missing:
        raise ValueError(f"Template {template}: unknown variables {sorted(unknown)}, missing {sorted(missing)}")
    part = "sms" if channel == Channel.SMS else "body"
    found = next(code for code in (language, *_FALLBACK) if getattr(template, f"{part}_{code}"))
    apology = "" if found == language else _APOLOGY[language] + ("\n\n" if part == "body" else " ")
    secrets = {name: str(value) for name, value in context.items() if isinstance(value, Secret)}
    open_values = {name: str(value) for name, value in context.items() if name not in secrets}
    return Wording(
        language=found,
        subject=""
        if part == "sms"
        else " ".join(fill(getattr(template, f"subject_{found}"), open_values).split())[:200],
        body=apology + fill(getattr(template, f"{part}_{found}"), open_values),
        secrets=secrets,
    )


def fill(text: str, values: Mapping[str, str]) -> str:
    """Each `{name}` that has a value becomes it, once: a value that looks like `{name}` stays as it is."""
    return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), text)


def check_template(code: str, values: Mapping[str, Any]) -> None:
    """Refuse a version that nobody could read: unknown variables, a stray brace, or no text at all."""
    known = set(values["variables"])
    for name, text in values.items():
        if name == "variables" or not text:
            continue
        unknown = set(_VARIABLE.findall(text)) - known
        if unknown or "{" in _VARIABLE.sub("", text):
            raise InvalidValue(f"{code} {name}: {', '.join(sorted(unknown)) or '{'}")
    if not any(values.get(f"{part}_{language}") for part in ("body", "sms") for language in Language.values):
        raise InvalidValue(f"{code}: no text")
