"""The officers' pages of people's rights: requests, own data as a file, who saw what, what is kept how long."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.audit.actions import note_access
from accounts.audit.choices import AccessKind
from accounts.lists.pages import show_list
from artisans.parties.models import Party
from artisans.parties.registry import PERSONAL_DATA, DataClass
from artisans.parties.views.desk import party_or_404, refuse_unless, say, with_chrome
from artisans.privacy import actions
from artisans.privacy.choices import RequestKind
from artisans.privacy.files import data_archive
from artisans.privacy.forms import AnswerForm, DataRequestForm
from artisans.privacy.lists import ACCESSES, REQUESTS, request_rows
from artisans.privacy.models import DataRequest
from artisans.privacy.permissions import can_answer, can_ask, can_take
from artisans.privacy.queries import outdated
from artisans.privacy.workflow import DATA_REQUEST
from foundation.errors import DomainError


@require_GET
def data_requests(request: HttpRequest) -> HttpResponse:
    return show_list(REQUESTS, request)


@require_GET
def data_request(request: HttpRequest, reference: str) -> HttpResponse:
    """What is asked, by when, what stands against an erasure, and the answer."""
    found = _one(request, reference)
    note_access(AccessKind.PAGE, target=found, by=request.user, party=found.party)
    is_open = DATA_REQUEST.allows(found, "refuse")
    is_erasure = found.kind == RequestKind.ERASURE
    context = {
        "title": found.get_kind_display(),
        "data_request": found,
        "party": found.party,
        "is_active": found.party.status == "active",
        "is_erasure": is_erasure,
        "blocks": actions.erasure_blocks(found.party) if is_open and is_erasure else [],
        "form": AnswerForm(),
        "can_answer": is_open and can_answer(request.user, found),
        "is_own": is_open and found.requested_by_id == request.user.pk,
        "can_take": can_take(request.user, found.party),
    }
    return with_chrome(request, "artisans/privacy/request.html", context)


@require_POST
def answer(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    found = _one(request, reference)
    words = request.POST.get("answer", "")[:3000]
    acts = {
        "grant": lambda: actions.grant_request(request=found, answer=words, by=request.user),
        "refuse": lambda: actions.refuse_request(request=found, answer=words, by=request.user),
        "withdraw": lambda: actions.withdraw_request(request=found, by=request.user),
        "erase": lambda: actions.approve_erasure(request=found, by=request.user),
    }
    if step not in acts:
        raise Http404
    try:
        acts[step]()
    except DomainError as error:
        say(request, error)
        for reason in error.reasons:
            messages.error(request, reason)
    else:
        done = {
            "grant": _("The answer is kept and the person is told."),
            "refuse": _("The answer is kept and the person is told."),
            "withdraw": _("The request is withdrawn."),
            "erase": _("The person's data are erased. Payments and counts stay, without a name."),
        }
        messages.success(request, done[step])
    return redirect("admin:artisans_data_request", reference)


@require_http_methods(["GET", "POST"])
def new_data_request(request: HttpRequest, reference: str) -> HttpResponse:
    """Enter what a person asks at the counter or by letter."""
    party = party_or_404(request, reference)
    refuse_unless(can_ask(request.user, party))
    form = DataRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask_about_data(party=party, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The request is received. Its clock runs."))
            return redirect("admin:artisans_data_request", made.reference)
    context = {"title": _("A request about data"), "party": party, "form": form, "submit": _("Receive")}
    return with_chrome(request, "artisans/step_form.html", context)


@require_POST
def take_data(request: HttpRequest, reference: str) -> HttpResponse:
    """The person's own data as a file, on record: an officer hands it over at the counter."""
    party = party_or_404(request, reference)
    refuse_unless(can_take(request.user, party))
    actions.record_taken(party=party, by=request.user)
    return archive_response(party)


def archive_response(party: Party) -> HttpResponse:
    """The ZIP, kept by no cache on the way."""
    response = HttpResponse(data_archive(party, party.language), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="sanad-{party.reference}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def access_log(request: HttpRequest) -> HttpResponse:
    """Who saw what, for the auditor and the data protection contact."""
    return show_list(ACCESSES, request)


@require_GET
def retention(request: HttpRequest) -> HttpResponse:
    """What is kept how long and why, and what the next night would take away. Nothing happens here."""
    refuse_unless(request.user.has_perm("artisans.view_retention"))
    due = {row.label: row for row in outdated()}
    classes: dict[str, list] = {value: [] for value in DataClass.values}
    for label, rule in PERSONAL_DATA.items():
        classes[rule.data_class].append({"label": label, "rule": rule, "due": due.get(label)})
    context = {
        "title": _("What is kept, and how long"),
        "classes": [(DataClass(value).label, rows) for value, rows in classes.items() if rows],
        "total": sum(row.count for row in due.values()),
    }
    return with_chrome(request, "artisans/privacy/retention.html", context)


def _one(request: HttpRequest, reference: str) -> DataRequest:
    refuse_unless(request.user.has_perm("artisans.view_datarequest"))
    rows = request_rows(request.user).select_related("approved_by", "answered_by")
    return get_object_or_404(rows, reference=reference)
