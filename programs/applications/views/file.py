"""One page that tells everything about a file, and the steps taken on it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.audit.actions import note_access
from accounts.audit.choices import AccessKind
from accounts.people.desk import FILE_PANELS
from accounts.people.models import User
from artisans.documents.views import SHOWN
from artisans.parties.permissions import can_show_numbers
from artisans.parties.views.desk import with_chrome
from foundation.errors import DomainError
from foundation.masking import HIDDEN
from foundation.time import today
from foundation.words import localized
from programs.applications import actions
from programs.applications.choices import ApplicationStatus as S
from programs.applications.desk import SCREEN, file_actions, history_of
from programs.applications.forms import (
    AssignForm,
    ChangesForm,
    ConfirmForm,
    FileForm,
    IneligibleForm,
    NoteForm,
    ReasonForm,
    ReviewForm,
    TaskForm,
)
from programs.applications.models import Application
from programs.applications.permissions import may_screen
from programs.applications.queries import answer_sections, earlier_applications, latest_results, sentence_of
from programs.applications.tables import age_pill
from programs.applications.wording import event_words


@dataclass(frozen=True)
class StepPage:
    """A step with its form, the sentence that tells what will happen, the word on its button, and the verb."""

    form: type[FileForm]
    effect: str
    button: str
    run: Callable[[Application, FileForm, User], Any]


STEPS = {
    "take": StepPage(
        ConfirmForm, gettext_lazy("The file becomes yours and the applicant sees that the check has begun."), gettext_lazy("Take the file"),
        lambda file, form, user: actions.screen_application(application=file, by=user),
    ),
    "mine": StepPage(
        ConfirmForm, gettext_lazy("You become the officer of this file."), gettext_lazy("Make it mine"),
        lambda file, form, user: actions.assign_application(application=file, officer=user, by=user),
    ),
    "rules": StepPage(
        ConfirmForm, gettext_lazy("The rules look at the file and the register as they stand now."), gettext_lazy("Run the rules again"),
        lambda file, form, user: actions.run_rules(application=file, by=user),
    ),
    "changes": StepPage(
        ChangesForm, gettext_lazy("The applicant gets one message and can change only these sections. The service clock stops until they answer."),
        gettext_lazy("Request corrections"),
        lambda file, form, user: actions.request_changes(
            application=file, sections=form.cleaned_data["sections"], reason=form.cleaned_data["reason"], due_on=form.cleaned_data["due_on"], by=user
        ),
    ),
    "review": StepPage(
        ReviewForm, gettext_lazy("Reviewers without a conflict of interest get the file. You can no longer ask for corrections."), gettext_lazy("Send to review"),
        lambda file, form, user: actions.open_review(application=file, reasons=form.reasons, by=user),
    ),
    "ineligible": StepPage(
        IneligibleForm, gettext_lazy("A head of programme must countersign before the applicant learns anything."), gettext_lazy("Propose: not eligible"),
        lambda file, form, user: actions.declare_ineligible(application=file, reason=form.cleaned_data["reason"], by=user),
    ),
    "countersign": StepPage(
        ConfirmForm, gettext_lazy("The decision is published: the applicant gets a message and may appeal."), gettext_lazy("Countersign and publish"),
        lambda file, form, user: actions.countersign_ineligible(application=file, by=user),
    ),
    "return": StepPage(
        ReasonForm, gettext_lazy("The file goes back to be examined. The applicant never knew."), gettext_lazy("Send back"),
        lambda file, form, user: actions.refuse_ineligible(application=file, reason=form.cleaned_data["reason"], by=user),
    ),
    "assign": StepPage(
        AssignForm, gettext_lazy("The officer finds the file in their queue."), gettext_lazy("Give the file"),
        lambda file, form, user: actions.assign_application(application=file, officer=form.cleaned_data["officer"], by=user),
    ),
}  # fmt: skip


def file_or_404(request: HttpRequest, reference: str) -> Application:
    """The file if this member of staff may see it; a stranger cannot tell it from none."""
    if not request.user.has_perm("programs.view_application"):
        raise Http404
    files = Application.objects.for_user(request.user).select_related(
        "call__version__program",
        "form",
        "officer",
        "applicant",
        "decided_by",
        "countersigned_by",
        "party__commune__province__region",
    )
    return get_object_or_404(files, reference=reference)


@require_GET
@never_cache
def file_page(request: HttpRequest, reference: str) -> HttpResponse:
    """The person on the left, the file in the middle, the history on the right, the actions on top."""
    application = file_or_404(request, reference)
    user = request.user
    note_access(AccessKind.PAGE, target=application, by=user, party=application.party)
    revisions = list(application.revisions.select_related("submitted_by").order_by("-number"))
    earlier = revisions[1] if len(revisions) > 1 else None
    sections = answer_sections(application, compare_with=earlier)
    notes = list(application.notes.select_related("written_by"))
    context = {
        "title": application.reference,
        "application": application,
        "party": application.party,
        "call": application.call,
        "program_name": localized(application.call.version.program, "name"),
        "age": age_pill(application),
        "actions": file_actions(application, user),
        "sections": sections,
        "photo": _first_photo(sections),
        "revisions": revisions,
        "earlier": earlier,
        "results": [(result, sentence_of(result)) for result in latest_results(application)],
        "internal_notes": [note for note in notes if not note.is_visible],
        "visible_notes": [note for note in notes if note.is_visible],
        "tasks": list(application.tasks.select_related("person", "done_by").order_by("done_at", "due_on", "id")[:40]),
        "task_form": TaskForm(application=application) if user.has_perm(SCREEN) else None,
        "today": today(),
        "note_form": NoteForm(),
        "can_note": user.has_perm(SCREEN),
        "can_check": may_screen(user, application) and application.status in (S.SCREENING, S.CHANGES_REQUESTED),
        "identifiers": application.party.identifiers.filter(is_current=True).order_by("kind"),
        "phone": f"{HIDDEN}{application.party.phone_tail[-3:]}" if application.party.phone_tail else "",
        "can_show": can_show_numbers(user, application.party),
        "memberships": application.party.memberships.exclude(status="left").select_related("network"),
        "others": earlier_applications(application.party, user, but=application)[:8],
        "panels": [panel for _name, make in FILE_PANELS.items() if (panel := make(application, user)) is not None],
        "history": [{"words": event_words(event.action), "event": event} for event in history_of(application)[:60]],
    }
    return with_chrome(request, "programs/applications/file.html", context)


def _first_photo(sections: list) -> Any:
    """A picture the applicant sent, to put a face or a workshop to the file."""
    for section in sections:
        for row in section.rows:
            for document in row.documents:
                if row.type == "photo" and document.document.mime in SHOWN:
                    return document
    return None


@never_cache
def file_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Tell what will happen, ask for what is needed, do it; a refusal keeps what was typed."""
    application = file_or_404(request, reference)
    page = STEPS.get(step)
    action = next((action for action in file_actions(application, request.user) if action.code == step), None)
    if page is None or action is None:
        raise Http404
    form = page.form(request.POST or None, application=application, user=request.user)
    if request.method == "POST" and (form.is_valid() or isinstance(form, ConfirmForm)):
        try:
            page.run(application, form, request.user)
        except DomainError as error:
            form.add_error(None, error.message)
            for reason in error.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, _("Done: %(action)s") % {"action": action.label})
            return redirect("admin:programs_file", reference)
    context = {"title": action.label, "application": application, "action": action, "page": page, "form": form}
    return with_chrome(request, "programs/applications/step.html", context, status=200 if not form.errors else 422)


@require_POST
def write_note(request: HttpRequest, reference: str) -> HttpResponse:
    """Internal, or for the applicant: two buttons, never one box ticked by mistake."""
    application = file_or_404(request, reference)
    form = NoteForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    try:
        actions.note_on_application(
            application=application, text=text, is_visible=request.POST.get("to") == "applicant", by=request.user
        )
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The note is kept."))
    return redirect("admin:programs_file", reference)
