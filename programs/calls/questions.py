"""Questions of a form: which are visible, what is missing, the Django form of a section, answers in words.

A question: {"code", "type", "label", "help"?, "example"?, "unit"?, "required"?, "required_when"?, "shown_when"?,
"personal"?, "hidden_from_reviewers"?, "min"?, "max"?, "max_bytes"?, "max_files"?, "accept"?, "choices"?, "statement"?, "kind"? (of an identifier), "fact"? (see `facts.py`),
"columns"? (of a table: {"code", "type", "label", "unit"?, "required"?, "choices"?, "min"?, "max"?})}.
Texts are {"fr", "ar", "en"}; conditions are those of `programs/catalog/conditions.py` and look back only. `min` and `max`
are bounds of a number or a day ("today" too), lengths of a text, numbers of rows of a table.

`answers` is {question code: JSON-safe value}; `documents` is {question code: number of current files}.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _

from artisans.reference.models import Commune, Country, Trade
from foundation.files import MAX_BYTES
from foundation.formats import format_date, format_money, format_number
from foundation.words import in_language, localized
from programs.calls.question_types import QUESTION_TYPES, SPEAKING, UPLOADS, _day_of, commune_label
from programs.calls.sealing import unsealed
from programs.catalog.conditions import as_number, holds, is_filled, questions_in

Question = Mapping[str, Any]
Definition = Mapping[str, Any]


@dataclass(frozen=True)
class Missing:
    """A required answer or document that is not there yet."""

    section: str
    question: str
    label: str
    is_document: bool = False


def sections_of(definition: Definition) -> list[Mapping[str, Any]]:
    return list(definition["sections"])


def section_of(definition: Definition, code: str) -> Mapping[str, Any]:
    """The section of that code; KeyError if there is none."""
    for section in definition["sections"]:
        if section["code"] == code:
            return section
    raise KeyError(code)


def all_questions(definition: Definition) -> Iterator[tuple[Mapping[str, Any], Question]]:
    """(section, question), in the order of the form."""
    for section in definition["sections"]:
        for question in section["questions"]:
            yield section, question


def question_of(definition: Definition, code: str) -> Question:
    """The question of that code; KeyError if there is none."""
    for _section, question in all_questions(definition):
        if question["code"] == code:
            return question
    raise KeyError(code)


def visible_questions(definition: Definition, answers: Mapping[str, Any]) -> list[Question]:
    """The questions these answers call for. A question that depends on a hidden one is hidden."""
    shown: list[Question] = []
    known: dict[str, Any] = {}
    for _section, question in all_questions(definition):
        if holds(question.get("shown_when"), known):
            shown.append(question)
            if question["code"] in answers:
                known[question["code"]] = answers[question["code"]]
    return shown


def relevant_answers(definition: Definition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to visible questions only: what a hidden question once held does not count and is not sent."""
    return {
        question["code"]: answers[question["code"]]
        for question in visible_questions(definition, answers)
        if question["type"] not in UPLOADS and is_filled(answers.get(question["code"]))
    }


def is_required(question: Question, answers: Mapping[str, Any]) -> bool:
    return bool(question.get("required")) or ("required_when" in question and holds(question["required_when"], answers))


def missing(
    definition: Definition, answers: Mapping[str, Any], documents: Mapping[str, int], language: str | None = None
) -> list[Missing]:
    """What must still be answered or attached before the form can be handed in."""
    shown = {question["code"] for question in visible_questions(definition, answers)}
    known = relevant_answers(definition, answers)
    found = []
    for section, question in all_questions(definition):
        if question["code"] not in shown or not is_required(question, known):
            continue
        is_document = question["type"] in UPLOADS
        there = documents.get(question["code"], 0) > 0 if is_document else question["code"] in known
        if not there:
            found.append(
                Missing(section["code"], question["code"], in_language(question.get("label"), language), is_document)
            )
    return found


def upload_questions(definition: Definition, answers: Mapping[str, Any], section: str | None = None) -> list[Question]:
    """The slots for documents and photos that these answers call for."""
    inside = {question["code"] for part, question in all_questions(definition) if section in (None, part["code"])}
    return [q for q in visible_questions(definition, answers) if q["type"] in UPLOADS and q["code"] in inside]


def upload_limits(question: Question) -> tuple[frozenset[str], int, int]:
    """(kinds accepted, bytes a file, files) of a slot."""
    photo = question["type"] == "photo"
    if question["type"] == "signature":
        return frozenset({"jpeg", "png"}), question.get("max_bytes", MAX_BYTES), 1
    kinds = frozenset(
        question.get("accept") or (("jpeg", "png", "heic", "webp") if photo else ("pdf", "jpeg", "png", "heic", "webp"))
    )
    return kinds, question.get("max_bytes", MAX_BYTES), question.get("max_files", 6 if photo else 1)


class SectionForm(forms.Form):
    """One section's questions, without its document slots. Nothing is required while saving: `missing` tells what is.

    Each bound field's `field` has: `question`, `is_required`, `example`, `unit`, and `shown_when` (a condition on answers
    of the same section, for the script that folds a question away; else None).
    """

    error_css_class = "invalid"

    def __init__(self, *args: Any, known: Mapping[str, Any], **kwargs: Any) -> None:
        self.known = known
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Answers to questions that these answers hide are dropped."""
        cleaned = super().clean() or self.cleaned_data
        known = dict(self.known)
        for name, field in self.fields.items():
            if not holds(field.question.get("shown_when"), known):
                cleaned[name] = None
                self.errors.pop(name, None)
            if is_filled(cleaned.get(name)):
                known[name] = cleaned[name]
            else:
                known.pop(name, None)
        return cleaned


def section_form(
    definition: Definition,
    section: str,
    language: str,
    data: Any = None,
    initial: Mapping[str, Any] | None = None,
    facts: Mapping[str, str] | None = None,
) -> SectionForm:
    """The Django form of one section, in a language. `definition` may be a FormVersion. `initial` holds the answers so far;
    `facts` what the register says (`facts.party_facts`), for questions that show it.

    With `data` (a QueryDict, or {question: value}), call `is_valid()`: `cleaned_data` is JSON-safe, an answer left empty is
    None, and an invalid answer is only in `errors`.
    """
    definition = getattr(definition, "definition", definition)
    part = section_of(definition, section)
    answers = dict(initial or {})
    own = {question["code"] for question in part["questions"]}
    outside = {code: value for code, value in answers.items() if code not in own}
    form = SectionForm(data, initial=answers, known=outside, prefix=None, auto_id="q_%s")
    for question in part["questions"]:
        if question["type"] in UPLOADS:
            continue
        inside = bool(own & set(questions_in(question.get("shown_when"))))
        if not inside and not holds(question.get("shown_when"), outside):
            continue
        field = question_field(question, language)
        field.is_required = is_required(question, answers)
        field.shown_when = question["shown_when"] if inside else None
        if question["type"] == "party_fact":
            field.widget.fact = (facts or {}).get(question.get("fact", ""), "")
        form.fields[question["code"]] = field
    return form


def question_field(question: Question, language: str) -> forms.Field:
    """The field of one question; never required by itself."""
    build = QUESTION_TYPES[question["type"]]
    if build is None:
        raise ValueError(f"{question['code']} is a slot for files, not a field")
    speaking = {"language": language} if question["type"] in SPEAKING else {}
    label = in_language(
        question.get("statement") if question["type"] == "declaration" else question.get("label"), language
    )
    field = build(
        question=question,
        required=False,
        label=label,
        help_text=in_language(question.get("help"), language),
        **speaking,
    )
    field.question = question
    field.example = in_language(question.get("example"), language)
    field.unit = in_language(question.get("unit"), language) or ("%" if question["type"] == "percent" else "")
    field.shown_when = None
    field.is_required = bool(question.get("required"))
    return field


def in_words(question: Question, value: Any, language: str | None = None) -> str:
    """An answer as people read it, in the reader's language."""
    if not is_filled(value):
        return ""
    with translation.override(language or translation.get_language()):
        return _in_words(question, value, language)


def _in_words(question: Question, value: Any, language: str | None) -> str:
    kind = question["type"]
    if kind in {"yes_no", "declaration"}:
        return _("Yes") if value else _("No")
    if kind in {"choice", "choices", "countries"}:
        labels = {choice["code"]: in_language(choice["label"], language) for choice in question.get("choices", ())}
        if kind == "countries" and not labels:
            labels = {row.code: localized(row, "name", language) for row in Country.objects.filter(code__in=value)}
        return " · ".join(labels.get(code, str(code)) for code in (value if isinstance(value, list) else [value]))
    if kind == "trade":
        trade = Trade.objects.filter(code=value).first()
        return localized(trade, "name", language) if trade else str(value)
    if kind == "commune":
        commune = Commune.objects.select_related("province").filter(code=value).first()
        return commune_label(commune, language) if commune else str(value)
    if kind in {"email", "phone"}:
        return unsealed(value)
    if kind == "identifier":
        return f"••••{unsealed(value)[-3:]}"
    if kind == "party_fact":
        if value.get("state") == "right":
            return _("Confirmed")
        return _("To correct: %(words)s") % {"words": unsealed(value.get("note"))}
    if kind == "table":
        return _rows_in_words(question, value, language)
    if kind == "place":
        return f"{value['lat']}, {value['lon']}"
    if kind == "date":
        return format_date(_day_of(value), language=language)
    return _number_in_words(question, value, language)


def _rows_in_words(question: Question, rows: Any, language: str | None) -> str:
    """Each row on a line, its cells with their column."""
    lines = []
    for row in rows:
        cells = [
            f"{in_language(column.get('label'), language)}: {_in_words(column, row[column['code']], language)}"
            for column in question.get("columns", ())
            if is_filled(row.get(column["code"]))
        ]
        lines.append(" · ".join(cells))
    return "\n".join(lines)


def _number_in_words(question: Question, value: Any, language: str | None) -> str:
    number = as_number(value) if question["type"] in {"integer", "decimal", "money", "percent"} else None
    if number is None:
        return str(value)
    if question["type"] == "money":
        return format_money(number, language=language)
    unit = in_language(question.get("unit"), language) or ("%" if question["type"] == "percent" else "")
    return f"{format_number(number, language=language)} {unit}".strip()
