"""Enrolments: the list, one beneficiary's plan, and the steps from award to enrolment."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from foundation.errors import DomainError
from foundation.words import in_language
from programs.applications.models import Application
from programs.budget.desk import act, enter, page, typed
from programs.budget.permissions import may
from programs.enrolments import actions
from programs.enrolments.choices import EnrolmentStatus
from programs.enrolments.filters import EnrolmentFilterSet
from programs.enrolments.forms import (
    DeliveryForm,
    DiagnosticForm,
    InteractionForm,
    PauseForm,
    ReasonForm,
    SignedForm,
)
from programs.enrolments.models import Enrolment, SupportItem
from programs.enrolments.queries import with_progress
from programs.enrolments.tables import EnrolmentTable
from programs.enrolments.workflow import ENROLMENT, SUPPORT

ROWS = 50


@require_GET
def enrolments(request: HttpRequest) -> HttpResponse:
    enter(request, "programs.view_enrolment")
    rows = with_progress(Enrolment.objects.for_user(request.user)).select_related("party", "application__call")
    filterset = EnrolmentFilterSet(request.GET, queryset=rows)
    table = EnrolmentTable(filterset.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return page(
        request, "programs/enrolments/list.html", {"title": _("Enrolments"), "table": table, "filter": filterset}
    )


@require_GET
def enrolment(request: HttpRequest, reference: str) -> HttpResponse:
    """The agreement, the support plan, sessions attended, the diagnostic, visits."""
    enter(request, "programs.view_enrolment")
    found = _enrolment(request, reference)
    held = {
        name: may(request.user, f"programs.{name}", program=found.program, area=found.area)
        for name in ("change_enrolment", "record_support", "exit_enrolment")
    }
    items = list(
        found.support_items.select_related("session", "delivered_by", "verified_by", "handover").order_by(
            "planned_on", "id"
        )
    )
    context = {
        "title": str(found.party),
        "enrolment": found,
        "agreement": getattr(found.application, "agreement", None),
        "grant": getattr(found, "grant", None),
        "items": [_item_view(item, request, held["record_support"]) for item in items],
        "delivered": sum(item.status in ("delivered", "verified") for item in items),
        "attendances": found.attendances.select_related("session").order_by("session__held_on"),
        "axes": _axes(found),
        "interactions": found.interactions.select_related("recorded_by")[:20],
        "allows": {step.name: ENROLMENT.allows(found, step.name) for step in ENROLMENT.steps},
        "held": held,
        "pause_form": PauseForm(),
        "interaction_form": InteractionForm(),
        "diagnostic_form": _diagnostic_form(found) if found.version.settings["diagnostic"] else None,
        "is_live": found.status in (EnrolmentStatus.ENROLLED, EnrolmentStatus.ACTIVE, EnrolmentStatus.PAUSED),
    }
    return page(request, "programs/enrolments/enrolment.html", context)


@require_POST
def enrolment_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    enter(request, "programs.view_enrolment")
    found = _enrolment(request, reference)
    if step not in STEPS:
        raise Http404
    run, done = STEPS[step]
    return act(request, lambda: run(request, found), done, "admin:programs_enrolment", reference)


@require_POST
def support_step(request: HttpRequest, reference: str, number: int, step: str) -> HttpResponse:
    enter(request, "programs.record_support")
    found = _enrolment(request, reference)
    item = get_object_or_404(found.support_items, pk=number)
    if step not in SUPPORT_STEPS:
        raise Http404
    run, done = SUPPORT_STEPS[step]
    return act(request, lambda: run(request, item), done, "admin:programs_enrolment", reference)


@require_POST
def award_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """From the file page: the agreement, then the enrolment."""
    enter(request, "programs.enrol_application")
    application = get_object_or_404(Application.objects.for_user(request.user), reference=reference)
    back = request.POST.get("back", "")
    try:
        if step == "enrol":
            made = actions.enrol(application=application, by=request.user)
            messages.success(request, _("The beneficiary is enrolled."))
            return redirect("admin:programs_enrolment", made.reference)
        run, done = AWARD_STEPS[step]
        run(request, application)
        messages.success(request, done)
    except KeyError as error:
        raise Http404 from error
    except DomainError as error:
        messages.error(request, " ".join([error.message, *error.reasons]))
    # Only an address inside the officers' house is followed.
    return redirect(back if back.startswith("/admin/") else "admin:index")


def _enrolment(request: HttpRequest, reference: str) -> Enrolment:
    rows = Enrolment.objects.for_user(request.user).select_related(
        "party__commune__province", "application__call", "version", "cohort"
    )
    return get_object_or_404(rows, reference=reference)


def _item_view(item: SupportItem, request: HttpRequest, may_record: bool) -> dict[str, Any]:
    return {
        "row": item,
        "can_deliver": may_record and SUPPORT.allows(item, "deliver"),
        "can_verify": may_record and SUPPORT.allows(item, "verify") and item.delivered_by_id != request.user.pk,
        "waits_for_other": may_record and SUPPORT.allows(item, "verify") and item.delivered_by_id == request.user.pk,
        "can_cancel": may_record and SUPPORT.allows(item, "cancel"),
    }


def _axes(found: Enrolment) -> list[dict[str, Any]]:
    """Each axis of the grid with its score on entry, midway and on exit."""
    scores = {row.moment: row.scores for row in found.diagnostics.all()}
    if not scores:
        return []
    return [
        {
            "label": in_language(axis["name"]),
            **{moment: scores.get(moment, {}).get(axis["code"]) for moment in ("entry", "mid", "exit")},
        }
        for axis in found.version.settings["diagnostic"]
    ]


def _diagnostic_form(found: Enrolment, data: Any = None) -> DiagnosticForm:
    settings = found.version.settings
    axes = [(axis["code"], in_language(axis["name"])) for axis in settings["diagnostic"]]
    return DiagnosticForm(data, axes=axes, scale=settings["diagnostic_scale"])


def _diagnose(request: HttpRequest, found: Enrolment) -> None:
    form = _diagnostic_form(found, request.POST)
    if not form.is_valid():
        raise DomainError(_("Give each axis a whole score."))
    actions.record_diagnostic(enrolment=found, moment=form.cleaned_data["moment"], scores=form.scores, by=request.user)


def _deliver(request: HttpRequest, item: SupportItem) -> None:
    data = typed(DeliveryForm, request)
    handover = None
    if data["description"]:
        handover = actions.Handover(
            description=data["description"], value=data["value"] or 0, serial_number=data["serial_number"]
        )
    actions.deliver_support(
        item=item, by=request.user, delivered_on=data["delivered_on"], value=data["value"], handover=handover
    )


def _agreement(application: Application):
    return get_object_or_404(type(application).agreement.related.related_model, application=application)


STEPS: dict[str, tuple[Callable[[HttpRequest, Enrolment], Any], Any]] = {
    "start": (lambda request, found: actions.start_enrolment(enrolment=found, by=request.user), gettext_lazy("The enrolment is active.")),
    "pause": (lambda request, found: actions.pause_enrolment(enrolment=found, by=request.user, **typed(PauseForm, request)), gettext_lazy("The enrolment is paused; its payments are on hold.")),
    "resume": (lambda request, found: actions.resume_enrolment(enrolment=found, by=request.user), gettext_lazy("The enrolment goes on.")),
    "complete": (lambda request, found: actions.complete_enrolment(enrolment=found, by=request.user), gettext_lazy("The enrolment is completed.")),
    "exit": (lambda request, found: actions.exit_enrolment(enrolment=found, by=request.user, **typed(ReasonForm, request)), gettext_lazy("The enrolment is over; what was not paid returned to the budget line.")),
    "met": (lambda request, found: actions.record_interaction(enrolment=found, by=request.user, **typed(InteractionForm, request)), gettext_lazy("The visit is recorded.")),
    "diagnose": (_diagnose, gettext_lazy("The diagnostic is recorded.")),
}  # fmt: skip
SUPPORT_STEPS: dict[str, tuple[Callable[[HttpRequest, SupportItem], Any], Any]] = {
    "deliver": (_deliver, gettext_lazy("The delivery is recorded. A colleague verifies it.")),
    "verify": (lambda request, item: actions.verify_support(item=item, by=request.user), gettext_lazy("The support is verified.")),
    "cancel": (lambda request, item: actions.cancel_support(item=item, by=request.user, **typed(ReasonForm, request)), gettext_lazy("The support is cancelled.")),
}  # fmt: skip
AWARD_STEPS: dict[str, tuple[Callable[[HttpRequest, Application], Any], Any]] = {
    "draft": (lambda request, application: actions.draft_agreement(application=application, by=request.user), gettext_lazy("The agreement is drafted.")),
    "send": (lambda request, application: actions.send_agreement(agreement=_agreement(application), by=request.user), gettext_lazy("The agreement is sent for signature.")),
    "sign": (lambda request, application: actions.sign_agreement(agreement=_agreement(application), by=request.user, **typed(SignedForm, request)), gettext_lazy("The signature is recorded.")),
}  # fmt: skip
__all__ = ["award_step", "enrolment", "enrolment_step", "enrolments", "support_step"]
