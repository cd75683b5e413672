"""The form composer: one page for the whole, one for each section and question. Works with links and buttons alone."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from foundation.errors import DomainError
from foundation.words import in_language
from programs.budget.desk import page
from programs.calls import actions, editing
from programs.calls.actions.versions import PUBLISHING
from programs.calls.faults import Fault, faults_of
from programs.calls.forms.composing import HeadingForm, QuestionForm, SectionForm
from programs.calls.forms.conditions import condition_in_words
from programs.calls.models import FormVersion
from programs.calls.question_words import TYPE_WORDS
from programs.calls.views.common import DRAFTING, holds, revision_in, tried, version_of


@require_GET
def composer(request: HttpRequest, number: int) -> HttpResponse:
    """The whole form: sections, questions with their marks, and what is still missing, each with its way there."""
    version = version_of(request, FormVersion, number)
    definition = version.definition
    faults = faults_of(version) if version.published_at is None else []
    known = {row["code"]: row for part in definition["sections"] for row in part["questions"]}
    sections = [
        {
            "part": part,
            "faults": [fault for fault in faults if fault.section == part["code"] and not fault.row],
            "rows": [_overview(row, known, faults) for row in part["questions"]],
        }
        for part in definition["sections"]
    ]
    context = {
        "title": in_language(definition.get("title")) or str(version),
        "version": version,
        "sections": sections,
        "faults": faults,
        "calls": version.calls.all(),
        "is_draft": version.published_at is None,
        "can_draft": holds(request, DRAFTING, version.program),
        "can_publish": holds(request, PUBLISHING[FormVersion], version.program),
    }
    return page(request, "programs/calls/composer.html", context)


def _overview(row: Mapping[str, Any], known: Mapping[str, Any], faults: list[Fault]) -> dict[str, Any]:
    marks = []
    if row.get("required"):
        marks.append(_("Required"))
    if row.get("required_when"):
        marks.append(_("Required when %(condition)s") % {"condition": condition_in_words(row["required_when"], known)})
    if row.get("shown_when"):
        marks.append(_("Shown when %(condition)s") % {"condition": condition_in_words(row["shown_when"], known)})
    if row.get("personal"):
        marks.append(_("Personal data"))
    if row.get("hidden_from_reviewers"):
        marks.append(_("Hidden from reviewers"))
    return {
        "row": row,
        "label": in_language(row.get("label")) or row["code"],
        "type": TYPE_WORDS[row["type"]][0],
        "marks": marks,
        "faults": [fault for fault in faults if fault.row == row["code"]],
    }


def _draft(request: HttpRequest, number: int) -> FormVersion:
    """A draft this person may write; anything else is not there."""
    version = version_of(request, FormVersion, number)
    if version.published_at is not None or not holds(request, DRAFTING, version.program):
        raise Http404
    return version


def _save(
    request: HttpRequest, version: FormVersion, change: Callable[[], dict[str, Any]], done: Any = ""
) -> FormVersion | None:
    return tried(
        request,
        lambda: actions.save_form_draft(
            version=version, definition=change(), by=request.user, revision=revision_in(request)
        ),
        done,
    )


@require_http_methods(["GET", "POST"])
def heading(request: HttpRequest, number: int) -> HttpResponse:
    version = _draft(request, number)
    form = HeadingForm(request.POST or None, definition=version.definition)
    _tell_faults(form, version, "", "")
    if request.method == "POST" and form.is_valid():
        change = lambda: editing.put_heading(version.definition, form.title, form.cleaned_data["amount_question"])  # noqa: E731
        if _save(request, version, change, _("Saved.")):
            return redirect("admin:programs_composer", version.pk)
    return page(
        request, "programs/calls/section.html", {"title": _("Title of the form"), "version": version, "form": form}
    )


@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, number: int, code: str = "") -> HttpResponse:
    """A new section, or one that is there."""
    version = _draft(request, number)
    part = None
    if code:
        part = next((row for row in version.definition["sections"] if row["code"] == code), None)
        if part is None:
            raise Http404
    form = SectionForm(request.POST or None, definition=version.definition, section=part)
    _tell_faults(form, version, code, "")
    if request.method == "POST" and form.is_valid():
        change = lambda: editing.put_section(version.definition, form.as_section(), code)  # noqa: E731
        if _save(request, version, change, _("Saved.")):
            return redirect("admin:programs_composer", version.pk)
    title = _("Section “%(name)s”") % {"name": in_language(part.get("title"))} if part else _("New section")
    return page(request, "programs/calls/section.html", {"title": title, "version": version, "form": form})


@require_http_methods(["GET", "POST"])
def question_new(request: HttpRequest, number: int, section: str) -> HttpResponse:
    """First the type, then the question."""
    version = _draft(request, number)
    if section not in {part["code"] for part in version.definition["sections"]}:
        raise Http404
    kind = request.GET.get("type", "")
    if kind not in TYPE_WORDS:
        types = [(name, *words) for name, words in TYPE_WORDS.items()]
        return page(
            request,
            "programs/calls/types.html",
            {"title": _("Which question?"), "version": version, "section": section, "types": types},
        )
    return _question(request, version, kind, section, None)


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, number: int, code: str) -> HttpResponse:
    version = _draft(request, number)
    for part in version.definition["sections"]:
        for row in part["questions"]:
            if row["code"] == code:
                return _question(request, version, row["type"], part["code"], row)
    raise Http404


def _question(
    request: HttpRequest, version: FormVersion, kind: str, section: str, row: Mapping[str, Any] | None
) -> HttpResponse:
    form = QuestionForm(request.POST or None, definition=version.definition, kind=kind, section=section, question=row)
    old = row["code"] if row else ""
    _tell_faults(form, version, section, old)
    status = 200
    if request.method == "POST" and form.is_valid():
        written = form.as_question()
        change = lambda: editing.put_question(version.definition, form.cleaned_data["section"], written, old)  # noqa: E731
        saved = _save(request, version, change)
        if saved:
            lacking = [fault.words for fault in faults_of(saved) if fault.row == written["code"]]
            if lacking:
                messages.warning(request, _("Saved. Still missing: %(faults)s") % {"faults": " ".join(lacking)})
                return redirect("admin:programs_question", version.pk, written["code"])
            messages.success(request, _("Saved."))
            return redirect("admin:programs_composer", version.pk)
        status = 409
    elif request.method == "POST":
        status = 422
    context = {
        "title": in_language(row.get("label")) or old if row else _("New question"), "subtitle": TYPE_WORDS[kind][0],
        "version": version, "form": form, "old": old,
    }  # fmt: skip
    return page(request, "programs/calls/question.html", context, status=status)


def _tell_faults(form: Any, version: FormVersion, section: str, row: str) -> None:
    """What is missing stands at its field, before anything is sent."""
    if form.is_bound or not (section or row or isinstance(form, HeadingForm)):
        return
    for fault in faults_of(version):
        if (fault.section, fault.row) != (section, row):
            continue
        names = (
            fault.field,
            f"{fault.field}_0_question",
            f"{fault.field.rpartition('_')[0]}_0_code",
            f"{fault.field}_0_code",
        )
        name = next((name for name in names if name in form.fields), None)
        if name:
            field = form.fields[name]
            field.help_text = format_html('<span class="field-error">{}</span> {}', fault.words, field.help_text or "")


@require_POST
def change(request: HttpRequest, number: int, step: str) -> HttpResponse:
    """Move, duplicate, publish, throw away: a button each."""
    version = version_of(request, FormVersion, number)
    row, part = request.POST.get("question", ""), request.POST.get("section", "")
    definition = version.definition
    moves: dict[str, Callable[[], dict[str, Any]]] = {
        "up": lambda: editing.move_question(definition, row, -1),
        "down": lambda: editing.move_question(definition, row, 1),
        "section-up": lambda: editing.move_section(definition, part, -1),
        "section-down": lambda: editing.move_section(definition, part, 1),
        "duplicate": lambda: editing.duplicate_question(definition, row)[0],
    }
    if step in moves:
        _save(request, version, moves[step])
    elif step == "publish":
        tried(
            request,
            lambda: actions.publish_draft(version=version, by=request.user, revision=revision_in(request)),
            _("The form is published. It never changes again."),
        )
    elif step == "discard":
        if tried(
            request, lambda: actions.discard_draft(version=version, by=request.user), _("The draft is thrown away.")
        ):
            return redirect("admin:programs_calls")
    else:
        raise Http404
    return redirect("admin:programs_composer", number)


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, number: int, what: str, code: str) -> HttpResponse:
    """Asks before a question or a section goes, and says what looks at it."""
    version = _draft(request, number)
    definition = version.definition
    try:
        if what == "question":
            i, j = editing.place_of(definition, code)
            thing, gone = definition["sections"][i]["questions"][j].get("label"), {code}
        elif what == "section":
            part = definition["sections"][editing.section_number(definition, code)]
            thing, gone = part.get("title"), {row["code"] for row in part["questions"]}
        else:
            raise Http404
    except DomainError as error:
        raise Http404 from error
    if request.method == "POST":
        remove = editing.delete_question if what == "question" else editing.delete_section
        _save(request, version, lambda: remove(definition, code), _("Deleted."))
        return redirect("admin:programs_composer", version.pk)
    context = {
        "title": _("Delete “%(name)s”?") % {"name": in_language(thing) or code}, "version": version, "what": what,
        "questions": len(gone) if what == "section" else 0,
        "dependents": [in_language(row.get("label")) or row["code"] for row in editing.dependents(definition, gone)],
    }  # fmt: skip
    return page(request, "programs/calls/delete.html", context)
