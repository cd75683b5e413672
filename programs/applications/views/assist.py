"""At the counter: an officer enters a file for somebody who is present and agreed. Section by section, as on the portal."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from artisans.documents.actions import store_document
from artisans.documents.views import serve_document
from artisans.parties.actions import give_consent
from artisans.parties.choices import ConsentPurpose
from artisans.parties.models import Party
from artisans.parties.queries import search_parties
from artisans.parties.views.desk import refuse_unless, with_chrome
from foundation.errors import DomainError
from foundation.references import normalise_reference
from foundation.time import now
from programs.applications import actions
from programs.applications.forms import AssistForm
from programs.applications.models import Application
from programs.applications.queries import current_documents, drafts_at_counter, missing_in
from programs.applications.timeline import task_list
from programs.calls import questions
from programs.calls.facts import show_facts
from programs.calls.queries import open_calls

ASSIST = "programs.assist_application"


@never_cache
def assist(request: HttpRequest) -> HttpResponse:
    """For whom and for which call; below, the files this officer has begun and not handed in."""
    refuse_unless(request.user.has_perm(ASSIST))
    form = AssistForm(
        request.POST or None,
        calls=open_calls(now()),
        parties=lambda text: _parties(request, text),
        initial={"party": request.GET.get("party", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            application = _start(form, request)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return redirect("admin:programs_assist_file", application.reference)
    context = {
        "title": _("Enter a file at the counter"),
        "form": form,
        "drafts": drafts_at_counter(request.user).select_related("party", "call"),
    }
    return with_chrome(request, "programs/applications/assist.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _start(form: AssistForm, request: HttpRequest) -> Application:
    """The consent and the file stand or fall together."""
    call, party, channel = form.cleaned_data["call"], form.cleaned_data["party"], form.cleaned_data["channel"]
    application = actions.start_application(call=call, party=party, by=request.user, channel=channel)
    if application.applicant_id != request.user.pk or application.channel != channel:
        raise DomainError(_("This beneficiary has already begun a file for this call."))
    give_consent(
        party=party,
        purpose=ConsentPurpose.PROGRAMME,
        notice_version=call.version.settings["consent_notice"],
        channel="counter",
        by=request.user,
    )
    return application


def _parties(request: HttpRequest, text: str) -> list[Party]:
    if reference := normalise_reference(text):
        return list(Party.objects.for_user(request.user).active().filter(reference=reference))
    return search_parties(text, request.user, limit=5)


def _draft(request: HttpRequest, reference: str) -> Application:
    refuse_unless(request.user.has_perm(ASSIST))
    files = drafts_at_counter(request.user).select_related("call__version__program", "form", "party")
    return get_object_or_404(files, reference=reference)


@never_cache
def assist_file(request: HttpRequest, reference: str) -> HttpResponse:
    """The sections, what is missing, and handing in."""
    application = _draft(request, reference)
    if request.method == "POST":
        try:
            actions.submit_application(application=application, by=request.user)
        except DomainError as error:
            messages.error(request, " ".join([error.message, *error.reasons]))
        else:
            messages.success(
                request,
                _("The file was handed in under the number %(reference)s; the person gets a receipt.")
                % {"reference": reference},
            )
            return redirect("admin:programs_queue")
    context = {
        "title": application.reference,
        "application": application,
        "tasks": task_list(application, get_language()),
        "missing": missing_in(application),
    }
    return with_chrome(request, "programs/applications/assist_file.html", context)


@never_cache
def assist_section(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    """One section: what is valid is kept, what is not is told beside its field."""
    application = _draft(request, reference)
    language = get_language() or "fr"
    try:
        part = questions.section_of(application.form.definition, section)
    except KeyError as error:
        raise Http404 from error
    form = questions.section_form(application.form, section, language, initial=application.answers)
    if request.method == "POST":
        given = request.POST.get("version", "")
        version = int(given) if given.isdigit() else 0
        try:
            saved = actions.save_section(
                application=application, section=section, data=request.POST, version=version, by=request.user
            )
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("admin:programs_assist_section", reference, section)
        if not saved.errors:
            return redirect("admin:programs_assist_file", reference)
        application = saved.application
        form = questions.section_form(application.form, section, language, request.POST, application.answers)
        form.is_valid()
    show_facts(form, application.party, language)
    files: dict[str, list] = {}
    for row in current_documents(application):
        files.setdefault(row.question, []).append(row)
    slots = [
        (question, files.get(question["code"], []))
        for question in questions.upload_questions(application.form.definition, application.answers, section)
    ]
    context = {"title": "", "application": application, "part": part, "form": form, "slots": slots}
    return with_chrome(
        request, "programs/applications/assist_section.html", context, status=422 if form.errors else 200
    )


@require_POST
def assist_upload(request: HttpRequest, reference: str, question: str) -> HttpResponse:
    """A paper photographed at the counter, into its place."""
    application = _draft(request, reference)
    try:
        asked = questions.question_of(application.form.definition, question)
    except KeyError as error:
        raise Http404 from error
    section = next(
        part["code"] for part, row in questions.all_questions(application.form.definition) if row["code"] == question
    )
    if "file" not in request.FILES:
        messages.error(request, _("Choose a file first."))
    else:
        kinds, max_bytes, _files = questions.upload_limits(asked)
        try:
            with transaction.atomic():
                document = store_document(request.FILES["file"], by=request.user, allowed=kinds, max_bytes=max_bytes)
                actions.attach_document(application=application, question=question, document=document, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
    return redirect(f"{reverse('admin:programs_assist_section', args=[reference, section])}#slot-{question}")


@require_POST
def assist_discard(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    application = _draft(request, reference)
    row = get_object_or_404(application.documents.filter(is_current=True), pk=number)
    section = next(
        (part["code"] for part, q in questions.all_questions(application.form.definition) if q["code"] == row.question),
        "",
    )
    try:
        actions.remove_document(current=row, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("admin:programs_assist_section", reference, section)


@never_cache
def assist_document(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """What was attached, back to the officer who attached it."""
    application = _draft(request, reference)
    row = get_object_or_404(application.documents.select_related("document"), pk=number)
    return serve_document(row.document, inline=True)
