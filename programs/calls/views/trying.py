"""A form as its applicants will meet it: on a phone, in each language, with answers that count for nothing."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.words import LANGUAGES, direction, in_language
from programs.budget.desk import page
from programs.calls import actions, questions
from programs.calls.models import FormVersion, Trial
from programs.calls.rules import Case, evaluate_rules
from programs.calls.views.common import DRAFTING, holds, tried, version_of

_NAMES = {"fr": "Français", "ar": "العربية", "en": "English"}


def _form(request: HttpRequest, number: int, language: str) -> FormVersion:
    version = version_of(request, FormVersion, number)
    if language not in LANGUAGES or not holds(request, DRAFTING, version.program):
        raise Http404
    return version


@require_http_methods(["GET", "POST"])
def trial(request: HttpRequest, number: int, language: str, section: str = "") -> HttpResponse:
    """One section as the portal shows it. What is typed is kept for this person alone, apart from every application."""
    version = _form(request, number, language)
    codes = [part["code"] for part in version.definition["sections"] if part["questions"]]
    if not codes:
        return page(request, "programs/calls/trial.html", {"title": _("Preview"), "version": version, "is_empty": True})
    section = section or codes[0]
    if section not in codes:
        raise Http404
    if request.method == "POST":
        with translation.override(language):
            saved = tried(
                request,
                lambda: actions.save_trial(
                    form=version, section=section, data=request.POST, language=language, by=request.user
                ),
            )
        if saved and not saved[1].errors:
            later = codes[codes.index(section) + 1 :]
            if later:
                return redirect("admin:programs_trial_section", version.pk, language, later[0])
            return redirect("admin:programs_trial_end", version.pk, language)
        form = saved[1] if saved else None
    else:
        form = None
    return page(
        request,
        "programs/calls/trial.html",
        _context(request, version, language, section, codes, form),
        422 if form else 200,
    )


def _context(
    request: HttpRequest, version: FormVersion, language: str, section: str, codes: list[str], form: Any
) -> dict[str, Any]:
    kept = Trial.objects.filter(form=version, person=request.user).first()
    answers = kept.answers if kept else {}
    example = {"name": "Fatima Zahra", "commune": "Asni", "trade": "Tapis", "phone": "•••• 27"}
    with translation.override(language):
        form = form or questions.section_form(version, section, language, initial=answers, facts=example)
        part = questions.section_of(version.definition, section)
        slots = [
            {
                "question": row, "label": in_language(row.get("label"), language), "help": in_language(row.get("help"), language),
                "is_required": questions.is_required(row, answers), "is_there": kept is not None and row["code"] in kept.attached,
            }
            for row in questions.upload_questions(version.definition, answers, section)
        ]  # fmt: skip
    return {
        "title": _("Preview"), "version": version, "language": language, "direction": direction(language), "languages": _NAMES.items(),
        "part": part, "part_title": in_language(part.get("title"), language), "part_intro": in_language(part.get("intro"), language),
        "form": form, "slots": slots, "codes": codes, "here": codes.index(section) + 1, "has_answers": bool(kept and kept.answers),
        "sections": [(code, in_language(questions.section_of(version.definition, code).get("title"))) for code in codes],
    }  # fmt: skip


def end(request: HttpRequest, number: int, language: str) -> HttpResponse:
    """The end of a trial: what would be missing, what the rules would say, every answer in words."""
    version = _form(request, number, language)
    kept = Trial.objects.filter(form=version, person=request.user).first()
    answers, attached = (kept.answers, kept.attached) if kept else ({}, [])
    known = questions.relevant_answers(version.definition, answers)
    findings = []
    for call in version.calls.select_related("rules", "version__program"):
        case = Case(answers=known, party=None, documents=frozenset(attached), program=call.version.program.code)
        said = [(finding.outcome, finding.words(language)) for finding in evaluate_rules(call.rules.definition, case)]
        findings.append((call, said))
    rows = [
        (in_language(row.get("label"), language), questions.in_words(row, answers.get(row["code"]), language))
        for row in questions.visible_questions(version.definition, answers)
        if row["type"] not in questions.UPLOADS
    ]
    context = {
        "title": _("End of the trial"), "version": version, "language": language, "direction": direction(language), "rows": rows,
        "languages": _NAMES.items(), "findings": findings, "kept": kept,
        "missing": questions.missing(version.definition, answers, {code: 1 for code in attached}, language),
    }  # fmt: skip
    return page(request, "programs/calls/trial_end.html", context)


@require_POST
def pretend(request: HttpRequest, number: int, language: str) -> HttpResponse:
    """A file is said to lie in a slot, or to be gone; none is sent."""
    version = _form(request, number, language)
    code, section = request.POST.get("question", ""), request.POST.get("section", "")
    if code not in {row["code"] for _part, row in questions.all_questions(version.definition)}:
        raise Http404
    tried(
        request,
        lambda: actions.pretend_file(form=version, question=code, is_there="there" in request.POST, by=request.user),
    )
    return redirect("admin:programs_trial_section", version.pk, language, section)


@require_POST
def clear(request: HttpRequest, number: int, language: str) -> HttpResponse:
    version = _form(request, number, language)
    actions.clear_trial(form=version, by=request.user)
    return redirect("admin:programs_trial", version.pk, language)
