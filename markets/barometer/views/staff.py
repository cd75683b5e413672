"""Editions in the officers' house: start, look, review, publish, correct."""

from django.contrib import messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people.models import User
from foundation.errors import DomainError
from markets.barometer.actions import (
    add_erratum,
    ask_to_build,
    publish_edition,
    reopen_edition,
    review_edition,
    start_edition,
)
from markets.barometer.choices import EditionStatus
from markets.barometer.forms import ErratumForm, NewEditionForm, ReasonForm
from markets.barometer.models import BarometerEdition
from markets.barometer.permissions import hindrance, may
from markets.barometer.views.public import edition_context

STEPS = ("build", "review", "publish", "reopen", "erratum")
_FORMS = {"reopen": ReasonForm, "erratum": ErratumForm}
TONES = {EditionStatus.DRAFT: "plain", EditionStatus.REVIEWED: "wait", EditionStatus.PUBLISHED: "good"}


@require_http_methods(["GET", "HEAD", "POST"])
def editions(request: HttpRequest) -> HttpResponse:
    """All editions; those who prepare them start a new one here."""
    if not request.user.has_perm("markets.view_barometeredition"):
        raise PermissionDenied
    can_start = request.user.has_perm("markets.add_barometeredition")
    form = NewEditionForm(request.POST or None)
    if request.method == "POST":
        if not can_start:
            raise PermissionDenied
        if form.is_valid():
            try:
                edition, _job = start_edition(as_of=form.cleaned_data["as_of"], by=request.user)
            except DomainError as refusal:
                form.add_error("as_of", refusal.message)
            else:
                messages.success(request, _("The edition is being built."))
                return redirect("admin:markets_edition", reference=edition.reference)
    rows = _visible(request.user).select_related("created_by", "reviewed_by")[:200]
    return render(
        request, "markets/staff/editions.html",
        site.each_context(request)
        | {
            "title": _("Editions of the barometer"), "form": form if can_start else None,
            "editions": [(row, TONES[EditionStatus(row.status)]) for row in rows],
        },
    )  # fmt: skip


@require_safe
def edition(request: HttpRequest, reference: str) -> HttpResponse:
    """One edition as it will be read, with what can be done and why not."""
    found = _edition(request, reference)
    steps = [
        (step, hindrance(request.user, found, step)) for step in STEPS if step not in _FORMS and may(request.user, step)
    ]
    forms = {step: form() for step, form in _FORMS.items() if hindrance(request.user, found, step) is None}
    return render(
        request, "markets/staff/edition.html",
        site.each_context(request)
        | edition_context(found)
        | {
            "title": _("Barometer of %(reference)s") % {"reference": found.reference}, "steps": steps,
            "tone": TONES[EditionStatus(found.status)], "reopen_form": forms.get("reopen"), "erratum_form": forms.get("erratum"),
        },
    )  # fmt: skip


@require_POST
def step(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """One step of one edition."""
    found = _edition(request, reference)
    if name not in STEPS:
        raise Http404
    if not may(request.user, name):
        raise PermissionDenied
    try:
        _take(request, found, name)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect("admin:markets_edition", reference=found.reference)


def _take(request: HttpRequest, found: BarometerEdition, name: str) -> None:
    form = _FORMS[name](request.POST) if name in _FORMS else None
    if form is not None and not form.is_valid():
        raise DomainError(" ".join(error for errors in form.errors.values() for error in errors))
    if name == "build":
        ask_to_build(edition=found, by=request.user)
        messages.success(request, _("The figures are being collected again."))
    elif name == "review":
        review_edition(edition=found, by=request.user)
        messages.success(request, _("The edition is reviewed and can be published."))
    elif name == "publish":
        publish_edition(edition=found, by=request.user)
        messages.success(request, _("The edition is published."))
    elif name == "reopen":
        reopen_edition(edition=found, by=request.user, **form.cleaned_data)
        messages.success(request, _("The edition is a draft again."))
    else:
        add_erratum(edition=found, by=request.user, **form.cleaned_data)
        messages.success(request, _("The erratum is published."))


def _visible(user: User):
    """Drafts are for those who prepare or decide; the others read what is published."""
    if may(user, "build") or may(user, "publish") or user.has_perm("markets.view_tradepoint"):
        return BarometerEdition.objects.all()
    return BarometerEdition.objects.published()


def _edition(request: HttpRequest, reference: str) -> BarometerEdition:
    if not request.user.has_perm("markets.view_barometeredition"):
        raise PermissionDenied
    return get_object_or_404(_visible(request.user), reference=reference.upper())
