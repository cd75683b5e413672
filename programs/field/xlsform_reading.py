"""An XLSForm read into a definition of ours. Whatever cannot be kept is told by sheet, row and column; nothing is dropped silently."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from python_calamine import CalamineWorkbook

from foundation.errors import InvalidValue
from foundation.schemas import CODE
from foundation.spreadsheets import read_rows
from foundation.words import LANGUAGES
from foundation.workbook_check import check_workbook
from programs.calls.question_types import QUESTION_TYPES, UPLOADS
from programs.field.xlsform_cells import Line, language_of, lines, number_of, only, origin_of, ours
from programs.field.xpath import NotUnderstood, condition_from

MAX_BYTES = 4 * 1024 * 1024
MAX_ROWS = 5_000
# Rows by which other tools note who filled a form and when: every form of ours notes it anyhow.
PASSED_OVER = frozenset(
    {
        "start",
        "end",
        "today",
        "deviceid",
        "username",
        "subscriberid",
        "simserial",
        "phonenumber",
        "email",
        "audit",
        "start-geopoint",
    }
)
TYPES = {
    "text": "text", "string": "text", "barcode": "text", "integer": "integer", "int": "integer", "decimal": "decimal", "date": "date",
    "geopoint": "place", "location": "place", "image": "photo", "photo": "photo", "file": "document", "acknowledge": "declaration",
    "trigger": "declaration",
}  # fmt: skip
LISTED = {"trades": "trade", "countries": "countries", "communes.csv": "commune", "yes_no": "yes_no"}
NOT_KEPT = frozenset(
    {
        "calculation",
        "choice_filter",
        "repeat_count",
        "default",
        "read_only",
        "readonly",
        "trigger",
        "parameters",
        "media",
        "image",
        "audio",
        "video",
    }
)
_BOUND = re.compile(
    r"(?P<measure>\.|string-length\(\s*\.\s*\))\s*(?P<sign>>=|<=)\s*(?P<value>-?\d+(?:\.\d+)?|today\(\)|date\('[\d-]{10}'\))"
)
_FLAGS = {
    "yes": True,
    "true": True,
    "true()": True,
    "oui": True,
    "1": True,
    "no": False,
    "false": False,
    "false()": False,
    "non": False,
}
_CODE = re.compile(CODE["pattern"])


class FaultySheet(InvalidValue):
    """The workbook cannot become a form; `faults` are dicts of sheet, row, column and words."""

    code = "xlsform_faulty"

    def __init__(self, message: str, faults: list[dict[str, Any]]) -> None:
        super().__init__(message, reasons=[_told(fault) for fault in faults])
        self.faults = faults


def _told(fault: Mapping[str, Any]) -> str:
    place = " ".join(str(fault[key]) for key in ("sheet", "row", "column") if fault[key] != "")
    return f"{place}: {fault['words']}"


def read_xlsform(file: BinaryIO) -> dict[str, Any]:
    """The definition, perhaps still without some words (a draft may lack them), or FaultySheet with every fault at once."""
    return _Sheets(file).definition()


@dataclass
class _Place:
    """The group or table that rows are being read into."""

    kind: str
    content: dict[str, Any]
    shown_when: dict[str, Any] | None = None
    notes: list[dict[str, str]] = field(default_factory=list)


class _Sheets:
    def __init__(self, file: BinaryIO) -> None:
        self.faults: list[dict[str, Any]] = []
        self.default = "fr"
        self.foreign: set[str] = set()
        sheets = self.read(file)
        self.settings = (sheets.get("settings") or [Line("settings", 2, {})])[0]
        self.default = language_of(self.settings.get("default_language")) or "fr"
        self.survey = sheets.get("survey", [])
        self.choices: dict[str, list[Line]] = {}
        for line in sheets.get("choices", []):
            self.choices.setdefault(line.get("list_name") or line.get("list name"), []).append(line)
        self.known: dict[str, dict[str, Any]] = {}
        self.sections: list[dict[str, Any]] = []

    def read(self, file: BinaryIO) -> dict[str, list[Line]]:
        file.seek(0)
        content = file.read(MAX_BYTES + 1)
        if not content.startswith(b"PK"):
            raise FaultySheet(_("This file is not a spreadsheet. Send an XLSX file."), [])
        check_workbook(content)
        names = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
        found: dict[str, list[Line]] = {}
        for number, name in enumerate(names):
            if name.strip().lower() in ("survey", "choices", "settings"):
                found[name.strip().lower()] = lines(
                    name.strip().lower(),
                    read_rows(io.BytesIO(content), sheet=number, max_bytes=MAX_BYTES, max_rows=MAX_ROWS),
                )
        if not found.get("survey"):
            raise FaultySheet(_("There is no sheet “survey” with rows: this is not an XLSForm."), [])
        return found

    def definition(self) -> dict[str, Any]:
        places: list[_Place] = []
        for line in self.survey:
            self.row(line, places)
        for place in places:
            self.fault(self.survey[-1], "type", _("“%(name)s” is not ended.") % {"name": place.content["code"]})
        if self.faults:
            raise FaultySheet(_("This XLSForm cannot be brought in as it is."), self.faults)
        if not self.sections:
            raise FaultySheet(_("This XLSForm asks nothing."), [])
        title = self.ours("title") or {self.default: self.settings.get("form_title") or self.settings.get("form_id")}
        found: dict[str, Any] = {"title": {key: text for key, text in title.items() if text}}
        found["origin"] = self.ours("origin") or origin_of()
        if amount := self.settings.get("sanad_amount_question"):
            found["amount_question"] = amount
        return {**found, "sections": self.sections}

    def ours(self, name: str) -> dict[str, str]:
        return ours(self.settings, name)

    def fault(self, line: Line, column: str, words: str) -> None:
        self.faults.append({"sheet": line.sheet, "row": line.row, "column": column, "words": words})

    # --- rows

    def row(self, line: Line, places: list[_Place]) -> None:
        kind, _space, rest = re.sub(r"\s+", " ", line.get("type")).partition(" ")
        kind = kind.lower()
        if kind in ("begin", "end"):  # “begin group”, as older sheets write
            kind, rest = f"{kind}_{rest}".replace(" ", "_"), ""
        if kind in PASSED_OVER or not kind:
            if not kind:
                self.fault(line, "type", _("The type is missing."))
            return
        if kind in ("begin_group", "begin_repeat"):
            self.begin(line, kind, places)
        elif kind in ("end_group", "end_repeat"):
            wanted = kind.removeprefix("end_")
            if not places or places[-1].kind != wanted:
                self.fault(line, "type", _("Nothing is to be ended here."))
            else:
                self.end(line, places)
        elif kind == "note":
            self.note(line, places)
        else:
            question = self.question(line, kind, rest, places)
            if question is not None:
                self.put(question, places)

    def begin(self, line: Line, kind: str, places: list[_Place]) -> None:
        name = self.code(line)
        if kind == "begin_group":
            if places:
                self.fault(line, "type", _("A group inside another one has no place in our forms."))
            content = {"code": name, "title": self.words(line, "label"), "questions": []}
            places.append(_Place("group", content, self.condition(line, "relevant")))
        else:
            if places and places[-1].kind == "repeat":
                self.fault(line, "type", _("A table inside another one has no place in our forms."))
            question = {"code": name, "type": "table", "label": self.words(line, "label"), "columns": []}
            if hint := self.words(line, "hint"):
                question["help"] = hint
            self.rules(line, question, places)
            self.limits(line, question)
            places.append(_Place("repeat", question))

    def end(self, line: Line, places: list[_Place]) -> None:
        done = places.pop()
        if done.kind == "repeat":
            self.put(done.content, places)
        elif not done.content["questions"]:
            self.fault(line, "type", _("The group “%(name)s” asks nothing.") % {"name": done.content["code"]})
        else:
            self.sections.append(done.content)

    def note(self, line: Line, places: list[_Place]) -> None:
        here = places[-1] if places else None
        if here is None or here.kind != "group" or here.content["questions"] or "intro" in here.content:
            self.fault(line, "type", _("A note can only open a group, as its introduction."))
            return
        here.content["intro"] = self.words(line, "label")
        # The introduction stands before the questions, as in our own definitions.
        here.content["questions"] = here.content.pop("questions")

    def put(self, question: dict[str, Any], places: list[_Place]) -> None:
        if places and places[-1].kind == "repeat":
            places[-1].content["columns"].append(question)
            return
        if question["code"] in self.known:
            return
        self.known[question["code"]] = question
        if places:
            places[-1].content["questions"].append(question)
        else:
            if not self.sections or self.sections[-1]["code"] != "main":
                title = {self.default: self.settings.get("form_title") or "…"}
                self.sections.append({"code": "main", "title": title, "questions": []})
            self.sections[-1]["questions"].append(question)

    def question(self, line: Line, kind: str, rest: str, places: list[_Place]) -> dict[str, Any] | None:
        name = self.code(line)
        if name in self.known and not (places and places[-1].kind == "repeat"):
            self.fault(line, "name", _("The question “%(code)s” occurs twice.") % {"code": name})
        question: dict[str, Any] = {"code": name, "type": self.type(line, kind, rest)}
        words = self.words(line, "label")
        question["label"] = ours(line, "label") or words
        if not words:
            self.fault(line, "label", _("The label is missing."))
        if question["type"] == "declaration":
            question["statement"] = words
        if hint := self.words(line, "hint"):
            question["help"] = hint
        for extra in ("example", "unit"):
            if found := ours(line, extra):
                question[extra] = found
        self.rules(line, question, places)
        self.limits(line, question)
        if question["type"] in ("choice", "choices") or (question["type"] == "countries" and rest != "countries"):
            question["choices"] = self.offered(line, rest)
        return question

    def type(self, line: Line, kind: str, rest: str) -> str:
        given = line.get("sanad_type")
        if given:
            if given not in QUESTION_TYPES:
                self.fault(line, "sanad_type", _("There is no type “%(type)s”.") % {"type": given})
            return given
        if kind in ("select_one", "select_multiple", "select_one_from_file"):
            listed = LISTED.get(rest.split(" ")[0])
            if listed and (listed == "countries") == (kind == "select_multiple"):
                return listed
            if kind == "select_one_from_file":
                self.fault(line, "type", _("Choices from a file other than communes.csv cannot be brought in."))
            return "choice" if kind == "select_one" else "choices"
        if kind == "text" and "multiline" in line.get("appearance"):
            return "long_text"
        if kind == "image" and "signature" in line.get("appearance"):
            return "signature"
        if kind not in TYPES:
            self.fault(line, "type", _("Questions of the type “%(type)s” have no place in our forms.") % {"type": kind})
        return TYPES.get(kind, "text")

    def offered(self, line: Line, name: str) -> list[dict[str, Any]]:
        name = name.split(" ")[0]
        rows = self.choices.get(name, [])
        if not rows:
            self.fault(line, "type", _("The sheet “choices” has no list “%(name)s”.") % {"name": name})
        found, seen = [], set()
        for row in rows:
            code = row.get("sanad_code") or row.get("name") or row.get("value")
            if not code or len(code) > 60:
                self.fault(row, "name", _("A choice needs a code of at most 60 characters."))
            if code in seen:
                self.fault(row, "name", _("The choice “%(code)s” occurs twice.") % {"code": code})
            seen.add(code)
            found.append({"code": code, "label": self.words(row, "label")})
        return found

    # --- cells

    def code(self, line: Line) -> str:
        name = line.get("name")
        if not _CODE.match(name):
            self.fault(
                line, "name",
                _("“%(name)s” cannot be a code: a small letter first, then small letters, digits and “_”, 60 at most.") % {"name": name},
            )  # fmt: skip
        return name

    def words(self, line: Line, column: str) -> dict[str, str]:
        found = {}
        for name, text in line.cells.items():
            base, _colons, language = name.partition("::")
            if base.strip().lower() != column or not text:
                continue
            code = language_of(language) if language.strip() else self.default
            if code in LANGUAGES:
                found[code] = text
            elif name not in self.foreign:
                self.foreign.add(name)
                self.fault(line, name, _("Our forms speak French, Arabic and English only: take this column out."))
        return {language: found[language] for language in LANGUAGES if language in found}

    def rules(self, line: Line, question: dict[str, Any], places: list[_Place]) -> None:
        required = line.get("required")
        if required.lower() in _FLAGS:
            if _FLAGS[required.lower()]:
                question["required"] = True
        elif required:
            question |= only("required_when", self.condition(line, "required"))
        shown = self.condition(line, "relevant")
        group = next((place.shown_when for place in places if place.shown_when), None)
        if group and shown:
            question["shown_when"] = {"all": [group, shown]}
        elif group or shown:
            question["shown_when"] = group or shown
        for name in ("personal", "hidden_from_reviewers"):
            if _FLAGS.get(line.get(f"sanad_{name}").lower()):
                question[name] = True
        for column in line.cells:
            base = column.partition("::")[0].strip().lower()
            if base in NOT_KEPT and _FLAGS.get(line.get(column).lower()) is not False:
                self.fault(line, column, _("Our forms cannot keep this."))

    def limits(self, line: Line, question: dict[str, Any]) -> None:
        for name in ("max_bytes", "max_files"):
            if text := line.get(f"sanad_{name}"):
                question[name] = int(text) if text.isdigit() else text
        for name in ("kind", "fact"):
            if text := line.get(f"sanad_{name}"):
                question[name] = text
        if accept := line.get("sanad_accept"):
            question["accept"] = accept.split()
        elif question["type"] == "document" and line.get("type").startswith("file"):
            question["accept"] = ["pdf"]
        given = {name: line.get(f"sanad_{name}") for name in ("min", "max") if line.get(f"sanad_{name}")}
        if given or question["type"] in UPLOADS or "sanad_type" in line.cells or question["type"] == "table":
            question |= {name: number_of(text) for name, text in given.items()}
            return
        if not (text := line.get("constraint")):
            return
        parts = [_BOUND.fullmatch(part.strip()) for part in text.split(" and ")]
        if not all(parts):
            self.fault(line, "constraint", _("Only bounds like “. >= 1 and . <= 10” can be kept."))
            return
        for part in parts:
            value = part["value"]
            bound = "today" if value == "today()" else value[6:-2] if value.startswith("date") else number_of(value)
            question["min" if part["sign"] == ">=" else "max"] = bound

    def condition(self, line: Line, column: str) -> dict[str, Any] | None:
        text = line.get(column)
        if not text:
            return None
        try:
            return condition_from(text, self.answer)
        except NotUnderstood as error:
            self.fault(line, column, error.message)
            return None

    def answer(self, code: str, literal: Any) -> tuple[Any, bool]:
        """The answer a literal stands for, and whether the question takes several."""
        question = self.known.get(code)
        if question is None:
            raise NotUnderstood(_("There is no question “%(code)s” before this one.") % {"code": code})
        kind = question["type"]
        if kind == "yes_no" and literal in ("yes", "no"):
            return literal == "yes", False
        if kind == "declaration":
            return True, False
        if "choices" in question and isinstance(literal, str):
            codes = {choice["code"] for choice in question["choices"]}
            if literal and literal not in codes and literal.startswith("choice_") and literal[7:].isdigit():
                return question["choices"][int(literal[7:]) - 1]["code"], kind != "choice"
            if literal and literal not in codes:
                raise NotUnderstood(_("“%(code)s” has no choice “%(value)s”.") % {"code": code, "value": literal})
        return literal, kind in ("choices", "countries")
