"""What a device sent, read without trusting it: plain XML of a limited size, no document type, no entities, nothing fetched."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from foundation.errors import InvalidValue
from foundation.words import in_language
from programs.calls.question_types import UPLOADS
from programs.field.registry import FieldForm
from programs.field.wording import choice_values, note_name, slot_names

MAX_BYTES = 1024 * 1024
MAX_NODES = 20_000
MAX_DEPTH = 20
LONGEST_ID = 100
_UNTOLD = frozenset({"instanceID", "instanceName", "_note"})
_INSTANCE = re.compile(r"[\w:.{}-]{8,120}")


class NotASubmission(InvalidValue):
    """These bytes are not a filled form."""

    code = "not_a_submission"


@dataclass
class Node:
    """An element: its local name, its text (once it has no children), its children in order."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def all(self, name: str) -> list["Node"]:
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> "Node | None":
        return next((child for child in self.children if child.name == name), None)

    def value(self, *path: str) -> str:
        node: Node | None = self
        for name in path:
            node = node.first(name) if node else None
        return node.text.strip() if node else ""


@dataclass(frozen=True)
class Filled:
    """A filled form: which, of which version, and its answers as the device keeps them."""

    form_id: str
    version: str
    instance_id: str
    root: Node

    @property
    def edition(self) -> str:
        return self.version.partition("-")[0]


def read_submission(content: bytes) -> Filled:
    """The filled form, or NotASubmission with a sentence for the person who holds the device."""
    root = parse(content)
    form_id = root.attributes.get("id", "").strip()
    meta = root.first("meta")
    instance_id = (meta.value("instanceID") if meta else "") or root.attributes.get("instanceID", "").strip()
    if not form_id or len(form_id) > LONGEST_ID:
        raise NotASubmission(_("This file does not say which form it fills."))
    if not _INSTANCE.fullmatch(instance_id):
        raise NotASubmission(_("This form has no number of its own (instanceID)."))
    return Filled(form_id, root.attributes.get("version", "").strip()[:60], instance_id, root)


def parse(content: bytes) -> Node:
    """The elements of a small, plain XML. The parser is told to refuse what it must never meet."""
    if len(content) > MAX_BYTES:
        raise NotASubmission(_("This form is too large."))
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.buffer_text = True
    # A form has no document type: without one there are no entities, neither those that grow nor those that fetch.
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.EntityDeclHandler = builder.refuse
    parser.UnparsedEntityDeclHandler = builder.refuse
    parser.ExternalEntityRefHandler = builder.refuse
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise NotASubmission(_("This file is damaged: it is not a filled form.")) from error
    if builder.root is None:
        raise NotASubmission(_("This file is damaged: it is not a filled form."))
    return builder.root


class _Builder:
    def __init__(self) -> None:
        self.root: Node | None = None
        self.open: list[Node] = []
        self.count = 0

    def refuse(self, *_arguments: Any) -> None:
        raise NotASubmission(_("A filled form declares no document type and no entities."))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MAX_NODES or len(self.open) >= MAX_DEPTH:
            raise NotASubmission(_("This form is too large."))
        node = Node(name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in attributes.items()})
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, _name: str) -> None:
        self.open.pop()

    def characters(self, text: str) -> None:
        self.open[-1].text += text


def answers_of(filled: Filled, section: Mapping[str, Any]) -> dict[str, Any]:
    """What was answered in a section, as the portal's form of that section takes it: {field name: text or list}."""
    group = filled.root.first(section["code"]) or Node(section["code"])
    data: dict[str, Any] = {}
    for question in section["questions"]:
        data |= _answer(question, group)
    return data


def _answer(question: Mapping[str, Any], group: Node) -> dict[str, Any]:
    code, kind, text = question["code"], question["type"], group.value(question["code"])
    if kind in UPLOADS:
        return {}
    if kind == "place":
        lat, lon = [*text.split(), "", ""][:2]
        return {f"{code}_lat": _short(lat), f"{code}_lon": _short(lon)}
    if kind in ("choices", "countries"):
        known = choice_values(question)
        return {code: [known.get(value, value) for value in text.split()]}
    if kind == "choice":
        return {code: choice_values(question).get(text, text)}
    if kind == "declaration":
        return {code: "on"} if text else {}
    if kind == "party_fact":
        return {f"{code}_state": text, f"{code}_note": group.value(note_name(question))} if text else {}
    if kind == "table":
        return {code: list(rows_of(question, group))}
    return {code: text}


def rows_of(question: Mapping[str, Any], group: Node) -> Iterator[dict[str, Any]]:
    """The rows of a table: one repeated element each; rows left empty are dropped."""
    for row in group.all(question["code"]):
        cells: dict[str, Any] = {}
        for column in question["columns"]:
            cells |= _answer(column, row)
        if any(cells.values()):
            yield cells


def files_of(filled: Filled, sections: list[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The names of the files each slot speaks of."""
    found: dict[str, list[str]] = {}
    for section in sections:
        group = filled.root.first(section["code"]) or Node(section["code"])
        for question in section["questions"]:
            if question["type"] in UPLOADS:
                names = [group.value(name) for name in slot_names(question)]
                found[question["code"]] = [name for name in names if name]
    return found


def _short(number: str) -> str:
    """Receivers give more digits than a position means."""
    whole, _point, decimals = number.partition(".")
    return f"{whole}.{decimals[:7]}" if decimals else whole


def all_file_names(filled: Filled, sections: list[Mapping[str, Any]]) -> list[str]:
    """Every file the answers speak of, tables' rows included, in order, each once."""
    found = [name for names in files_of(filled, sections).values() for name in names]
    return list(dict.fromkeys(found))


def told_answers(content: bytes, form: FieldForm | None) -> list[tuple[str, str]]:
    """(question, answer) as the device kept them, for an officer to read; by element names where the form is not known."""
    root = parse(content)
    labels: dict[str, str] = {}
    for section in form.sections if form else ():
        for question in section["questions"]:
            for name in slot_names(question) if question["type"] in UPLOADS else [question["code"]]:
                labels[name] = in_language(question["label"])
            labels |= {column["code"]: in_language(column["label"]) for column in question.get("columns", ())}
    return [
        (labels.get(node.name, node.name), node.text.strip())
        for node in _leaves(root)
        if node.text.strip() and node.name not in _UNTOLD
    ]


def _leaves(node: Node) -> Iterator[Node]:
    if not node.children:
        yield node
    for child in node.children:
        yield from _leaves(child)
