"""The desk of export results: declared for an exporter, sent for confirmation, answered, corrected."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.lists.pages import show_list
from artisans.parties.models import Party
from foundation.errors import DomainError
from foundation.time import today
from markets.intelligence import actions
from markets.intelligence.forms import AmendForm, AnswerForm, ResultForm
from markets.intelligence.models import ExportResult
from markets.intelligence.permissions import can_record_answer, may_handle
from markets.intelligence.queries import confirmed_results
from markets.intelligence.workflow import RESULT
from markets.lists import RESULTS
from programs.budget.desk import enter, page
from programs.catalog.models import Program

READING = ("markets.view_exportresult",)
OWN_SHARE = gettext_lazy("the exporter")


@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """Results within reach, by state, with what counts today."""
    return show_list(RESULTS, request, "markets/staff/results.html", headline=confirmed_results(today()))


@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, reference: str) -> HttpResponse:
    """A result of one exporter, written down by an officer."""
    enter(request, "markets.add_exportresult")
    party = get_object_or_404(
        Party.objects.for_user(request.user).active().filter(exporter__isnull=False), reference=reference
    )
    form = ResultForm(request.POST if request.method == "POST" else None, programs=Program.objects.all())
    if request.method == "POST" and form.is_valid():
        found = declare_from(form, party, request.user)
        if found is not None:
            messages.success(request, _("The result is declared. Look at it, then send it to the exporter."))
            return redirect("admin:markets_result", found.reference)
    return page(
        request, "markets/staff/declare.html", {"title": _("Declare an export result"), "party": party, "form": form}
    )


@require_http_methods(["GET", "POST"])
def result(request: HttpRequest, reference: str) -> HttpResponse:
    """One result with its band and shares, and the steps that are possible now, each with its form."""
    enter(request, *READING)
    found = get_object_or_404(
        ExportResult.objects.for_user(request.user).select_related(
            "party__commune", "program", "destination", "family", "declared_by", "sent_by", "answered_by"
        ),
        reference=reference,
    )
    forms = _forms(request, found)
    if request.method == "POST":
        step = request.POST.get("step", "")
        if step not in forms:
            raise Http404
        form = forms[step]
        if (form is None or form.is_valid()) and _take(request, found, step, form):
            return redirect("admin:markets_result", reference)
    context = {
        "title": _("Result %(reference)s") % {"reference": found.reference},
        "result": found,
        "shares": found.shares.select_related("program"),
        "forms": forms,
        "waits_for_other": RESULT.allows(found, "confirm")
        and request.user.has_perm("markets.confirm_exportresult")
        and not can_record_answer(request.user, found),
    }
    return page(request, "markets/staff/result.html", context)


def declare_from(form: ResultForm, party: Party, by) -> ExportResult | None:
    """The declaration, or None with the refusal on the form."""
    facts = form.facts
    try:
        return actions.declare_result(party=party, shares=form.shares(facts["program"], str(OWN_SHARE)), by=by, **facts)
    except DomainError as error:
        form.add_error(None, error.message)
        return None


def _forms(request: HttpRequest, found: ExportResult) -> dict[str, Any]:
    """The steps this person may take now; None where a step needs no words."""
    handles, answers = may_handle(request.user, found), can_record_answer(request.user, found)
    offered: dict[str, Any] = {}
    if handles and RESULT.allows(found, "send"):
        offered["send"] = None
    if answers and RESULT.allows(found, "confirm"):
        how = _("How did the confirmation come?")
        offered["confirm"] = lambda data: AnswerForm(data, label=how, auto_id="confirm_%s")
        offered["dispute"] = lambda data: AnswerForm(
            data, label=_("What is not right, and how was it told?"), auto_id="dispute_%s"
        )
    if handles and RESULT.allows(found, "give_up"):
        offered["give_up"] = None
    if handles and RESULT.allows(found, "amend"):
        offered["amend"] = lambda data: AmendForm(data, initial=_as_typed(found), auto_id="amend_%s")
    sent = request.POST.get("step") if request.method == "POST" else None
    return {step: make(request.POST if step == sent else None) if make else None for step, make in offered.items()}


def _as_typed(found: ExportResult) -> dict[str, Any]:
    ours = {row.program_id: row for row in found.shares.all() if row.program_id}
    rest = [row for row in found.shares.all() if not row.program_id]
    program = ours.get(found.program_id)
    own, *others = [*rest, None, None][:2]
    other = others[0] if others else None
    return {
        "amount": found.amount, "without_low": found.without_low, "without_high": found.without_high,
        "share_program": program.percent if program else 0, "share_own": own.percent if own else 0,
        "share_other": other.percent if other else None, "other_label": other.label if other else "",
    }  # fmt: skip


def _take(request: HttpRequest, found: ExportResult, step: str, form) -> bool:
    run, done = STEPS[step]
    try:
        run(found, form, request.user)
    except DomainError as error:
        if form is None:
            messages.error(request, error.message)
        else:
            form.add_error(None, error.message)
        return False
    messages.success(request, done)
    return True


STEPS: dict[str, tuple[Callable[..., Any], Any]] = {
    "send": (
        lambda found, form, by: actions.ask_beneficiary(result=found, by=by),
        gettext_lazy("The exporter is asked to confirm; nothing changes until then."),
    ),
    "confirm": (
        lambda found, form, by: actions.confirm_result(result=found, by=by, answer=form.cleaned_data["answer"]),
        gettext_lazy("The result is confirmed and counts."),
    ),
    "dispute": (
        lambda found, form, by: actions.dispute_result(result=found, by=by, answer=form.cleaned_data["answer"]),
        gettext_lazy("The result is disputed: it does not count."),
    ),
    "give_up": (
        lambda found, form, by: actions.give_up_result(result=found, by=by),
        gettext_lazy("It is written down that nobody answered: the result does not count."),
    ),
    "amend": (
        lambda found, form, by: actions.amend_result(
            result=found, reason=form.cleaned_data["reason"], shares=form.shares(found.program, str(OWN_SHARE)), by=by,
            **form.figures,
        ),
        gettext_lazy("The result is corrected: send it again."),
    ),
}  # fmt: skip
