"""From "apply" to "sent": whom for, the task list, one section a page, documents, the last look, sending."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from artisans.parties.actions import give_consent
from artisans.parties.choices import ConsentPurpose
from foundation.errors import DomainError
from foundation.time import database_now, now
from programs.applications.actions import (
    resubmit_application,
    start_application,
    submit_application,
)
from programs.applications.choices import ApplicationStatus as S
from programs.applications.models import Application
from programs.applications.queries import (
    answer_sections,
    check_rules,
    consent_is_current,
    missing_in,
    settings_of,
)
from programs.applications.timeline import Task, task_list
from programs.applications.workflow import EDITABLE
from programs.calls import questions
from programs.calls.facts import show_facts
from programs.calls.models import Call
from programs.calls.queries import is_open, takes_codes
from programs.portal.deadlines import deadline_of
from programs.portal.forms import SubmitForm
from programs.portal.later import later_questions
from programs.portal.offline import is_queued
from programs.portal.queries import parties_of
from programs.portal.views.papers import own_file, slots_of
from programs.portal.views.saving import (
    keep_section,
    keep_through_sign_in,
    refuse_script,
    section_marks,
    show_choices,
    tell_script,
    words_kept,
)
from programs.portal.views.unconnected import offline_context, with_pages


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
                    call=call, party=party, by=request.user, language=get_language() or "fr",
                    access_code=request.POST.get("access_code", "")[:40],
                )  # fmt: skip
            except DomainError as refusal:
                messages.error(request, refusal.message)
                if takes_codes(call, now()):
                    return redirect("portal:apply", code=call.code)
                return redirect("portal:call", code=call.code)
            return redirect("portal:file", reference=application.reference)
    if not is_open(call, now()) and not takes_codes(call, now()):
        messages.warning(request, _("This call is not open."))
        return redirect("portal:call", code=call.code)
    if not parties:
        return redirect(f"{reverse('portal:applicant')}?call={call.code}")
    context = {"call": call, "parties": parties, "needs_code": takes_codes(call, now())}
    return render(request, "portal/apply.html", context)


def show_tasks(request: HttpRequest, application: Application) -> HttpResponse:
    """The sections of a file that can still be written, and what is missing, in one place."""
    tasks = task_list(application, get_language())
    done = sum(task.state == "done" for task in tasks)
    missing = missing_in(application, get_language())
    answer = render(
        request,
        "portal/tasks.html",
        {
            "application": application,
            "tasks": tasks,
            "done": done,
            "missing": missing,
            "is_correction": application.status == S.CHANGES_REQUESTED,
            "deadline": deadline_of(application),
            **offline_context(request, tasks),
        },
    )
    return with_pages(request, answer)


@never_cache
def section(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    """One section. The page's script saves as one writes, from a queue that outlives the network; without it, the button does."""
    if not request.user.is_authenticated:
        return keep_through_sign_in(request)
    application = own_file(request, reference)
    part = _open_section(application, section)
    if request.method == "POST":
        return _save(request, application, part)
    kept = words_kept(request)
    form = questions.section_form(application.form, section, get_language() or "fr", kept, application.answers)
    return _show_section(request, application, part, form, kept=kept)


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
    try:
        saved = keep_section(request, application, part["code"])
    except DomainError as refusal:
        if is_queued(request):
            return refuse_script(refusal)
        messages.error(request, refusal.message)
        return redirect("portal:section", reference=application.reference, section=part["code"])
    if is_queued(request):
        return tell_script(request, saved.application, saved)
    if saved.conflicts:
        return show_choices(request, saved.application, part, saved)
    if saved.errors:
        form = questions.section_form(
            application.form, part["code"], get_language() or "fr", request.POST, saved.application.answers
        )
        return _show_section(request, saved.application, part, form, status=422)
    if "stay" in request.POST:
        messages.success(request, _("Saved."))
        return redirect("portal:section", reference=application.reference, section=part["code"])
    following = _next_section(saved.application, part["code"])
    if following:
        return redirect("portal:section", reference=application.reference, section=following)
    return redirect("portal:file", reference=application.reference)


def _next_section(application: Application, code: str) -> str:
    return _after(task_list(application), code)


def _after(tasks: list[Task], code: str) -> str:
    """The section after this one that may be written; nothing after the last."""
    codes = [task.section for task in tasks if task.state != "locked"]
    later = codes[codes.index(code) + 1 :]
    return later[0] if later else ""


def _show_section(
    request: HttpRequest, application: Application, part: dict, form, status: int = 200, kept: QueryDict | None = None
) -> HttpResponse:
    show_facts(form, application.party, get_language())
    tasks = task_list(application, get_language())
    here = next(number for number, task in enumerate(tasks) if task.section == part["code"])
    context = {
        "application": application, "part": part, "form": form, "tasks": tasks, "number": here + 1,
        "slots": slots_of(application, part["code"]), "is_correction": application.status == S.CHANGES_REQUESTED,
        "seen": kept.get("seen", "{}") if kept else section_marks(application, part["code"]), "kept": kept,
        "next_section": _after(tasks, part["code"]), "deadline": deadline_of(application),
        **later_questions(application, part["code"], form, get_language() or "fr"), **offline_context(request, tasks),
    }  # fmt: skip
    return with_pages(request, render(request, "portal/section.html", context, status=status))


@login_required
@never_cache
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """The last look before sending: every answer, what is missing, what the rules say, the notice; then send, once."""
    application = own_file(request, reference)
    if application.status not in EDITABLE:
        there = "portal:receipt" if application.submitted_at else "portal:file"
        return _sent(request, reverse(there, args=[application.reference]))
    needs_consent = not consent_is_current(application)
    form = SubmitForm(request.POST if request.method == "POST" else None) if needs_consent else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            _send(request, application, needs_consent)
        except DomainError as refusal:
            if is_queued(request):
                return refuse_script(refusal)
            messages.error(request, refusal.message)
        else:
            return _sent(request, reverse("portal:receipt", args=[application.reference]))
        application = own_file(request, reference)
    elif request.method == "POST" and is_queued(request):
        return refuse_script(
            DomainError(_("Agree to the handling of personal data before handing the application in."))
        )
    tasks = task_list(application, get_language())
    context = {
        "application": application, "sections": answer_sections(application, get_language()), "form": form,
        "missing": missing_in(application, get_language()), "findings": check_rules(application),
        "is_correction": application.status == S.CHANGES_REQUESTED, "deadline": deadline_of(application),
        **offline_context(request, tasks),
    }  # fmt: skip
    return with_pages(request, render(request, "portal/review.html", context))


def _sent(request: HttpRequest, address: str) -> HttpResponse:
    return JsonResponse({"state": "received", "to": address}) if is_queued(request) else redirect(address)


@transaction.atomic
def _send(request: HttpRequest, application: Application, needs_consent: bool) -> None:
    received_at = database_now()  # before any lock: whoever arrives in time and has to wait is still in time
    if needs_consent:
        give_consent(
            party=application.party, purpose=ConsentPurpose.PROGRAMME, notice_version=settings_of(application)["consent_notice"],
            channel="portal", by=request.user, language=get_language() or "fr",
        )  # fmt: skip
    if application.status == S.CHANGES_REQUESTED:
        resubmit_application(application=application, by=request.user)
    else:
        submit_application(application=application, by=request.user, received_at=received_at)
