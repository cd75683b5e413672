"""A form as an XForm that ODK Collect and other OpenRosa clients fill: the same questions, conditions and limits, in three languages.

What a device cannot know (who is in the register, whether a phone number exists) is judged when the form arrives. The version is
the edition and a hash of all the form says, so that any change of it is a new version and no change is none.
"""

import hashlib
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from artisans.reference.models import Country, Trade
from foundation.words import LANGUAGES, localized
from programs.calls.question_types import UPLOADS
from programs.calls.questions import upload_limits
from programs.field.limits import constraint, every_language, literal
from programs.field.registry import FieldForm
from programs.field.wording import choice_values, note_name, slot_names
from programs.field.xpath import expression

Question = Mapping[str, Any]
GENERATOR = "1"  # grows when the same form is written otherwise
LANGUAGE_NAMES = {"fr": "Français (fr)", "ar": "العربية (ar)", "en": "English (en)"}
_SPACES = {
    "xmlns": "http://www.w3.org/2002/xforms",
    "xmlns:h": "http://www.w3.org/1999/xhtml",
    "xmlns:ev": "http://www.w3.org/2001/xml-events",
    "xmlns:jr": "http://openrosa.org/javarosa",
    "xmlns:orx": "http://openrosa.org/xforms",
    "xmlns:odk": "http://www.opendatakit.org/xforms",
    "xmlns:xsd": "http://www.w3.org/2001/XMLSchema",
}
# How each type of question is bound and asked: (data type, control).
TYPES: dict[str, tuple[str, str]] = {
    "text": ("string", "input"),
    "long_text": ("string", "input"),
    "integer": ("int", "input"),
    "decimal": ("decimal", "input"),
    "money": ("decimal", "input"),
    "date": ("date", "input"),
    "choice": ("string", "select1"),
    "choices": ("string", "select"),
    "yes_no": ("string", "select1"),
    "email": ("string", "input"),
    "phone": ("string", "input"),
    "identifier": ("string", "input"),
    "percent": ("decimal", "input"),
    "year": ("int", "input"),
    "party_fact": ("string", "select1"),
    "trade": ("string", "select1"),
    "commune": ("string", "select1"),
    "countries": ("string", "select"),
    "place": ("geopoint", "input"),
    "declaration": ("string", "trigger"),
    "document": ("binary", "upload"),
    "photo": ("binary", "upload"),
    "signature": ("binary", "upload"),
}
APPEARANCES = {"long_text": "multiline", "phone": "numbers", "signature": "signature", "place": "placement-map"}
SEARCHED = "minimal autocomplete"  # long lists are searched by typing
_MANY = 8
LISTS = {"trade": "trades", "countries": "countries", "commune": "communes"}
FILES = frozenset({"communes"})  # lists too long to stand in the form: they travel beside it


def version_of(form: FieldForm) -> str:
    """Edition and hash; the same form always gives the same."""
    body = ElementTree.tostring(_Writer(form, "").document())
    return f"{form.edition}-{hashlib.sha256(GENERATOR.encode() + body).hexdigest()[:16]}"


def write_xform(form: FieldForm) -> bytes:
    """The XForm, byte for byte the same for the same form."""
    document = _Writer(form, version_of(form)).document()
    return ElementTree.tostring(document, encoding="utf-8", xml_declaration=True)


def files_beside(form: FieldForm) -> list[str]:
    """Names of the lists the form needs as files."""
    types = {question["type"] for section in form.sections for question in section["questions"]}
    return sorted({LISTS[kind] for kind in types if LISTS.get(kind) in FILES} | set(form.lists))


class _Writer:
    def __init__(self, form: FieldForm, version: str) -> None:
        self.form = form
        self.texts: dict[str, dict[str, dict[str, str]]] = {}  # {id: {form: {language: text}}}
        self.binds: list[ElementTree.Element] = []
        self.lists: set[str] = set()
        self.paths: dict[str, str] = {}
        self.questions: dict[str, Question] = {}
        self.data = _element("data", id=form.form_id, version=version)
        for section in form.sections:
            for question in section["questions"]:
                self.paths[question["code"]] = f"/data/{section['code']}/{question['code']}"
                self.questions[question["code"]] = question

    def document(self) -> ElementTree.Element:
        body = _element("h:body")
        for name in ("start", "end"):
            _sub(self.data, f"_{name}")
            self.bind(f"/data/_{name}", "dateTime", **{"jr:preload": "timestamp", "jr:preloadParams": name})
        for section in self.form.sections:
            self.section(section, body)
        self.meta()
        head = _element("h:head")
        title = _sub(head, "h:title")
        title.text = self.form.title["fr"]
        model = _sub(head, "model", **{"odk:xforms-version": "1.0.0"})
        lists = [self.list_instance(name) for name in sorted(self.lists)]
        model.append(self.itext())  # after the lists: their words stand in it too
        instance = _sub(model, "instance")
        instance.append(self.data)
        model.extend(lists)
        model.extend(self.binds)
        document = _element("h:html", **_SPACES)
        document.extend([head, body])
        ElementTree.indent(document)
        return document

    def section(self, section: Mapping[str, Any], body: ElementTree.Element) -> None:
        path = f"/data/{section['code']}"
        node = _sub(self.data, section["code"])
        group = _sub(body, "group", ref=path)
        self.label(group, path, section["title"])
        if section.get("intro"):
            _sub(node, "_note")
            self.bind(f"{path}/_note", "string", readonly="true()")
            self.label(_sub(group, "input", ref=f"{path}/_note"), f"{path}/_note", section["intro"])
        for question in section["questions"]:
            self.question(question, path, node, group)

    def question(self, question: Question, path: str, node: ElementTree.Element, group: ElementTree.Element) -> None:
        if question["type"] == "table":
            return self.table(question, path, node, group)
        if question["type"] in UPLOADS:
            return self.slots(question, path, node, group)
        kind, control = TYPES[question["type"]]
        place = f"{path}/{question['code']}"
        _sub(node, question["code"])
        self.bind(place, kind, **self.rules(question, place))
        asked = _sub(group, control, ref=place)
        looks = self.appearance(question)
        if looks:
            asked.set("appearance", looks)
        words = question["statement"] if question["type"] == "declaration" else question["label"]
        self.label(asked, place, _with_unit(words, question.get("unit")))
        self.hint(asked, place, question)
        if control in ("select", "select1"):
            self.offer(asked, place, question)
        if question["type"] == "party_fact":
            self.note_of_fact(question, path, node, group)
        return None

    def note_of_fact(
        self, question: Question, path: str, node: ElementTree.Element, group: ElementTree.Element
    ) -> None:
        """What the register should say, where it is wrong."""
        name = note_name(question)
        place = f"{path}/{name}"
        _sub(node, name)
        asked_when = f"{path}/{question['code']} = 'wrong'"
        self.bind(place, "string", relevant=asked_when, required="true()", constraint="string-length(.) <= 300")
        asked = _sub(group, "input", ref=place)
        self.label(asked, place, every_language(lambda: _("What it should be")))

    def slots(self, question: Question, path: str, node: ElementTree.Element, group: ElementTree.Element) -> None:
        """A place for each file; the next is offered once the one before is filled."""
        kinds, _bytes, _most = upload_limits(question)
        names = slot_names(question)
        rules = self.rules(question, f"{path}/{names[0]}")
        for number, name in enumerate(names, start=1):
            place = f"{path}/{name}"
            _sub(node, name)
            relevant = rules if number == 1 else {"relevant": f"{path}/{names[number - 2]} != ''"}
            self.bind(place, "binary", **relevant)
            media = "image/*" if kinds - {"pdf"} else "application/*"
            asked = _sub(group, "upload", ref=place, mediatype=media)
            if looks := self.appearance(question):
                asked.set("appearance", looks)
            words = question["label"]
            if number > 1:
                words = {language: f"{text} ({number})" for language, text in words.items()}
            self.label(asked, place, words)
            if number == 1:
                self.hint(asked, place, question)

    def table(self, question: Question, path: str, node: ElementTree.Element, group: ElementTree.Element) -> None:
        """Rows are a repeat; the device adds as many as are needed."""
        place = f"{path}/{question['code']}"
        rules = {name: rule for name, rule in self.rules(question, place).items() if name == "relevant"}
        row = _sub(node, question["code"], **{"jr:template": ""})
        if rules:
            self.binds.append(_element("bind", nodeset=place, **rules))
        outer = _sub(group, "group", ref=place)
        self.label(outer, place, question["label"])
        repeat = _sub(outer, "repeat", nodeset=place)
        for column in question["columns"]:
            self.question(column, place, row, repeat)

    # --- rules

    def rules(self, question: Question, place: str) -> dict[str, str]:
        """`relevant`, `required`, `constraint` of a question."""
        found = {}
        if question.get("shown_when"):
            found["relevant"] = self.expression(question["shown_when"])
        if question.get("required"):
            found["required"] = "true()"
        elif question.get("required_when"):
            found["required"] = self.expression(question["required_when"])
        tests, sentence = constraint(question)
        if tests:
            found["constraint"] = tests
            found["jr:constraintMsg"] = self.text(f"{place}:jr:constraintMsg", {"": sentence})
        return found

    def expression(self, condition: Mapping[str, Any]) -> str:
        return expression(condition, lambda code: self.paths[code], lambda code, v: literal(self.questions[code], v))

    def appearance(self, question: Question) -> str:
        if question["type"] in LISTS or "list" in question or len(question.get("choices", ())) > _MANY:
            return SEARCHED
        return APPEARANCES.get(question["type"], "")

    # --- choices

    def offer(self, asked: ElementTree.Element, place: str, question: Question) -> None:
        if question["type"] in ("yes_no", "party_fact"):
            for value, words in (yes_and_no() if question["type"] == "yes_no" else right_or_wrong()).items():
                self.item(asked, place, value, words)
        elif question.get("choices"):
            labels = {choice["code"]: choice["label"] for choice in question["choices"]}
            for value, code in choice_values(question).items():
                self.item(asked, place, value, labels[code])
        else:
            name = question.get("list") or LISTS[question["type"]]
            self.lists.add(name)
            itemset = _sub(asked, "itemset", nodeset=f"instance('{name}')/root/item")
            _sub(itemset, "value", ref="name")
            _sub(itemset, "label", ref="label" if self.is_file(name) else "jr:itext(itextId)")

    def item(self, asked: ElementTree.Element, place: str, value: str, words: Mapping[str, str]) -> None:
        item = _sub(asked, "item")
        self.label(item, f"{place}/{value}", words)
        _sub(item, "value").text = value

    def is_file(self, name: str) -> bool:
        return name in FILES or name in self.form.lists

    def list_instance(self, name: str) -> ElementTree.Element:
        if self.is_file(name):
            return _element("instance", id=name, src=f"jr://file-csv/{name}.csv")
        instance = _element("instance", id=name)
        root = _sub(instance, "root")
        for number, (code, words) in enumerate(reference_list(name)):
            item = _sub(root, "item")
            _sub(item, "itextId").text = self.text_id(f"{name}-{number}", {"": words})
            _sub(item, "name").text = code
        return instance

    # --- words

    def meta(self) -> None:
        meta = _sub(self.data, "meta")
        _sub(meta, "instanceID")
        self.bind("/data/meta/instanceID", "string", readonly="true()", **{"jr:preload": "uid"})
        if named := self.form.named_by:
            _sub(meta, "instanceName")
            self.bind("/data/meta/instanceName", "string", calculate=self.paths[named])

    def bind(self, path: str, kind: str, **attributes: str) -> None:
        self.binds.append(_element("bind", nodeset=path, type=kind, **attributes))

    def label(self, element: ElementTree.Element, place: str, words: Mapping[str, str]) -> None:
        _sub(element, "label", ref=self.text(f"{place}:label", {"": words}))

    def hint(self, element: ElementTree.Element, place: str, question: Question) -> None:
        words = question.get("help")
        if words:
            _sub(element, "hint", ref=self.text(f"{place}:hint", {"": words}))

    def text(self, name: str, forms: dict[str, Mapping[str, str]]) -> str:
        return f"jr:itext('{self.text_id(name, forms)}')"

    def text_id(self, name: str, forms: dict[str, Mapping[str, str]]) -> str:
        self.texts[name] = forms
        return name

    def itext(self) -> ElementTree.Element:
        itext = _element("itext")
        for language in LANGUAGES:
            part = _sub(itext, "translation", lang=LANGUAGE_NAMES[language])
            if language == "fr":
                part.set("default", "true()")
            for name in sorted(self.texts):
                text = _sub(part, "text", id=name)
                for words in self.texts[name].values():
                    _sub(text, "value").text = words[language]
        return itext


def yes_and_no() -> dict[str, dict[str, str]]:
    return {"yes": every_language(lambda: _("Yes")), "no": every_language(lambda: _("No"))}


def right_or_wrong() -> dict[str, dict[str, str]]:
    return {
        "right": every_language(lambda: _("What the register says is right")),
        "wrong": every_language(lambda: _("The register must be corrected")),
    }


def reference_list(name: str) -> list[tuple[str, dict[str, str]]]:
    """(code, words) of a list of the house, in the order of the French names."""
    model = {"trades": Trade, "countries": Country}[name]
    rows = model.objects.in_use().order_by("sort_fr", "code")
    return [(row.code, {language: localized(row, "name", language) for language in LANGUAGES}) for row in rows]


def _with_unit(words: Mapping[str, str], unit: Mapping[str, str] | None) -> Mapping[str, str]:
    return words if not unit else {language: f"{words[language]} ({unit[language]})" for language in LANGUAGES}


def _element(tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.Element(tag, attributes)


def _sub(parent: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, tag, attributes)
