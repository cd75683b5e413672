"""Forms as XLSForms, the spreadsheets that many form tools share: a version written as one.

Sheets `survey`, `choices` and `settings` are the standard's. What it has no place for stands in columns that begin with
`sanad_`; other tools leave them alone, and `xlsform_reading.py` reads them back.
"""

import io
from collections.abc import Iterator, Mapping
from typing import Any

import xlsxwriter

from foundation.spreadsheets import clean_cell
from foundation.words import LANGUAGES, in_language
from programs.calls.models import FormVersion
from programs.calls.question_types import UPLOADS
from programs.calls.questions import upload_limits
from programs.field.limits import constraint, literal
from programs.field.wording import choice_values
from programs.field.xforms import APPEARANCES, LANGUAGE_NAMES, reference_list, right_or_wrong, yes_and_no
from programs.field.xlsform_reading import FaultySheet
from programs.field.xpath import expression

__all__ = ["FaultySheet", "sheets_of", "write_xlsform"]

YES_NO, FACT = "yes_no", "party_fact"
PLAIN = {
    "text": "text", "long_text": "text", "email": "text", "phone": "text", "identifier": "text", "integer": "integer",
    "decimal": "decimal", "money": "decimal", "date": "date", "place": "geopoint", "declaration": "acknowledge",
    "photo": "image", "signature": "image", "trade": "select_one trades", "countries": "select_multiple countries",
    "commune": "select_one_from_file communes.csv", "yes_no": f"select_one {YES_NO}", "percent": "decimal", "year": "integer", "party_fact": f"select_one {FACT}",
}  # fmt: skip
# Types the standard's own word tells apart; of all others `sanad_type` keeps ours.
TELLING = frozenset(
    {"text", "integer", "decimal", "date", "place", "declaration", "photo", "choice", "choices", "yes_no", "trade"}
)
ALSO = ("personal", "hidden_from_reviewers", "min", "max", "max_bytes", "max_files", "kind", "fact")
Row = dict[str, Any]


def write_xlsform(version: FormVersion) -> bytes:
    """The version as a workbook; the same version gives the same sheets."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for name, rows in sheets_of(version.definition, version.code, version.number).items():
        sheet = book.add_worksheet(name)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        for number, column in enumerate(columns):
            sheet.write_string(0, number, column, bold)
        sheet.set_column(0, max(len(columns) - 1, 0), 24)
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(rows, start=1):
            for column, value in row.items():
                sheet.write_string(line, columns.index(column), clean_cell(str(value)), wrapped)
    book.close()
    return out.getvalue()


def sheets_of(definition: Mapping[str, Any], code: str, number: int) -> dict[str, list[Row]]:
    """The three sheets as rows of {column: text}."""
    questions = {q["code"]: q for section in definition["sections"] for q in section["questions"]}
    survey = list(_survey(definition, questions))
    choices = list(_choices(definition))
    title = definition.get("title", {})
    settings: Row = {
        "form_title": in_language(title, "fr") or code, "form_id": f"application-{code}", "version": str(number),
        "default_language": LANGUAGE_NAMES["fr"], "sanad_amount_question": definition.get("amount_question", ""),
    } | _ours("title", title) | _ours("origin", definition.get("origin"))  # fmt: skip
    return {"survey": survey, "choices": choices or [{"list_name": "", "name": ""}], "settings": [settings]}


def _survey(definition: Mapping[str, Any], questions: Mapping[str, Mapping[str, Any]]) -> Iterator[Row]:
    for section in definition["sections"]:
        yield {"type": "begin_group", "name": section["code"], **_words("label", section.get("title"))}
        if section.get("intro"):
            yield {"type": "note", "name": f"{section['code']}_intro", **_words("label", section["intro"])}
        for question in section["questions"]:
            yield from _asked(question, questions)
        yield {"type": "end_group"}


def _asked(question: Mapping[str, Any], questions: Mapping[str, Mapping[str, Any]]) -> Iterator[Row]:
    row = _row(question, questions)
    if question["type"] == "table":
        yield {**row, "type": "begin_repeat"}
        for column in question.get("columns", ()):
            yield from _asked(column, questions)
        yield {"type": "end_repeat"}
    else:
        yield row


def _row(question: Mapping[str, Any], questions: Mapping[str, Mapping[str, Any]]) -> Row:
    kind = question["type"]
    words = question.get("statement") if kind == "declaration" else question.get("label")
    row: Row = {"type": _type(question), "name": question["code"], **_words("label", words)}
    row |= _words("hint", question.get("help"))
    for name, column in (("shown_when", "relevant"), ("required_when", "required")):
        if question.get(name):
            row[column] = expression(
                question[name], lambda code: f"${{{code}}}", lambda code, v: literal(questions[code], v)
            )
    if question.get("required"):
        row["required"] = "yes"
    test, sentence = constraint(question)
    if test and (kind != "text" or {"min", "max"} & set(question)):  # what every text is limited to needs no word
        row |= {"constraint": test, **_words("constraint_message", sentence)}
    if kind in APPEARANCES:
        row["appearance"] = APPEARANCES[kind]
    if kind not in TELLING:
        row["sanad_type"] = kind
    row |= {f"sanad_{name}": _plain(question[name]) for name in ALSO if name in question}
    if "accept" in question:
        row["sanad_accept"] = " ".join(question["accept"])
    row |= _ours("unit", question.get("unit")) | _ours("example", question.get("example"))
    return row | (_ours("label", question.get("label")) if kind == "declaration" else {})


def _type(question: Mapping[str, Any]) -> str:
    kind = question["type"]
    if kind in ("choice", "choices"):
        return f"{'select_one' if kind == 'choice' else 'select_multiple'} {question['code']}"
    if kind == "countries" and question.get("choices"):
        return f"select_multiple {question['code']}"
    if kind == "document" or (kind in UPLOADS and kind not in PLAIN):
        return "image" if upload_limits(question)[0] - {"pdf"} else "file"
    return PLAIN.get(kind, "text")


def _choices(definition: Mapping[str, Any]) -> Iterator[Row]:
    asked = [q for section in definition["sections"] for q in section["questions"]]
    asked += [column for question in asked for column in question.get("columns", ())]
    types = {question["type"] for question in asked}
    for name, offered in ((YES_NO, yes_and_no), (FACT, right_or_wrong)):
        if name in types:
            for code, words in offered().items():
                yield {"list_name": name, "name": code, **_words("label", words)}
    for kind, name in (("trade", "trades"), ("countries", "countries")):
        if any(question["type"] == kind and not question.get("choices") for question in asked):
            for code, words in reference_list(name):
                yield {"list_name": name, "name": code, **_words("label", words)}
    for question in asked:
        labels = {choice["code"]: choice.get("label") for choice in question.get("choices", ())}
        for kept, code in choice_values(question).items():
            row = {"list_name": question["code"], "name": kept, **_words("label", labels[code])}
            yield row if kept == code else row | {"sanad_code": code}


def _words(column: str, words: Mapping[str, str] | None) -> Row:
    words = words or {}
    return {f"{column}::{LANGUAGE_NAMES[language]}": words[language] for language in LANGUAGES if words.get(language)}


def _ours(name: str, words: Mapping[str, str] | None) -> Row:
    words = words or {}
    return {f"sanad_{name}_{language}": words[language] for language in LANGUAGES if words.get(language)}


def _plain(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
