"""What devices sent: the list, one form as it came, taking up and setting aside."""

from collections.abc import Callable
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from accounts.audit.actions import note_access
from accounts.audit.choices import AccessKind
from foundation import crypto
from programs.budget.desk import act, enter, page, typed
from programs.field import actions
from programs.field.actions.entering import missing_files
from programs.field.actions.taking_up import may_take_up
from programs.field.filters import SubmissionFilter
from programs.field.forms import RetryForm, SetAsideForm
from programs.field.models import Device, FieldSubmission
from programs.field.reading import told_answers
from programs.field.registry import kind_of
from programs.field.tables import SubmissionTable
from programs.field.workflow import OPEN

ROWS = 50
VIEW = "programs.view_fieldsubmission"
_DONE = {
    "retry": gettext_lazy("The form was entered."),
    "draft": gettext_lazy("A draft was made of it: complete it and hand it in at the counter."),
    "set-aside": gettext_lazy("The form was set aside."),
    "reopen": gettext_lazy("The form waits to be taken up again."),
}


@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """First of all those to take up; the others by the filter."""
    if not Device.objects.filter(user=request.user).exists():
        enter(request, VIEW)
    rows = FieldSubmission.objects.for_user(request.user).select_related("device__user")
    query = request.GET if request.GET else {"status": "attention"}
    filterset = SubmissionFilter(query, queryset=rows, request=request)
    table = SubmissionTable(filterset.qs)
    table.empty_text = _("Nothing waits here. What was entered at once is found under another state.")
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return page(
        request, "programs/field/received.html", {"title": _("From the field"), "table": table, "filter": filterset}
    )


@require_safe
def submission(request: HttpRequest, reference: str) -> HttpResponse:
    found = _submission(request, reference)
    note_access(AccessKind.PAGE, target=found, by=request.user)
    kind = kind_of(found.form_id)
    form = kind.form_of(found.form_id, found.device) if kind else None
    may = may_take_up(request.user, found)
    context = {
        "title": found.reference,
        "submission": found,
        "reasons": found.reason.splitlines(),
        "answers": told_answers(crypto.decrypt_bytes(found.content), form) if found.content else [],
        "files": found.files.all(),
        "missing": missing_files(found),
        "result_url": kind.page_of(found.result) if kind and found.result else "",
        "is_open": found.status in OPEN,
        "can_take_up": may,
        "can_draft": may
        and found.form_id.startswith("application-")
        and request.user.has_perm("programs.assist_application"),
        "retry_form": RetryForm(),
        "aside_form": SetAsideForm(auto_id="id_aside_%s"),
    }
    return page(request, "programs/field/submission.html", context)


@require_POST
def step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    if step not in _DONE:
        raise Http404
    found = _submission(request, reference)
    run: dict[str, Callable[[], Any]] = {
        "retry": lambda: actions.retry_submission(submission=found, by=request.user, **typed(RetryForm, request)),
        "draft": lambda: actions.retry_submission(
            submission=found, by=request.user, as_draft=True, **typed(RetryForm, request)
        ),
        "set-aside": lambda: actions.set_aside_submission(
            submission=found, by=request.user, **typed(SetAsideForm, request)
        ),
        "reopen": lambda: actions.reopen_submission(submission=found, by=request.user),
    }
    return act(request, run[step], _DONE[step], "admin:programs_field_submission", reference)


@require_safe
def file(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The file as it came, unjudged: only ever to be saved, never shown by the browser."""
    found = get_object_or_404(_submission(request, reference).files, pk=number)
    note_access(AccessKind.DOCUMENT, target=found.submission, by=request.user)
    answer = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _submission(request: HttpRequest, reference: str) -> FieldSubmission:
    rows = FieldSubmission.objects.for_user(request.user).select_related("device__user", "party", "set_aside_by")
    return get_object_or_404(rows, reference=reference)
