"""Changes of a form's definition as people make them: each gives a new definition, the old one is left as it was."""

import copy
import re
from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from foundation.errors import InvalidValue
from programs.catalog import conditions

Definition = Mapping[str, Any]


def place_of(definition: Definition, code: str) -> tuple[int, int]:
    """Where a question stands: number of its section, number in it. InvalidValue if it is gone."""
    for i, section in enumerate(definition["sections"]):
        for j, question in enumerate(section["questions"]):
            if question["code"] == code:
                return i, j
    raise InvalidValue(_("This question is no longer in the form."))


def section_number(definition: Definition, code: str) -> int:
    for i, section in enumerate(definition["sections"]):
        if section["code"] == code:
            return i
    raise InvalidValue(_("This section is no longer in the form."))


def free_code(taken: set[str], wish: str) -> str:
    """A code nobody has: the wish in plain letters, with a number behind if need be."""
    base = re.sub(r"[^a-z0-9]+", "_", slugify(wish).replace("-", "_")).strip("_")[:50]
    if not base or not base[0].isalpha():
        base = f"q_{base}".strip("_")
    candidate, number = base, 2
    while candidate in taken:
        candidate, number = f"{base}_{number}", number + 1
    return candidate


def question_codes(definition: Definition) -> set[str]:
    return {question["code"] for section in definition["sections"] for question in section["questions"]}


def put_heading(definition: Definition, title: Mapping[str, str], amount_question: str) -> dict[str, Any]:
    """The title, and the question that says how much is asked for (or none)."""
    new = copy.deepcopy(dict(definition))
    new["title"] = dict(title)
    new.pop("amount_question", None)
    if amount_question:
        new["amount_question"] = amount_question
    return new


def put_section(definition: Definition, section: Mapping[str, Any], old: str = "") -> dict[str, Any]:
    """A new section at the end, or other words for one; its questions stay."""
    new = copy.deepcopy(dict(definition))
    if not old:
        new["sections"].append({**section, "questions": []})
        return new
    number = section_number(new, old)
    new["sections"][number] = {**section, "questions": new["sections"][number]["questions"]}
    return new


def move_section(definition: Definition, code: str, step: int) -> dict[str, Any]:
    new = copy.deepcopy(dict(definition))
    sections, here = new["sections"], section_number(definition, code)
    there = here + step
    if 0 <= there < len(sections):
        sections[here], sections[there] = sections[there], sections[here]
    return new


def delete_section(definition: Definition, code: str) -> dict[str, Any]:
    new = copy.deepcopy(dict(definition))
    del new["sections"][section_number(new, code)]
    return new


def put_question(definition: Definition, section: str, question: Mapping[str, Any], old: str = "") -> dict[str, Any]:
    """A new question at the end of a section, or the new state of one; conditions follow a changed code."""
    new = copy.deepcopy(dict(definition))
    target = section_number(new, section)
    if old:
        i, j = place_of(new, old)
        if i == target:
            new["sections"][i]["questions"][j] = dict(question)
        else:
            del new["sections"][i]["questions"][j]
            new["sections"][target]["questions"].append(dict(question))
        if question["code"] != old:
            _rename(new, old, question["code"])
    else:
        new["sections"][target]["questions"].append(dict(question))
    return new


def move_question(definition: Definition, code: str, step: int) -> dict[str, Any]:
    """One place up or down; past the end of a section, into the next."""
    new = copy.deepcopy(dict(definition))
    sections = new["sections"]
    i, j = place_of(new, code)
    row = sections[i]["questions"].pop(j)
    if 0 <= j + step <= len(sections[i]["questions"]):
        sections[i]["questions"].insert(j + step, row)
    elif step < 0 and i > 0:
        sections[i - 1]["questions"].append(row)
    elif step > 0 and i + 1 < len(sections):
        sections[i + 1]["questions"].insert(0, row)
    else:
        sections[i]["questions"].insert(j, row)
    return new


def duplicate_question(definition: Definition, code: str) -> tuple[dict[str, Any], str]:
    """A copy below the original, and its code."""
    new = copy.deepcopy(dict(definition))
    i, j = place_of(new, code)
    row = copy.deepcopy(new["sections"][i]["questions"][j])
    row["code"] = free_code(question_codes(new), code)
    new["sections"][i]["questions"].insert(j + 1, row)
    return new, row["code"]


def delete_question(definition: Definition, code: str) -> dict[str, Any]:
    new = copy.deepcopy(dict(definition))
    i, j = place_of(new, code)
    del new["sections"][i]["questions"][j]
    if new.get("amount_question") == code:
        del new["amount_question"]
    return new


def dependents(definition: Definition, codes: set[str]) -> list[Mapping[str, Any]]:
    """Questions outside `codes` whose conditions look at one of them."""
    return [
        question
        for section in definition["sections"]
        for question in section["questions"]
        if question["code"] not in codes
        and any(
            other in codes
            for key in ("shown_when", "required_when")
            for other in conditions.questions_in(question.get(key))
        )
    ]


def _rename(definition: dict[str, Any], old: str, new: str) -> None:
    if definition.get("amount_question") == old:
        definition["amount_question"] = new
    for section in definition["sections"]:
        for question in section["questions"]:
            for key in ("shown_when", "required_when"):
                _rename_in(question.get(key), old, new)


def _rename_in(condition: Any, old: str, new: str) -> None:
    if not condition:
        return
    for part in (*condition.get("all", ()), *condition.get("any", ())):
        _rename_in(part, old, new)
    _rename_in(condition.get("not"), old, new)
    if condition.get("question") == old:
        condition["question"] = new
