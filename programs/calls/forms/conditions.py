"""Conditions between questions as rows of a page: question, test, answer; all of them or any of them."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.characters import western_digits
from foundation.words import in_language
from programs.calls.question_types import UPLOADS

ROWS = 3
TESTS = [
    ("equals", gettext_lazy("is")), ("not", gettext_lazy("is not")), ("contains", gettext_lazy("includes")),
    ("at_least", gettext_lazy("is at least")), ("at_most", gettext_lazy("is at most")),
    ("filled", gettext_lazy("is answered")), ("empty", gettext_lazy("is not answered")),
]  # fmt: skip
NUMBERS = {"integer", "decimal", "money", "percent", "year"}
_YES = {"yes", "oui", "نعم", "true", "1"}
_NO = {"no", "non", "لا", "false", "0"}


def add_rows(form: forms.Form, name: str, askable: list[Mapping[str, Any]]) -> None:
    """The fields of one condition: `name_join`, `name_0_question`, `name_0_test`, `name_0_value`, …"""
    offered = [("", "—"), *((row["code"], in_language(row.get("label")) or row["code"]) for row in askable)]
    form.fields[f"{name}_join"] = forms.ChoiceField(
        label=_("When"), choices=[("all", _("all of these hold")), ("any", _("any of these holds"))], required=False
    )
    for number in range(ROWS):
        ordinal = {"number": number + 1}
        form.fields[f"{name}_{number}_question"] = forms.ChoiceField(
            label=_("Question of condition %(number)s") % ordinal, choices=offered, required=False
        )
        form.fields[f"{name}_{number}_test"] = forms.ChoiceField(
            label=_("Test of condition %(number)s") % ordinal, choices=TESTS, required=False
        )
        form.fields[f"{name}_{number}_value"] = forms.CharField(
            label=_("Answer of condition %(number)s") % ordinal, required=False, max_length=200
        )


def rows_of(condition: Mapping[str, Any] | None) -> tuple[str, list[tuple[str, str, Any]]] | None:
    """(all or any, [(question, test, value)]), or None for a condition too involved for rows."""
    if not condition:
        return "all", []
    join = "any" if "any" in condition else "all"
    parts = condition.get(join, [condition])
    found = [_row(part) for part in parts]
    return None if None in found or len(found) > ROWS else (join, found)


def initial_of(
    name: str, condition: Mapping[str, Any] | None, known: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    rows = rows_of(condition)
    if rows is None:
        return {}
    found: dict[str, Any] = {f"{name}_join": rows[0]}
    for number, (question, test, value) in enumerate(rows[1]):
        found |= {
            f"{name}_{number}_question": question, f"{name}_{number}_test": test,
            f"{name}_{number}_value": shown_value(known.get(question), value),
        }  # fmt: skip
    return found


def read_rows(form: forms.Form, name: str, known: Mapping[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    """The condition the rows say; what is wrong is told at its field."""
    parts = []
    for number in range(ROWS):
        field = f"{name}_{number}_value"
        code = form.cleaned_data.get(f"{name}_{number}_question")
        test = form.cleaned_data.get(f"{name}_{number}_test") or "equals"
        text = (form.cleaned_data.get(field) or "").strip()
        if not code:
            if text:
                form.add_error(f"{name}_{number}_question", _("Choose the question this condition looks at."))
            continue
        try:
            parts.append(_part(known[code], test, text))
        except ValidationError as problem:
            form.add_error(field, problem)
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    return {form.cleaned_data.get(f"{name}_join") or "all": parts}


def read_value(question: Mapping[str, Any], text: str) -> Any:
    """What somebody typed as an answer of this question: a code, or its words in any language."""
    kind, plain = question["type"], text.strip().casefold()
    if kind in {"yes_no", "declaration"}:
        if plain in _YES or plain in _NO:
            return plain in _YES
        raise ValidationError(_("Write yes or no."))
    if kind in {"choice", "choices"}:
        for choice in question.get("choices", ()):
            if plain in {
                choice["code"].casefold(),
                *(word.strip().casefold() for word in choice.get("label", {}).values()),
            }:
                return choice["code"]
        offered = ", ".join(
            in_language(choice.get("label")) or choice["code"] for choice in question.get("choices", ())
        )
        raise ValidationError(
            _("“%(text)s” is not an answer of this question. Possible: %(answers)s.")
            % {"text": text, "answers": offered}
        )
    if kind in NUMBERS:
        return read_number(text)
    return text.strip()


def read_number(text: str) -> int | float:
    try:
        number = Decimal(western_digits(text).replace(" ", "").replace("\u202f", "").replace(",", "."))
    except InvalidOperation as problem:
        raise ValidationError(_("Write a number.")) from problem
    return int(number) if number == number.to_integral_value() else float(number)


def shown_value(question: Mapping[str, Any] | None, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    for choice in (question or {}).get("choices", ()):
        if choice["code"] == value:
            return in_language(choice.get("label")) or str(value)
    return str(value)


def condition_in_words(condition: Mapping[str, Any] | None, known: Mapping[str, Mapping[str, Any]]) -> str:
    """A condition as a phrase for the composer's overview."""
    if not condition:
        return ""
    for key, glue in (("all", _("and")), ("any", _("or"))):
        if key in condition:
            return f" {glue} ".join(condition_in_words(part, known) for part in condition[key])
    row = _row(condition)
    if row is None:
        return _("a condition of several steps")
    code, test, value = row
    label = in_language(known.get(code, {}).get("label")) or code
    return f"“{label}” {dict(TESTS)[test]} {shown_value(known.get(code), value)}".strip()


def _row(part: Mapping[str, Any]) -> tuple[str, str, Any] | None:
    if set(part) == {"not"} and set(part["not"]) == {"question", "equals"}:
        return part["not"]["question"], "not", part["not"]["equals"]
    if set(part) == {"not"} and set(part["not"]) == {"question", "contains"}:
        return part["not"]["question"], "not", part["not"]["contains"]
    if len(part) != 2 or "question" not in part:
        return None
    test = next(key for key in part if key != "question")
    if test == "filled":
        return part["question"], "filled" if part["filled"] else "empty", None
    return (part["question"], test, part[test]) if test in {"equals", "contains", "at_least", "at_most"} else None


def _part(question: Mapping[str, Any], test: str, text: str) -> dict[str, Any]:
    code = question["code"]
    if test in {"filled", "empty"}:
        return {"question": code, "filled": test == "filled"}
    if not text:
        raise ValidationError(_("Write the answer this condition waits for."))
    if test in {"at_least", "at_most"}:
        if question["type"] not in NUMBERS:
            raise ValidationError(_("Only numbers are compared so."))
        return {"question": code, test: read_number(text)}
    several = question["type"] in {"choices", "countries"}
    if test == "contains" and not several:
        raise ValidationError(_("Only a question with several answers includes one."))
    value = read_value(question, text)
    if several:
        return (
            {"not": {"question": code, "contains": value}} if test == "not" else {"question": code, "contains": value}
        )
    return {"not": {"question": code, "equals": value}} if test == "not" else {"question": code, "equals": value}


def askable_before(definition: Mapping[str, Any], code: str = "", section: str = "") -> list[Mapping[str, Any]]:
    """Questions a condition may look at: those of the form with an answer, up to the one being written."""
    found = []
    for part in definition["sections"]:
        for question in part["questions"]:
            if code and question["code"] == code:
                return found
            if question["type"] not in UPLOADS | {"table", "party_fact", "place", "identifier", "phone", "email"}:
                found.append(question)
        if not code and part["code"] == section:
            return found
    return found
