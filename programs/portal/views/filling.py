"""From "apply" to "sent": whom for, the task list, one section a page, documents, the last look, sending."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from artisans.documents.actions import store_document
from artisans.documents.views import serve_document
from artisans.parties.actions import give_consent
from artisans.parties.choices import ConsentPurpose
from foundation.errors import DomainError
from foundation.time import now
from programs.applications.actions import (
    ApplicationIsIncomplete,
    attach_document,
    remove_document,
    replace_document,
    resubmit_application,
    save_section,
    start_application,
    submit_application,
)
from programs.applications.choices import ApplicationStatus as S
from programs.applications.models import Application, ApplicationDocument
from programs.applications.queries import (
    answer_sections,
    check_rules,
    consent_is_current,
    current_documents,
    missing_in,
    settings_of,
)
from programs.applications.timeline import task_list
from programs.applications.workflow import EDITABLE
from programs.calls import questions
from programs.calls.models import Call
from programs.calls.queries import is_open
from programs.portal.forms import SubmitForm
from programs.portal.queries import files_of, parties_of, size_in_words


def own_file(request: HttpRequest, reference: str) -> Application:
    """The file of somebody this person acts for; anybody else's does not exist."""
    return get_object_or_404(files_of(request.user), reference=reference)


@login_required
@never_cache
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """For whom? With one possible party the file is begun at once; with none, one first says who applies."""
    call = get_object_or_404(Call.objects.public().select_related("version__program"), code=code)
    parties = [party for party in parties_of(request.user) if call.audience in ("any", party.kind)]
    if request.method == "POST":
        party = next((party for party in parties if party.reference == request.POST.get("party")), None)
        if party is None and len(parties) == 1:
            party = parties[0]
        if party is not None:
            try:
                application = start_application(
                    call=call, party=party, by=request.user, language=get_language() or "fr"
                )
            except DomainError as refusal:
                messages.error(request, refusal.message)
                return redirect("portal:call", code=call.code)
            return redirect("portal:file", reference=application.reference)
    if not is_open(call, now()):
        messages.warning(request, _("This call is not open."))
        return redirect("portal:call", code=call.code)
    if not parties:
        return redirect(f"{reverse('portal:applicant')}?call={call.code}")
    return render(request, "portal/apply.html", {"call": call, "parties": parties})


def show_tasks(request: HttpRequest, application: Application) -> HttpResponse:
    """The sections of a file that can still be written, and what is missing, in one place."""
    tasks = task_list(application, get_language())
    done = sum(task.state == "done" for task in tasks)
    missing = missing_in(application, get_language())
    return render(
        request,
        "portal/tasks.html",
        {
            "application": application,
            "tasks": tasks,
            "done": done,
            "missing": missing,
            "is_correction": application.status == S.CHANGES_REQUESTED,
        },
    )


@login_required
@never_cache
def section(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    """One section. Saved when a field is left and every ten seconds; without JavaScript, by the button."""
    application = own_file(request, reference)
    part = _open_section(application, section)
    if request.method == "POST":
        return _save(request, application, part)
    form = questions.section_form(application.form, section, get_language() or "fr", initial=application.answers)
    return _show_section(request, application, part, form)


def _open_section(application: Application, code: str) -> dict:
    try:
        part = questions.section_of(application.form.definition, code)
    except KeyError as error:
        raise Http404 from error
    is_locked = application.status not in EDITABLE or (
        application.status == S.CHANGES_REQUESTED and code not in application.unlocked_sections
    )
    if is_locked:
        raise Http404
    return part


def _save(request: HttpRequest, application: Application, part: dict) -> HttpResponse:
    version = int(request.POST.get("version") or 0) if request.POST.get("version", "0").isdigit() else 0
    try:
        saved = save_section(
            application=application, section=part["code"], data=request.POST, version=version, by=request.user
        )
    except DomainError as refusal:
        if request.htmx:
            return render(request, "portal/save_sign.html", {"state": "failed", "sentence": refusal.message})
        messages.error(request, refusal.message)
        return redirect("portal:section", reference=application.reference, section=part["code"])
    form = questions.section_form(
        application.form, part["code"], get_language() or "fr", request.POST, saved.application.answers
    )
    form.is_valid()
    if request.htmx:
        context = {"state": "saved", "at": now(), "application": saved.application, "form": form}
        return render(request, "portal/save_sign.html", context)
    if saved.errors:
        return _show_section(request, saved.application, part, form, status=422)
    if "stay" in request.POST:
        messages.success(request, _("Saved."))
        return redirect("portal:section", reference=application.reference, section=part["code"])
    following = _next_section(saved.application, part["code"])
    if following:
        return redirect("portal:section", reference=application.reference, section=following)
    return redirect("portal:file", reference=application.reference)


def _next_section(application: Application, code: str) -> str:
    """The section after this one that may be written; nothing after the last."""
    codes = [task.section for task in task_list(application) if task.state != "locked"]
    later = codes[codes.index(code) + 1 :]
    return later[0] if later else ""


def _show_section(request: HttpRequest, application: Application, part: dict, form, status: int = 200) -> HttpResponse:
    tasks = task_list(application, get_language())
    here = next(number for number, task in enumerate(tasks) if task.section == part["code"])
    context = {
        "application": application, "part": part, "form": form, "tasks": tasks, "number": here + 1,
        "slots": _slots(application, part["code"]), "is_correction": application.status == S.CHANGES_REQUESTED,
    }  # fmt: skip
    return render(request, "portal/section.html", context, status=status)


def _slots(application: Application, section: str | None = None, only: str = "") -> list[dict]:
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


@login_required
@require_POST
def upload(request: HttpRequest, reference: str, question: str) -> HttpResponse:
    """A file for one place of the form; what was wrong with it is told at that place."""
    application = own_file(request, reference)
    error = ""
    if "file" not in request.FILES:
        error = _("Choose a file first.")
    else:
        try:
            _keep(request, application, question)
        except DomainError as refusal:
            error = refusal.message
    return _after_slot(request, application, question, error)


@transaction.atomic
def _keep(request: HttpRequest, application: Application, question: str) -> None:
    kinds, max_bytes, _files = questions.upload_limits(questions.question_of(application.form.definition, question))
    document = store_document(request.FILES["file"], by=request.user, allowed=kinds, max_bytes=max_bytes)
    replaced = request.POST.get("replaces", "")
    if replaced.isdigit():
        current = get_object_or_404(application.documents.filter(is_current=True, question=question), pk=replaced)
        replace_document(current=current, document=document, by=request.user)
    else:
        attach_document(application=application, question=question, document=document, by=request.user)


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
    if request.htmx:
        slots = _slots(application, only=question)
        if slots:
            return render(request, "portal/slot.html", {"application": application, "slot": slots[0], "error": error})
    if error:
        messages.error(request, error)
    section = next(
        part["code"] for part, row in questions.all_questions(application.form.definition) if row["code"] == question
    )
    return redirect(f"{reverse('portal:section', args=[application.reference, section])}#slot-{question}")


@login_required
@never_cache
def document(request: HttpRequest, reference: str, document: int) -> HttpResponse:
    """One's own file back; pictures are shown, the rest is saved."""
    application = own_file(request, reference)
    row = get_object_or_404(application.documents.select_related("document"), pk=document)
    return serve_document(row.document, inline=True)


@login_required
@never_cache
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """The last look before sending: every answer, what is missing, what the rules say, the notice; then send, once."""
    application = own_file(request, reference)
    if application.status not in EDITABLE:
        return redirect(
            "portal:receipt" if application.submitted_at else "portal:file", reference=application.reference
        )
    needs_consent = not consent_is_current(application)
    form = SubmitForm(request.POST if request.method == "POST" else None) if needs_consent else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            _send(request, application, needs_consent)
        except ApplicationIsIncomplete as refusal:
            messages.error(request, refusal.message)
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            return redirect("portal:receipt", reference=application.reference)
        application = own_file(request, reference)
    context = {
        "application": application, "sections": answer_sections(application, get_language()), "form": form,
        "missing": missing_in(application, get_language()), "findings": check_rules(application),
        "is_correction": application.status == S.CHANGES_REQUESTED,
    }  # fmt: skip
    return render(request, "portal/review.html", context)


@transaction.atomic
def _send(request: HttpRequest, application: Application, needs_consent: bool) -> None:
    if needs_consent:
        give_consent(
            party=application.party, purpose=ConsentPurpose.PROGRAMME, notice_version=settings_of(application)["consent_notice"],
            channel="portal", by=request.user, language=get_language() or "fr",
        )  # fmt: skip
    send = resubmit_application if application.status == S.CHANGES_REQUESTED else submit_application
    send(application=application, by=request.user)
