"""Enrolments: the list, one beneficiary's plan, and the steps from award to enrolment."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.lists.pages import show_list
from artisans.documents.actions import store_document
from artisans.documents.views import serve_document
from artisans.networks.views.steps import bound, step_page
from foundation.errors import DomainError
from foundation.words import in_language, localized
from programs.applications.models import Application
from programs.budget.desk import act, enter, page, typed
from programs.budget.permissions import may
from programs.catalog.choices import SupportKind
from programs.enrolments import actions
from programs.enrolments.certificates import pdf_response
from programs.enrolments.choices import DiagnosticMoment, EnrolmentStatus
from programs.enrolments.forms import (
    AddSupportForm,
    DeliveryForm,
    DiagnosticForm,
    HandoverForm,
    InteractionForm,
    PauseForm,
    ReasonForm,
    ScheduleForm,
    SignedForm,
)
from programs.enrolments.lists import ENROLMENTS
from programs.enrolments.models import AssetHandover, Certificate, Enrolment, SupportItem
from programs.enrolments.workflow import ENROLMENT, SUPPORT


@require_GET
def enrolments(request: HttpRequest) -> HttpResponse:
    return show_list(ENROLMENTS, request)


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
        "has_diagnostic": bool(found.version.settings["diagnostic"]),
        "waiting": found.waiting.filter(ended_at=None).select_related("cohort").first(),
        "certificate": Certificate.objects.filter(enrolment=found).first(),
        "can_certify": found.status == EnrolmentStatus.COMPLETED,
        "is_live": found.status in (EnrolmentStatus.ENROLLED, EnrolmentStatus.ACTIVE, EnrolmentStatus.PAUSED),
    }
    return page(request, "programs/enrolments/enrolment.html", context)


@require_http_methods(["GET", "POST"])
def enrolment_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """One act on an enrolment: pressed at once, or with its form on a page of its own that loses nothing."""
    enter(request, "programs.view_enrolment")
    found = _enrolment(request, reference)
    if step in PRESSED:
        if request.method != "POST":
            raise Http404
        run, done = PRESSED[step]
        return act(request, lambda: run(request, found), done, "admin:programs_enrolment", reference)
    if step not in TYPED:
        raise Http404
    return step_page(request, **_around(found), **TYPED[step](request, found))


@require_http_methods(["GET", "POST"])
def support_step(request: HttpRequest, reference: str, number: int, step: str) -> HttpResponse:
    enter(request, "programs.record_support")
    found = _enrolment(request, reference)
    item = get_object_or_404(found.support_items.select_related("enrolment__party"), pk=number)
    if step == "verify":
        if request.method != "POST":
            raise Http404
        return act(
            request, lambda: actions.verify_support(item=item, by=request.user), _("The support is verified."),
            "admin:programs_enrolment", reference,
        )  # fmt: skip
    if step not in SUPPORT_TYPED:
        raise Http404
    return step_page(request, **_around(found), **SUPPORT_TYPED[step](request, item))


@require_GET
def handover_document(request: HttpRequest, reference: str, number: int, what: str) -> HttpResponse:
    """The signed receipt or the photo, in the scope of the enrolment."""
    enter(request, "programs.view_enrolment")
    found = _enrolment(request, reference)
    handover = get_object_or_404(
        AssetHandover.objects.select_related("receipt", "photo"), item__enrolment=found, item=number
    )
    document = {"receipt": handover.receipt, "photo": handover.photo}.get(what)
    if document is None:
        raise Http404
    return serve_document(document, inline="inline" in request.GET)


@require_GET
def certificate(request: HttpRequest, reference: str, language: str) -> HttpResponse:
    """The certificate as a PDF in French or Arabic."""
    enter(request, "programs.view_enrolment")
    found = _enrolment(request, reference)
    issued = get_object_or_404(Certificate, enrolment=found)
    if language not in ("fr", "ar"):
        raise Http404
    return pdf_response(issued, language)


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


def _around(found: Enrolment) -> dict[str, Any]:
    """Where the pages of its acts lie."""
    back = reverse("admin:programs_enrolment", args=[found.reference])
    crumbs = [(_("Enrolments"), reverse("admin:programs_enrolments")), (str(found.party), back)]
    return {"back": back, "crumbs": crumbs}


def _item_view(item: SupportItem, request: HttpRequest, may_record: bool) -> dict[str, Any]:
    own = item.delivered_by_id == request.user.pk
    return {
        "row": item,
        "can_schedule": may_record and SUPPORT.allows(item, "schedule"),
        "can_deliver": may_record and SUPPORT.allows(item, "deliver"),
        "can_verify": may_record and SUPPORT.allows(item, "verify") and not own,
        "waits_for_other": may_record and SUPPORT.allows(item, "verify") and own,
        "can_cancel": may_record and SUPPORT.allows(item, "cancel"),
    }


def _axes(found: Enrolment) -> list[dict[str, Any]]:
    """Each axis of the grid with its score on entry, midway and on exit, and what changed between the first and the last."""
    scores = {row.moment: row.scores for row in found.diagnostics.all()}
    if not scores:
        return []
    rows = []
    for axis in found.version.settings["diagnostic"]:
        row = {moment: scores.get(moment, {}).get(axis["code"]) for moment in ("entry", "mid", "exit")}
        known = [value for value in row.values() if value is not None]
        change = known[-1] - known[0] if len(known) > 1 else None
        signed = "" if change is None else f"{change:+d}".replace("-", "−")
        rows.append({"label": in_language(axis["name"]), **row, "change": change, "signed": signed})
    return rows


def _agreement(application: Application):
    return get_object_or_404(type(application).agreement.related.related_model, application=application)


def _pause(request: HttpRequest, found: Enrolment) -> dict[str, Any]:
    return {
        "title": _("Pause"), "form": bound(PauseForm, request), "submit": _("Pause"),
        "act": lambda data: actions.pause_enrolment(enrolment=found, by=request.user, **data),
        "done": _("The enrolment is paused; its payments are on hold."),
    }  # fmt: skip


def _exit(request: HttpRequest, found: Enrolment) -> dict[str, Any]:
    return {
        "title": _("End early"), "form": bound(ReasonForm, request), "submit": _("End early"), "is_grave": True,
        "act": lambda data: actions.exit_enrolment(enrolment=found, by=request.user, **data),
        "done": _("The enrolment is over; what was not paid returned to the budget line."),
        "warning": _("Tranches that are not paid are cancelled; their money returns to the budget line."),
    }  # fmt: skip


def _met(request: HttpRequest, found: Enrolment) -> dict[str, Any]:
    return {
        "title": _("Record a visit or call"), "form": bound(InteractionForm, request), "submit": _("Keep"),
        "act": lambda data: actions.record_interaction(enrolment=found, by=request.user, **data),
        "done": _("The visit is recorded."),
    }  # fmt: skip


def _diagnose(request: HttpRequest, found: Enrolment) -> dict[str, Any]:
    settings = found.version.settings
    if not settings["diagnostic"]:
        raise Http404
    given = set(found.diagnostics.values_list("moment", flat=True))
    form = bound(
        DiagnosticForm, request, axes=[(axis["code"], in_language(axis["name"])) for axis in settings["diagnostic"]],
        scale=settings["diagnostic_scale"], moments=[pair for pair in DiagnosticMoment.choices if pair[0] not in given],
    )  # fmt: skip
    return {
        "title": _("Record a diagnostic"), "form": form, "submit": _("Keep"), "done": _("The diagnostic is recorded."),
        "lead": _("The same grid on entry, midway and on exit: what changes is measured against the first."),
        "act": lambda data: actions.record_diagnostic(
            enrolment=found, moment=data["moment"], scores=form.scores, done_on=data["done_on"], by=request.user
        ),
    }  # fmt: skip


def _add(request: HttpRequest, found: Enrolment) -> dict[str, Any]:
    return {
        "title": _("Add support"), "form": bound(AddSupportForm, request, settings=found.version.settings),
        "submit": _("Add"), "done": _("The support is in the plan."),
        "act": lambda data: actions.add_support(enrolment=found, by=request.user, **data),
    }  # fmt: skip


def _leave(request: HttpRequest, found: Enrolment) -> dict[str, Any]:
    if found.cohort is None:
        raise Http404
    return {
        "title": _("Leave the group"), "form": bound(ReasonForm, request), "submit": _("Leave the group"), "is_grave": True,
        "act": lambda data: actions.leave_cohort(enrolment=found, by=request.user, **data),
        "done": _("They left the group; the first who waits has the place."),
    }  # fmt: skip


def _schedule(request: HttpRequest, item: SupportItem) -> dict[str, Any]:
    return {
        "title": _("Schedule: %(support)s") % {"support": localized(item, "title")}, "submit": _("Schedule"),
        "form": bound(ScheduleForm, request, enrolment=item.enrolment, initial={"planned_on": item.planned_on}),
        "act": lambda data: actions.schedule_support(item=item, by=request.user, **data),
        "done": _("The support is scheduled."),
    }  # fmt: skip


def _deliver(request: HttpRequest, item: SupportItem) -> dict[str, Any]:
    is_equipment = item.kind == SupportKind.EQUIPMENT
    if is_equipment:
        form = bound(
            HandoverForm,
            request,
            is_centre=hasattr(item.enrolment.party, "centre"),
            initial={"description": item.title_fr},
        )
    else:
        form = bound(DeliveryForm, request)

    @transaction.atomic
    def give(data: dict[str, Any]) -> None:
        handover = _handover(request, data) if is_equipment else None
        actions.deliver_support(
            item=item, by=request.user, delivered_on=data["delivered_on"], value=data["value"], handover=handover
        )

    return {
        "title": _("Delivery: %(support)s") % {"support": localized(item, "title")}, "form": form, "submit": _("Keep"),
        "act": give, "done": _("The delivery is recorded. A colleague verifies it."),
    }  # fmt: skip


def _handover(request: HttpRequest, data: dict[str, Any]) -> actions.Handover:
    kept = {name: store_document(data[name], by=request.user) if data[name] else None for name in ("receipt", "photo")}
    return actions.Handover(
        description=data["description"], value=data["value"], serial_number=data["serial_number"],
        received_by=data["received_by"], into_inventory=bool(data.get("into_inventory")), **kept,
    )  # fmt: skip


def _cancel(request: HttpRequest, item: SupportItem) -> dict[str, Any]:
    return {
        "title": _("Cancel: %(support)s") % {"support": localized(item, "title")}, "form": bound(ReasonForm, request),
        "submit": _("Cancel this support"), "is_grave": True, "done": _("The support is cancelled."),
        "act": lambda data: actions.cancel_support(item=item, by=request.user, **data),
    }  # fmt: skip


Options = Callable[[HttpRequest, Any], dict[str, Any]]
TYPED: dict[str, Options] = {
    "pause": _pause, "exit": _exit, "met": _met, "diagnose": _diagnose, "add": _add, "leave-group": _leave,
}  # fmt: skip
SUPPORT_TYPED: dict[str, Options] = {"schedule": _schedule, "deliver": _deliver, "cancel": _cancel}
PRESSED: dict[str, tuple[Callable[[HttpRequest, Enrolment], Any], Any]] = {
    "start": (lambda request, found: actions.start_enrolment(enrolment=found, by=request.user), gettext_lazy("The enrolment is active.")),
    "resume": (lambda request, found: actions.resume_enrolment(enrolment=found, by=request.user), gettext_lazy("The enrolment goes on.")),
    "complete": (lambda request, found: actions.complete_enrolment(enrolment=found, by=request.user), gettext_lazy("The enrolment is completed.")),
    "certify": (lambda request, found: actions.issue_certificate(enrolment=found, by=request.user), gettext_lazy("The certificate is ready in French and Arabic.")),
}  # fmt: skip
AWARD_STEPS: dict[str, tuple[Callable[[HttpRequest, Application], Any], Any]] = {
    "draft": (lambda request, application: actions.draft_agreement(application=application, by=request.user), gettext_lazy("The agreement is drafted.")),
    "send": (lambda request, application: actions.send_agreement(agreement=_agreement(application), by=request.user), gettext_lazy("The agreement is sent for signature.")),
    "sign": (lambda request, application: actions.sign_agreement(agreement=_agreement(application), by=request.user, **typed(SignedForm, request)), gettext_lazy("The signature is recorded.")),
}  # fmt: skip
__all__ = [
    "award_step",
    "certificate",
    "enrolment",
    "enrolment_step",
    "enrolments",
    "handover_document",
    "support_step",
]
