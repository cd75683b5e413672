"""Limits and wanted answers as a device works with them, and sentences in every language."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from foundation.words import LANGUAGES
from programs.field.wording import choice_values
from programs.field.xpath import OK, quoted

Question = Mapping[str, Any]
NUMBERS = frozenset({"integer", "decimal", "money", "percent", "year"})


def every_language(make: Callable[[], str]) -> dict[str, str]:
    """The sentence in each language."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = str(make())
    return found


def constraint(question: Question) -> tuple[str, dict[str, str]]:
    """The limits of an answer in XPath with the sentence for who passes them, or ("", {})."""
    kind, low, high = question["type"], question.get("min"), question.get("max")
    low = {"money": 0, "percent": 0, "year": 1900}.get(kind) if low is None else low
    high = 100 if kind == "percent" and high is None else high
    if kind == "text" and high is None:
        high = 200
    if kind == "long_text" and high is None:
        high = 3000
    if kind == "email":
        return r"regex(., '[^@\s]+@[^@\s]+\.[^@\s]+')", every_language(
            lambda: _("Write an address like name@example.ma.")
        )
    measure, form = ".", str
    if kind in ("text", "long_text"):
        measure = "string-length(.)"
    elif kind == "date":
        form = _day
    elif kind not in NUMBERS:
        return "", {}
    tests = [f"{measure} {sign} {form(bound)}" for sign, bound in ((">=", low), ("<=", high)) if bound is not None]
    if not tests:
        return "", {}
    return " and ".join(tests), every_language(lambda: " ".join(_limits(kind, low, high)))


def _limits(kind: str, low: Any, high: Any) -> Iterator[str]:
    if kind == "date":
        if low is not None:
            yield _("The date cannot be before %(day)s.") % {"day": _told_day(low)}
        if high is not None:
            yield _("The date cannot be after %(day)s.") % {"day": _told_day(high)}
    elif kind in ("text", "long_text"):
        if low is not None:
            yield _("Write at least %(number)s characters.") % {"number": low}
        if high is not None:
            yield _("Write at most %(number)s characters.") % {"number": high}
    else:
        if low is not None:
            yield _("The smallest possible value is %(number)s.") % {"number": low}
        if high is not None:
            yield _("The largest possible value is %(number)s.") % {"number": high}


def literal(question: Question, wanted: Any) -> str | None:
    """A wanted answer as the device holds it; None for one it never holds."""
    if question["type"] == "yes_no":
        return quoted("yes" if wanted is True else "no") if isinstance(wanted, bool) else None
    if question["type"] == "declaration":
        return quoted(OK) if wanted is True else None
    if isinstance(wanted, bool):
        return None
    if isinstance(wanted, (int, float)):
        return str(wanted)
    kept = {code: value for value, code in choice_values(question).items()}
    return quoted(kept.get(wanted, wanted))


def _day(bound: Any) -> str:
    return "today()" if bound == "today" else f"date('{bound}')"


def _told_day(bound: Any) -> str:
    return _("today") if bound == "today" else "/".join(reversed(str(bound).split("-")))
