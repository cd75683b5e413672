"""Where people complain: anyone, with a code to their phone; what they said, what we answered, what they may do next."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artisans.documents.actions import store_document
from artisans.documents.models import Document
from artisans.documents.views import serve_document
from foundation.errors import DomainError
from foundation.time import today
from programs.applications.models import Application
from programs.complaints import actions
from programs.complaints.choices import ANSWER_DAYS, REOPEN_DAYS, ComplaintKind, EntryKind
from programs.complaints.choices import ComplaintStatus as S
from programs.complaints.forms import OwnComplaintForm, ReplyForm, TextForm
from programs.complaints.models import Complaint
from programs.complaints.workflow import COMPLAINT


@never_cache
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """How it works and how long it takes; mine; for those without an account, the phone the code is sent to."""
    if request.method == "POST":
        # 307: the browser posts the phone on to the page that sends the code.
        query = urlencode({"next": reverse("complaints:new")})
        return HttpResponse(status=307, headers={"Location": f"{reverse('account_request_login_code')}?{query}"})
    mine = list(_own(request)[:50]) if request.user.is_authenticated else []
    delays = [(kind.label, ANSWER_DAYS[kind]) for kind in ComplaintKind]
    return render(request, "portal/complaints/home.html", {"complaints": mine, "delays": delays})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Say what happened; the number and the day come at once."""
    files = Application.objects.for_applicant(request.user).submitted().select_related("call").order_by("-id")
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = OwnComplaintForm(*data, files_of_mine=files, initial={"application": request.GET.get("file", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = _send(request, form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("We have received your complaint. Keep its number."))
            return redirect("complaints:complaint", reference=made.reference)
    return render(request, "portal/complaints/new.html", {"form": form}, status=422 if form.errors else 200)


@transaction.atomic
def _send(request: HttpRequest, data: dict) -> Complaint:
    application = data.get("application")
    party = None
    if application is None:
        # Whoever acts for one party only complains for it; otherwise nobody is guessed.
        held = list(request.user.mandates.filter(until=None, party__status="active").select_related("party")[:2])
        party = held[0].party if len(held) == 1 else None
    return actions.file_complaint(
        kind=data["kind"], text=data["text"], by=request.user, application=application, party=party,
        language=(get_language() or "fr")[:2], document=_stored(request, data["document"]),
    )  # fmt: skip


@login_required
@never_cache
@require_GET
def complaint(request: HttpRequest, reference: str) -> HttpResponse:
    """Where it stands, who acts, by when; everything that was said but the notes between colleagues."""
    found = _one(request, reference)
    can_reopen = COMPLAINT.allows(found, "reopen") and found.reopened_at is None
    context = {
        "complaint": found,
        "entries": found.entries.exclude(kind=EntryKind.NOTE).select_related("document").order_by("id"),
        "waits_for_you": found.status == S.WAITING,
        "can_reopen": can_reopen and (today() - found.answered_at.date()).days <= REOPEN_DAYS,
        "can_withdraw": COMPLAINT.allows(found, "withdraw"),
        "is_late": found.is_overdue,
        "form": ReplyForm(label=_("Your reply")) if found.status == S.WAITING else None,
    }
    return render(request, "portal/complaints/complaint.html", context)


@login_required
@require_POST
def reply(request: HttpRequest, reference: str) -> HttpResponse:
    """The answer to our question."""
    found = _one(request, reference)
    form = ReplyForm(request.POST, request.FILES, label=_("Your reply"))
    if not form.is_valid():
        messages.error(request, _("Write your reply."))
        return redirect("complaints:complaint", reference=reference)
    try:
        with transaction.atomic():
            file = _stored(request, form.cleaned_data["document"])
            actions.reply_to_question(complaint=found, text=form.cleaned_data["text"], by=request.user, document=file)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Thank you. We go on with your complaint."))
    return redirect("complaints:complaint", reference=reference)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Once: why the answer does not settle it."""
    found = _one(request, reference)
    form = TextForm(request.POST or None, label=_("Why does the answer not settle it?"))
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_complaint(complaint=found, text=form.cleaned_data["text"], by=request.user)
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Your complaint is reopened. Somebody else will look at it."))
        return redirect("complaints:complaint", reference=reference)
    return render(request, "portal/complaints/reopen.html", {"complaint": found, "form": form})


@login_required
@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    found = _one(request, reference)
    try:
        actions.withdraw_complaint(complaint=found, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Your complaint is withdrawn."))
    return redirect("complaints:complaint", reference=reference)


@login_required
@require_GET
def document(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A file of one's own complaint."""
    entries = _one(request, reference).entries.exclude(kind=EntryKind.NOTE).exclude(document=None)
    return serve_document(get_object_or_404(entries.select_related("document"), pk=number).document)


def _stored(request: HttpRequest, file) -> Document | None:
    return store_document(file, by=request.user) if file else None


def _own(request: HttpRequest) -> QuerySet[Complaint]:
    rows = Complaint.objects.of_person(request.user).select_related("application__call", "party")
    return rows.order_by("-received_at", "-id")


def _one(request: HttpRequest, reference: str) -> Complaint:
    return get_object_or_404(_own(request), reference=reference)
