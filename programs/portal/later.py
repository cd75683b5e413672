"""Questions that earlier sections may still call for: on the page from the start, folded away, for whoever writes without a network."""

import json
from typing import Any

from programs.applications.models import Application
from programs.calls import questions
from programs.calls.question_types import UPLOADS
from programs.catalog.conditions import questions_in
from programs.portal.queries import size_in_words


def later_questions(
    application: Application, section: str, form: questions.SectionForm, language: str
) -> dict[str, Any]:
    """For the section's page: fields and places for files whose condition does not hold now, and what is known of other sections.

    The page's script shows one when the answers that wait in the browser call for it; the server decides again when they arrive.
    """
    part = questions.section_of(application.form.definition, section)
    shown = {
        row["code"] for row in questions.upload_questions(application.form.definition, application.answers, section)
    }
    fields = questions.SectionForm(initial=application.answers, known={}, auto_id="q_%s")
    slots, asked = [], set()
    for question in part["questions"]:
        condition = question.get("shown_when")
        asked |= set(questions_in(condition))
        if not condition or question["code"] in form.fields or question["code"] in shown:
            continue
        if question["type"] in UPLOADS:
            slots.append(_slot(question, application))
        else:
            field = questions.question_field(question, language)
            field.shown_when = condition
            fields.fields[question["code"]] = field
    known = {code: value for code, value in application.answers.items() if code in asked and not _is_sealed(value)}
    return {"later_fields": fields, "later_slots": slots, "known": json.dumps(known)}


def _slot(question: questions.Question, application: Application) -> dict[str, Any]:
    _kinds, max_bytes, max_files = questions.upload_limits(question)
    return {
        "question": question, "files": [], "has_room": True, "max_files": max_files, "max_size": size_in_words(max_bytes),
        "is_photo": question["type"] == "photo", "is_required": questions.is_required(question, application.answers),
        "shown_when": json.dumps(question["shown_when"]),
    }  # fmt: skip


def _is_sealed(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("sealed:")
