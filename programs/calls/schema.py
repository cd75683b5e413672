"""What forms, rule sets and rubrics must hold before they are published. Each problem is a sentence naming its place.

Form      {"title": words, "amount_question": code?, "origin": words, "sections": [{"code", "title", "intro"?,
          "questions": [question]}]}; a question is described in `programs/calls/questions.py`.
Rules     {"origin": words, "rules": [{"code", "kind", "parameters", "on_fail": "fail" | "manual", "sentences":
          {"pass": words, "fail": words, "manual": words}, "ask"?: question}]}; kinds in `programs/calls/rules.py`.
Rubric    {"origin": words, "scale": {"min": 0, "max": 5}, "criteria": [{"code", "name", "help"?, "weight"}]};
          weights add up to 100; a review's total is sum(weight × (score − min) / (max − min)).
`words` is {"fr", "ar", "en"}, all three filled.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from foundation.errors import InvalidValue
from foundation.schemas import CODE, WORDS, at, problems, repeated
from programs.calls.choices import Outcome
from programs.calls.compound_types import IDENTIFIER_KINDS
from programs.calls.question_types import COLUMN_TYPES, QUESTION_TYPES, UPLOADS
from programs.catalog import conditions

_CHOICES: dict[str, Any] = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "properties": {"code": {"type": "string", "minLength": 1, "maxLength": 60}, "label": WORDS},
        "required": ["code", "label"],
        "additionalProperties": False,
    },
}
_COLUMN: dict[str, Any] = {
    "type": "object",
    "properties": {
        "code": CODE,
        "type": {"enum": list(COLUMN_TYPES)},
        "label": WORDS,
        "unit": WORDS,
        "required": {"type": "boolean"},
        "choices": _CHOICES,
        "min": {"type": ["number", "string"]},
        "max": {"type": ["number", "string"]},
    },
    "required": ["code", "type", "label"],
    "additionalProperties": False,
}
QUESTION: dict[str, Any] = {
    "type": "object",
    "properties": {
        "code": CODE,
        "type": {"enum": list(QUESTION_TYPES)},
        "label": WORDS,
        "help": WORDS,
        "example": WORDS,
        "unit": WORDS,
        "statement": WORDS,
        "required": {"type": "boolean"},
        "required_when": conditions.SCHEMA,
        "shown_when": conditions.SCHEMA,
        "personal": {"type": "boolean"},
        "hidden_from_reviewers": {"type": "boolean"},
        "min": {"type": ["number", "string"]},
        "max": {"type": ["number", "string"]},
        "max_bytes": {"type": "integer", "minimum": 1024, "maximum": 20 * 1024 * 1024},
        "max_files": {"type": "integer", "minimum": 1, "maximum": 12},
        "accept": {"type": "array", "minItems": 1, "items": {"enum": ["pdf", "jpeg", "png", "heic", "webp"]}},
        "choices": _CHOICES,
        "columns": {"type": "array", "minItems": 1, "maxItems": 8, "items": _COLUMN},
        "kind": {"enum": list(IDENTIFIER_KINDS)},
        "fact": {"enum": ["name", "name_other", "commune", "category", "trade", "legal_form", "phone"]},
    },
    "required": ["code", "type", "label"],
    "additionalProperties": False,
}
FORM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "title": WORDS,
        "origin": WORDS,
        "amount_question": CODE,
        "sections": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {
                    "code": CODE,
                    "title": WORDS,
                    "intro": WORDS,
                    "questions": {"type": "array", "minItems": 1, "items": QUESTION},
                },
                "required": ["code", "title", "questions"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["title", "origin", "sections"],
    "additionalProperties": False,
}
DRAFT_FORM: dict[str, Any] = {
    "type": "object",
    "required": ["sections"],
    "properties": {
        "sections": {
            "type": "array",
            "maxItems": 40,
            "items": {
                "type": "object",
                "required": ["code", "questions"],
                "properties": {
                    "code": CODE,
                    "questions": {
                        "type": "array",
                        "maxItems": 150,
                        "items": {
                            "type": "object",
                            "required": ["code", "type"],
                            "properties": {"code": CODE, "type": {"enum": list(QUESTION_TYPES)}},
                        },
                    },
                },
            },
        }
    },
}
RULES: dict[str, Any] = {
    "type": "object",
    "properties": {
        "origin": WORDS,
        "rules": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "code": CODE,
                    "kind": CODE,
                    "parameters": {"type": "object"},
                    "on_fail": {"enum": [Outcome.FAIL.value, Outcome.MANUAL.value]},
                    "sentences": {
                        "type": "object",
                        "properties": {outcome: WORDS for outcome in Outcome.values},
                        "required": list(Outcome.values),
                        "additionalProperties": False,
                    },
                    "ask": QUESTION,
                },
                "required": ["code", "kind", "parameters", "sentences"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["origin", "rules"],
    "additionalProperties": False,
}
RUBRIC: dict[str, Any] = {
    "type": "object",
    "properties": {
        "origin": WORDS,
        "scale": {
            "type": "object",
            "properties": {"min": {"type": "integer"}, "max": {"type": "integer"}},
            "required": ["min", "max"],
            "additionalProperties": False,
        },
        "criteria": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {
                    "code": CODE,
                    "name": WORDS,
                    "help": WORDS,
                    "weight": {"type": "number", "exclusiveMinimum": 0},
                },
                "required": ["code", "name", "weight"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["origin", "scale", "criteria"],
    "additionalProperties": False,
}
MOST_SCREENER_QUESTIONS = 5


class DefinitionIsWrong(InvalidValue):
    """`reasons` has one sentence per problem, each naming its place."""

    code = "definition_wrong"


def form_problems(definition: Mapping[str, Any]) -> list[str]:
    """What keeps this form from being published."""
    found = problems(FORM, definition)
    if found:
        return found
    placed = list(_placed(definition))
    types = {question["code"]: question["type"] for _place, question in placed}
    for code in repeated(question["code"] for _place, question in placed):
        found.append(at(["sections"], _("The question “%(code)s” occurs twice.") % {"code": code}))
    for code in repeated(section["code"] for section in definition["sections"]):
        found.append(at(["sections"], _("The section “%(code)s” occurs twice.") % {"code": code}))
    earlier: set[str] = set()
    for place, question in placed:
        found += [at(place, sentence) for sentence in question_problems(question)]
        for key in ("shown_when", "required_when"):
            for other in conditions.questions_in(question.get(key)):
                if other not in types:
                    found.append(at([*place, key], _("There is no question “%(code)s”.") % {"code": other}))
                elif other not in earlier:
                    found.append(at([*place, key], _("“%(code)s” comes later in the form.") % {"code": other}))
        earlier.add(question["code"])
    amount = definition.get("amount_question")
    if amount and types.get(amount) != "money":
        found.append(at(["amount_question"], _("“%(code)s” is not a question about an amount.") % {"code": amount}))
    return found


def question_problems(question: Mapping[str, Any]) -> list[str]:
    """What is wrong with one question by itself."""
    found = []
    kind = question["type"]
    if kind in {"choice", "choices"} and "choices" not in question:
        found.append(_("A question with choices needs them."))
    if kind == "declaration" and "statement" not in question:
        found.append(_("A declaration needs its statement."))
    if kind not in UPLOADS and {"accept", "max_bytes", "max_files"} & set(question):
        found.append(_("Only documents and photos have files."))
    needed = {"table": "columns", "identifier": "kind", "party_fact": "fact"}.get(kind)
    if needed and needed not in question:
        found.append(_("Missing: %(names)s.") % {"names": needed})
    for code in repeated(column["code"] for column in question.get("columns", ())):
        found.append(_("The column “%(code)s” occurs twice.") % {"code": code})
    for code in repeated(choice["code"] for choice in question.get("choices", ())):
        found.append(_("The choice “%(code)s” occurs twice.") % {"code": code})
    return found


def rules_problems(definition: Mapping[str, Any], kinds: Mapping[str, Any]) -> list[str]:
    """What keeps these rules from being published. `kinds` is the registered catalogue: name → parameter schema."""
    found = problems(RULES, definition)
    if found:
        return found
    rules = definition["rules"]
    for code in repeated(rule["code"] for rule in rules):
        found.append(at(["rules"], _("The rule “%(code)s” occurs twice.") % {"code": code}))
    for number, rule in enumerate(rules):
        if rule["kind"] not in kinds:
            found.append(
                at(["rules", number, "kind"], _("There is no kind of rule “%(code)s”.") % {"code": rule["kind"]})
            )
            continue
        found += [f"rules[{number}].parameters.{text}" for text in problems(kinds[rule["kind"]], rule["parameters"])]
        if "ask" in rule:
            found += [at(["rules", number, "ask"], sentence) for sentence in question_problems(rule["ask"])]
    if sum("ask" in rule for rule in rules) > MOST_SCREENER_QUESTIONS:
        found.append(
            at(
                ["rules"],
                _("At most %(number)s questions are asked before an application.")
                % {"number": MOST_SCREENER_QUESTIONS},
            )
        )
    return found


def rubric_problems(definition: Mapping[str, Any]) -> list[str]:
    """What keeps this rubric from being published."""
    found = problems(RUBRIC, definition)
    if found:
        return found
    for code in repeated(criterion["code"] for criterion in definition["criteria"]):
        found.append(at(["criteria"], _("The criterion “%(code)s” occurs twice.") % {"code": code}))
    if sum(Decimal(str(criterion["weight"])) for criterion in definition["criteria"]) != 100:
        found.append(at(["criteria"], _("The weights must add up to 100.")))
    if definition["scale"]["max"] <= definition["scale"]["min"]:
        found.append(at(["scale"], _("The largest score must be above the smallest.")))
    return found


def draft_problems(model: str, definition: Any) -> list[str]:
    """What even an unfinished draft must hold, so that pages can show it; `model` is formversion, ruleset or rubric."""
    if model == "formversion":
        return problems(DRAFT_FORM, definition)
    rows = "rules" if model == "ruleset" else "criteria"
    row = {"type": "object", "required": ["code"], "properties": {"code": CODE}}
    return problems(
        {
            "type": "object",
            "required": [rows],
            "properties": {rows: {"type": "array", "maxItems": 60, "items": row}},
        },
        definition,
    )


def refuse(reasons: list[str]) -> None:
    """Raises DefinitionIsWrong if there are reasons."""
    if reasons:
        raise DefinitionIsWrong(_("This definition cannot be published."), reasons=reasons)


def _placed(definition: Mapping[str, Any]) -> Iterator[tuple[list[Any], Mapping[str, Any]]]:
    for i, section in enumerate(definition["sections"]):
        for j, question in enumerate(section["questions"]):
            yield ["sections", i, "questions", j], question
