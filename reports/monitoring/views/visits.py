"""Site visits on the desk: the list, one visit, planning, recording, validating."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audit.models import Event
from accounts.lists.pages import show_list
from artisans.documents.views import serve_document
from foundation.errors import DomainError
from programs.budget.desk import act, enter, page, typed
from reports.monitoring.actions import visits as actions
from reports.monitoring.forms import AskAgainForm, PlanVisitForm, ReasonForm, VisitForm
from reports.monitoring.lists import VALUES, VISITS
from reports.monitoring.models import SiteVisit
from reports.monitoring.permissions import VISIT_STEPS, visit_steps_for

_DONE = {
    "validate": gettext_lazy("The visit was validated."),
    "redo": gettext_lazy("Another visit was asked for."),
    "cancel": gettext_lazy("The visit was cancelled."),
}


@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """Visits within one's reach."""
    add = reverse("admin:reports_plan_visit") if request.user.has_perm("reports.plan_sitevisit") else ""
    return show_list(VISITS, request, add_url=add, add_words=_("Plan a visit"))


@require_safe
def values(request: HttpRequest) -> HttpResponse:
    """Every value of every indicator within one's reach, with its state."""
    return show_list(VALUES, request)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Nothing typed is lost: a refused form comes back as it was."""
    enter(request, "reports.plan_sitevisit")
    initial = {"party": request.GET.get("party", "")}
    form = PlanVisitForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.plan_visit(by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return redirect("admin:reports_visit", made.reference)
    context = {"title": _("Plan a visit"), "form": form}
    return page(request, "reports/monitoring/plan_visit.html", context, status=422 if form.errors else 200)


@require_safe
def visit(request: HttpRequest, reference: str) -> HttpResponse:
    return _visit_page(request, _visit(request, reference))


def _visit(request: HttpRequest, reference: str) -> SiteVisit:
    rows = SiteVisit.objects.for_user(request.user).select_related(
        "party__commune", "program", "visitor", "validated_by"
    )
    return get_object_or_404(rows, reference=reference)


def _visit_page(request: HttpRequest, found: SiteVisit, form: VisitForm | None = None) -> HttpResponse:
    steps = visit_steps_for(request.user, found)
    acts = Event.objects.filter(target_type="reports.sitevisit", target_id=found.pk)
    context = {
        "title": _("Visit %(reference)s") % {"reference": found.reference},
        "visit": found,
        "photos": found.photos.order_by("pk"),
        "steps": steps,
        "form": (form or VisitForm()) if "record" in steps else None,
        "again_form": AskAgainForm(auto_id="id_again_%s"),
        "cancel_form": ReasonForm(auto_id="id_cancel_%s"),
        "events": acts.select_related("actor").order_by("-id")[:20],
    }
    status = 422 if form is not None and form.errors else 200
    return page(request, "reports/monitoring/visit.html", context, status=status)


@require_POST
def record_visit(request: HttpRequest, reference: str) -> HttpResponse:
    found = _visit(request, reference)
    enter(request, VISIT_STEPS["record"])
    form = VisitForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.record_visit(visit=found, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return redirect("admin:reports_visit", reference)
    return _visit_page(request, found, form)


@require_POST
def step(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    if name not in _DONE:
        raise Http404
    found = _visit(request, reference)
    enter(request, VISIT_STEPS[name])
    run: dict[str, Callable[[], Any]] = {
        "validate": lambda: actions.validate_visit(visit=found, by=request.user),
        "redo": lambda: actions.ask_again(visit=found, by=request.user, **typed(AskAgainForm, request)),
        "cancel": lambda: actions.cancel_visit(visit=found, by=request.user, **typed(ReasonForm, request)),
    }
    return act(request, run[name], _DONE[name], "admin:reports_visit", reference)


@require_safe
def photo(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    found = _visit(request, reference)
    return serve_document(get_object_or_404(found.photos, pk=number), inline=True)
