"""Documents of a file, place by place: taken once, shown, replaced, removed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from artisans.documents.actions import StorageUnavailable, store_document
from artisans.documents.views import serve_document
from foundation.errors import DomainError
from programs.applications.actions import attach_document, remove_document, replace_document
from programs.applications.idempotency import once
from programs.applications.models import Application, ApplicationDocument
from programs.applications.queries import current_documents
from programs.calls import questions
from programs.portal.offline import is_queued, queue_key
from programs.portal.queries import files_of, size_in_words


def own_file(request: HttpRequest, reference: str) -> Application:
    """The file of somebody this person acts for; anybody else's does not exist."""
    return get_object_or_404(files_of(request.user), reference=reference)


def slots_of(application: Application, section: str | None = None, only: str = "") -> list[dict]:
    """The places for documents that the answers call for, with what lies in them."""
    rows: dict[str, list[ApplicationDocument]] = {}
    for row in current_documents(application):
        rows.setdefault(row.question, []).append(row)
    slots = []
    for question in questions.upload_questions(application.form.definition, application.answers, section):
        if only and question["code"] != only:
            continue
        _kinds, max_bytes, max_files = questions.upload_limits(question)
        files = [{"row": row, "size": size_in_words(row.document.size)} for row in rows.get(question["code"], [])]
        slots.append(
            {
                "question": question, "files": files, "has_room": len(files) < max_files, "max_files": max_files,
                "max_size": size_in_words(max_bytes), "is_photo": question["type"] == "photo",
                "is_required": questions.is_required(question, application.answers),
            }
        )  # fmt: skip
    return slots


@require_POST
def upload(request: HttpRequest, reference: str, question: str) -> HttpResponse:
    """A file for one place of the form; what was wrong with it is told at that place. The same key is obeyed once."""
    if not request.user.is_authenticated:
        return JsonResponse({"state": "signin"}, status=401) if is_queued(request) else redirect_to_login(request.path)
    application = own_file(request, reference)
    if not any(row["code"] == question for _part, row in questions.all_questions(application.form.definition)):
        raise Http404
    error, status = "", 200
    if "file" not in request.FILES:
        error = _("Choose a file first.")
    else:
        asked = {"verb": "upload", "file": reference, "question": question}
        try:
            once(
                user=request.user,
                key=queue_key(request),
                request=asked,
                act=lambda: _keep(request, application, question),
            )
        except StorageUnavailable as refusal:
            error, status = refusal.message, 503
        except DomainError as refusal:
            error = refusal.message
    if not is_queued(request):
        return _after_slot(request, application, question, error)
    state = "refused" if error else "saved"
    slot = _slot_html(request, application, question, error)
    return JsonResponse(
        {"state": state, "sentence": error, "slot": slot}, status=status if status > 200 or not error else 422
    )


@transaction.atomic
def _keep(request: HttpRequest, application: Application, question: str) -> tuple[int, dict[str, Any]]:
    kinds, max_bytes, _files = questions.upload_limits(questions.question_of(application.form.definition, question))
    document = store_document(request.FILES["file"], by=request.user, allowed=kinds, max_bytes=max_bytes)
    replaced = request.POST.get("replaces", "")
    if replaced.isdigit():
        current = get_object_or_404(application.documents.filter(is_current=True, question=question), pk=replaced)
        row = replace_document(current=current, document=document, by=request.user)
    else:
        row = attach_document(application=application, question=question, document=document, by=request.user)
    return 200, {"row": row.pk}


@login_required
@require_POST
def discard(request: HttpRequest, reference: str, document: int) -> HttpResponse:
    """Take a file out of its place."""
    application = own_file(request, reference)
    row = get_object_or_404(application.documents.filter(is_current=True), pk=document)
    error = ""
    try:
        remove_document(current=row, by=request.user)
    except DomainError as refusal:
        error = refusal.message
    return _after_slot(request, application, row.question, error)


def _after_slot(request: HttpRequest, application: Application, question: str, error: str) -> HttpResponse:
    if request.htmx and (slot := _slot_html(request, application, question, error)):
        return HttpResponse(slot)
    if error:
        messages.error(request, error)
    section = next(
        part["code"] for part, row in questions.all_questions(application.form.definition) if row["code"] == question
    )
    return redirect(f"{reverse('portal:section', args=[application.reference, section])}#slot-{question}")


def _slot_html(request: HttpRequest, application: Application, question: str, error: str) -> str:
    """The place as it stands now; nothing when the answers no longer call for it."""
    slots = slots_of(application, only=question)
    context = {"application": application, "slot": slots[0] if slots else None, "error": error}
    return render_to_string("portal/slot.html", context, request) if slots else ""


@login_required
@never_cache
def document(request: HttpRequest, reference: str, document: int) -> HttpResponse:
    """One's own file back; pictures are shown, the rest is saved."""
    application = own_file(request, reference)
    row = get_object_or_404(application.documents.select_related("document"), pk=document)
    return serve_document(row.document, inline=True)
