"""Keeping what was typed: a section saved, two phones that wrote the same answer, a session that ended meanwhile."""

import base64
import json
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language

from foundation import crypto
from foundation.errors import DomainError
from foundation.time import CASABLANCA, now
from foundation.words import in_language
from programs.applications.actions import SavedSection, save_section
from programs.applications.answer_marks import Conflict, mark_of, marks_of, read_marks
from programs.applications.models import Application
from programs.applications.timeline import task_list
from programs.calls import questions
from programs.portal.deadlines import deadline_of
from programs.portal.offline import is_queued
from programs.portal.views.unconnected import offline_context

_KEPT = "portal_kept_words"
_LONGEST_KEPT = 60_000
_OURS = ("csrfmiddlewaretoken", "version", "seen", "settled", "resolves", "stay")


def typed_marks(request: HttpRequest) -> dict[str, str] | None:
    """The marks a page was shown with, brought up to date for the conflicts in which one's own answer was chosen."""
    seen = read_marks(request.POST.get("seen", ""))
    settled = read_marks(request.POST.get("settled", "")) or {}
    if seen is not None:
        seen |= {code: mark for code, mark in settled.items() if request.POST.get(f"keep-{code}") == "mine"}
    return seen


def keep_section(request: HttpRequest, application: Application, section: str) -> SavedSection:
    """Save what the page sent. Where the person chose the other phone's answer, that one stays."""
    version = request.POST.get("version", "")
    chosen = [
        key.removeprefix("keep-") for key, value in request.POST.items() if value == "theirs" and key[:5] == "keep-"
    ]
    return save_section(
        application=application, section=section, data=request.POST, by=request.user, seen=typed_marks(request),
        version=int(version) if version.isdigit() and len(version) < 10 else 0, leave=chosen,
    )  # fmt: skip


def section_marks(application: Application, section: str) -> str:
    """The marks of a section's answers, for its page."""
    codes = [row["code"] for row in questions.section_of(application.form.definition, section)["questions"]]
    return json.dumps(marks_of(application.answers, codes))


def tell_script(request: HttpRequest, application: Application, saved: SavedSection) -> JsonResponse:
    """What came of a saving, for the page's script: 409 when an answer was also changed elsewhere.

    The page gets a new mark only for answers that are now stored as it wrote them: of what others wrote it knows nothing yet.
    """
    deadline = deadline_of(application)
    seen = typed_marks(request) or {}
    for code in saved.form.fields:
        there = mark_of(application.answers.get(code))
        if code not in saved.errors and mark_of(saved.form.cleaned_data.get(code)) == there:
            seen[code] = there
    body = {
        "state": "conflict" if saved.conflicts else "saved", "version": application.version, "seen": seen,
        "at": now().astimezone(CASABLANCA).strftime("%H:%M"), "conflicts": [row.question for row in saved.conflicts],
        "errors": {code: saved.errors.get(code, "") for code in saved.form.fields},
        "is_closed": bool(deadline and deadline.is_past),
    }  # fmt: skip
    return JsonResponse(body, status=409 if saved.conflicts else 200)


def refuse_script(refusal: DomainError) -> JsonResponse:
    """A saving that was refused: its sentence."""
    return JsonResponse({"state": "refused", "sentence": refusal.message}, status=422)


@dataclass(frozen=True)
class Choice:
    """One answer written in two ways, as people read both."""

    code: str
    label: str
    mine: str
    theirs: str


def show_choices(request: HttpRequest, application: Application, part: dict, saved: SavedSection) -> HttpResponse:
    """Both answers side by side; nothing is overwritten until one is chosen. What else was typed is kept already."""
    codes = [row.question for row in saved.conflicts]
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in _OURS and not name.startswith("keep-")
    ]
    context = {
        "application": application, "part": part, "sent": sent, "seen": request.POST.get("seen", "{}"),
        "choices": [_choice(application, row) for row in saved.conflicts],
        "settled": json.dumps(marks_of(application.answers, codes)), "resolves": request.POST.get("resolves", "")[:60],
        **offline_context(request, task_list(application)),
    }  # fmt: skip
    return render(request, "portal/conflict.html", context, status=409)


def _choice(application: Application, row: Conflict) -> Choice:
    question, language = questions.question_of(application.form.definition, row.question), get_language()
    label = in_language(question.get("statement") if question["type"] == "declaration" else question["label"], language)
    return Choice(
        row.question, label, questions.in_words(question, row.mine, language), questions.in_words(question, row.theirs, language),
    )  # fmt: skip


# --- a session that ended while somebody was writing


def keep_through_sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the sign-in page. What was typed waits, encrypted, in this browser's session and is shown again after it."""
    if is_queued(request):
        return JsonResponse({"state": "signin"}, status=401)
    words: Any = request.POST.urlencode()
    if request.method == "POST" and len(words) <= _LONGEST_KEPT:
        sealed = base64.b64encode(crypto.encrypt(json.dumps({"path": request.path, "words": words}))).decode()
        request.session[_KEPT] = sealed
    return redirect_to_login(request.get_full_path())


def words_kept(request: HttpRequest) -> QueryDict | None:
    """What was typed on this page before the session ended; given back once."""
    sealed = request.session.get(_KEPT)
    if not sealed:
        return None
    kept = json.loads(crypto.decrypt(base64.b64decode(sealed)))
    if kept["path"] != request.path:
        return None
    del request.session[_KEPT]
    return QueryDict(kept["words"])
