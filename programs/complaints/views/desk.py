"""The officers' pages of complaints: the list, one complaint, and the steps taken on it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.audit.actions import note_access
from accounts.audit.choices import AccessKind
from accounts.lists.pages import show_list
from accounts.people.models import User
from artisans.documents.actions import store_document
from artisans.documents.views import serve_document
from artisans.parties.models import Party
from artisans.parties.views.desk import refuse_unless, with_chrome
from foundation.errors import DomainError
from foundation.formats import format_date
from foundation.references import normalise_reference
from programs.applications.models import Application
from programs.complaints import actions
from programs.complaints.choices import ComplaintStatus as S
from programs.complaints.forms import AnswerForm, DeskComplaintForm, HandlerForm, SortForm, TextForm
from programs.complaints.lists import COMPLAINTS
from programs.complaints.models import Complaint
from programs.complaints.permissions import is_concerned, may_answer, may_assign
from programs.complaints.queries import complaint_rows, handlers_for
from programs.complaints.workflow import COMPLAINT

ENTER = "programs.enter_complaint"


@dataclass(frozen=True)
class Step:
    """One thing that can be done: its words, what will happen, its form, and when it is offered."""

    label: str
    effect: str
    form: Callable[..., forms.Form]
    run: Callable[[Complaint, forms.Form, User], Any]
    offered: Callable[[Complaint, User], bool]
    is_primary: bool = False


def _is_mine(complaint: Complaint, user: User) -> bool:
    return complaint.handler_id == user.pk and may_answer(user, complaint)


STEPS: dict[str, Step] = {
    "assign": Step(
        gettext_lazy("Give to somebody"), gettext_lazy("The person finds it among their complaints. People it is about are not offered."),
        lambda data, complaint: HandlerForm(data, people=handlers_for(complaint)),
        lambda complaint, form, user: actions.assign_complaint(complaint=complaint, handler=form.cleaned_data["handler"], by=user),
        lambda complaint, user: complaint.status not in (S.RESOLVED, S.CLOSED) and may_assign(user, complaint),
    ),
    "mine": Step(
        gettext_lazy("Take it"), gettext_lazy("You answer for it from here on."), lambda data, complaint: forms.Form(data),
        lambda complaint, form, user: actions.assign_complaint(complaint=complaint, handler=user, by=user),
        lambda complaint, user: complaint.status not in (S.RESOLVED, S.CLOSED) and complaint.handler_id != user.pk and may_answer(user, complaint),
    ),
    "begin": Step(
        gettext_lazy("Begin to examine"), gettext_lazy("The person sees that it is being examined."), lambda data, complaint: forms.Form(data),
        lambda complaint, form, user: actions.begin_complaint(complaint=complaint, by=user),
        lambda complaint, user: COMPLAINT.allows(complaint, "begin") and _is_mine(complaint, user), is_primary=True,
    ),
    "answer": Step(
        gettext_lazy("Answer"), gettext_lazy("The person is told at once and may reopen the complaint once within thirty days."),
        lambda data, complaint: AnswerForm(data),
        lambda complaint, form, user: actions.answer_complaint(complaint=complaint, by=user, **form.cleaned_data),
        lambda complaint, user: COMPLAINT.allows(complaint, "answer") and _is_mine(complaint, user), is_primary=True,
    ),
    "ask": Step(
        gettext_lazy("Ask the person"), gettext_lazy("The clock stands still until they reply, thirty days at most."),
        lambda data, complaint: TextForm(data, label=_("Your question")),
        lambda complaint, form, user: actions.ask_person(complaint=complaint, text=form.cleaned_data["text"], by=user),
        lambda complaint, user: COMPLAINT.allows(complaint, "ask") and _is_mine(complaint, user),
    ),
    "reply": Step(
        gettext_lazy("Enter their reply"), gettext_lazy("What the person told you on the phone or at the counter; the clock goes on."),
        lambda data, complaint: TextForm(data, label=_("Their reply")),
        lambda complaint, form, user: actions.reply_to_question(complaint=complaint, text=form.cleaned_data["text"], by=user),
        lambda complaint, user: complaint.status == S.WAITING and _is_mine(complaint, user),
    ),
    "sort": Step(
        gettext_lazy("Sort"), gettext_lazy("About what, which programme, and whom it names."), lambda data, complaint: SortForm(data, complaint=complaint),
        lambda complaint, form, user: actions.sort_complaint(complaint=complaint, by=user, **form.cleaned_data),
        lambda complaint, user: complaint.status not in (S.RESOLVED, S.CLOSED) and may_assign(user, complaint),
    ),
    "reopen": Step(
        gettext_lazy("Reopen for the person"), gettext_lazy("Once only: somebody else than who answered takes it up."),
        lambda data, complaint: TextForm(data, label=_("Why the answer does not settle it")),
        lambda complaint, form, user: actions.reopen_complaint(complaint=complaint, text=form.cleaned_data["text"], by=user),
        lambda complaint, user: complaint.status == S.RESOLVED and complaint.reopened_at is None and complaint.complainant_id is None and user.has_perm(ENTER),
    ),
    "withdraw": Step(
        gettext_lazy("Withdraw for the person"), gettext_lazy("The person no longer wants an answer."), lambda data, complaint: forms.Form(data),
        lambda complaint, form, user: actions.withdraw_complaint(complaint=complaint, by=user),
        lambda complaint, user: COMPLAINT.allows(complaint, "withdraw") and complaint.complainant_id is None and user.has_perm(ENTER),
    ),
    "note": Step(
        gettext_lazy("Write a note"), gettext_lazy("Between colleagues: the person never sees it."), lambda data, complaint: TextForm(data, label=_("Note")),
        lambda complaint, form, user: actions.note_on_complaint(complaint=complaint, text=form.cleaned_data["text"], by=user),
        lambda complaint, user: may_answer(user, complaint) or may_assign(user, complaint),
    ),
}  # fmt: skip


@require_GET
def complaints(request: HttpRequest) -> HttpResponse:
    """Those due first; filtered, kept and taken away like every list."""
    return show_list(COMPLAINTS, request, "programs/complaints/list.html", can_enter=request.user.has_perm(ENTER))


@require_GET
@never_cache
def complaint(request: HttpRequest, reference: str) -> HttpResponse:
    """What was said, by whom and when; the clock; what can be done now."""
    found = _one(request, reference)
    note_access(AccessKind.PAGE, target=found, by=request.user, party=found.party)
    context = {
        "title": found.get_kind_display(),
        "complaint": found,
        "entries": list(found.entries.select_related("written_by", "document")),
        "steps": [(code, step) for code, step in STEPS.items() if step.offered(found, request.user)],
        "is_concerned": is_concerned(request.user, found),
        "sees_file": found.application is not None
        and Application.objects.for_user(request.user).filter(pk=found.application_id).exists(),
        "sees_party": found.party is not None
        and Party.objects.for_user(request.user).filter(pk=found.party_id).exists(),
    }
    return with_chrome(request, "programs/complaints/page.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Tell what will happen, ask for what is needed, do it; a refusal keeps what was typed."""
    found = _one(request, reference)
    chosen = STEPS.get(code)
    if chosen is None:
        raise Http404
    if not chosen.offered(found, request.user):
        messages.error(request, _("This is not possible now."))
        return redirect("admin:programs_complaint", reference)
    form = chosen.form(request.POST if request.method == "POST" else None, found)
    if request.method == "POST" and form.is_valid():
        try:
            chosen.run(found, form, request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Done: %(action)s") % {"action": chosen.label})
            return redirect("admin:programs_complaint", reference)
    context = {"title": chosen.label, "complaint": found, "step": chosen, "form": form}
    return with_chrome(request, "programs/complaints/step.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """For somebody at the counter, on the phone or by letter: the same number, clock and answer as on the portal."""
    refuse_unless(request.user.has_perm(ENTER))
    form = DeskComplaintForm(
        request.POST or None, request.FILES or None, initial={"about": request.GET.get("about", "")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _enter(request, dict(form.cleaned_data))
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            words = _("Received under the number %(reference)s; answer due by %(day)s.")
            messages.success(request, words % {"reference": made.reference, "day": format_date(made.due_on)})
            if Complaint.objects.for_user(request.user).filter(pk=made.pk).exists() and request.user.has_perm(
                "programs.view_complaint"
            ):
                return redirect("admin:programs_complaint", made.reference)
            return redirect("admin:index")
    context = {"title": _("Enter a complaint"), "form": form}
    return with_chrome(request, "programs/complaints/enter.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _enter(request: HttpRequest, data: dict[str, Any]) -> Complaint:
    about, file = data.pop("about"), data.pop("document")
    application = party = None
    if about.strip():
        reference = normalise_reference(about) or ""
        application = Application.objects.for_user(request.user).filter(reference=reference).first()
        party = (
            None if application else Party.objects.for_user(request.user).active().filter(reference=reference).first()
        )
        if application is None and party is None:
            raise DomainError(_("No file and no beneficiary of yours has this reference."))
    document = store_document(file, by=request.user) if file else None
    return actions.file_complaint(by=request.user, application=application, party=party, document=document, **data)


@require_GET
def document(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A file that came with an entry."""
    found = _one(request, reference)
    entry = get_object_or_404(found.entries.exclude(document=None).select_related("document"), pk=number)
    note_access(AccessKind.DOCUMENT, target=entry.document, by=request.user, party=found.party)
    return serve_document(entry.document, inline=request.GET.get("show") == "1")


def _one(request: HttpRequest, reference: str) -> Complaint:
    refuse_unless(request.user.has_perm("programs.view_complaint"))
    rows = complaint_rows(request.user).select_related(
        "party", "application__call", "complainant", "handler", "against", "answered_by", "received_by"
    )
    return get_object_or_404(rows, reference=reference)
