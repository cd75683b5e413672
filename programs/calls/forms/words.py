"""Fields in three languages, as many forms here have them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.words import LANGUAGES

_NAMES = {"fr": _("French"), "ar": _("Arabic"), "en": _("English")}


def words_fields(name: str, label: Any, *, long: bool = False, maximum: int = 500) -> dict[str, forms.CharField]:
    """`name_fr`, `name_ar`, `name_en`; none is required: a draft may be unfinished."""
    found = {}
    for language in LANGUAGES:
        attrs = {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
        widget = forms.Textarea(attrs={**attrs, "rows": 2}) if long else forms.TextInput(attrs=attrs)
        found[f"{name}_{language}"] = forms.CharField(
            label=_("%(what)s (%(language)s)") % {"what": label, "language": _NAMES[language]},
            required=False, max_length=maximum, widget=widget,
        )  # fmt: skip
    return found


def words_in(data: Mapping[str, Any], name: str) -> dict[str, str]:
    """{"fr": …} of what was written; languages left empty are missing."""
    found = {language: (data.get(f"{name}_{language}") or "").strip() for language in LANGUAGES}
    return {language: text for language, text in found.items() if text}


def words_initial(words: Mapping[str, str] | None, name: str) -> dict[str, str]:
    return {f"{name}_{language}": (words or {}).get(language, "") for language in LANGUAGES}
