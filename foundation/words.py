"""Content that is stored in three languages."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation

LANGUAGES = ("fr", "ar", "en")
FALLBACK = ("fr", "ar", "en")


def localized(obj: Any, name: str, language: str | None = None) -> str:
    """`obj.<name>_<language>`, or the first language that has it, French first."""
    language = language or translation.get_language() or "fr"
    for candidate in (language[:2], *FALLBACK):
        value = getattr(obj, f"{name}_{candidate}", "")
        if value:
            return value
    return ""


def in_language(words: Mapping[str, str] | str | None, language: str | None = None) -> str:
    """One string of a `{"fr": …, "ar": …, "en": …}` found in versioned configuration."""
    if not words or isinstance(words, str):
        return words or ""
    language = language or translation.get_language() or "fr"
    return next((words[key] for key in (language[:2], *FALLBACK) if words.get(key)), "")


def direction(language: str | None = None) -> str:
    """`rtl` for Arabic, else `ltr`."""
    return "rtl" if (language or translation.get_language() or "fr").startswith("ar") else "ltr"
