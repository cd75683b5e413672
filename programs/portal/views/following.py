"""After sending: the receipt, the way of the file, the decision, the agreement, the money."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from artisans.documents.actions import store_document
from artisans.networks.queries import has_network_pages
from artisans.privacy.actions import record_taken
from foundation.errors import DomainError
from foundation.pdf import qr_svg
from foundation.words import in_language
from programs.applications.actions import withdraw_application
from programs.applications.outcomes import can_appeal
from programs.applications.queries import answer_sections, current_documents, latest_results
from programs.applications.timeline import status_words, timeline
from programs.applications.workflow import DECIDED, EDITABLE, WORKFLOW
from programs.grants.actions import Piece, claim_tranche
from programs.grants.choices import TrancheStatus
from programs.grants.queries import evidence_asked
from programs.portal.archive import file_archive
from programs.portal.forms import AppealForm, ClaimForm, ReasonForm, RenounceForm
from programs.portal.queries import agreement_of, file_lines, files_of, money_of, parties_of
from programs.portal.receipts import receipt_address, receipt_pdf
from programs.portal.views.filling import show_tasks
from programs.portal.views.papers import own_file
from programs.reviews.actions import file_appeal, renounce_award


@login_required
@never_cache
def files(request: HttpRequest) -> HttpResponse:
    """My files, those that wait for me first."""
    return render(
        request,
        "portal/files.html",
        {
            "lines": file_lines(files_of(request.user)[:100]),
            "parties": list(parties_of(request.user)),
            "nav_networks": has_network_pages(request.user),
        },
    )


@login_required
@never_cache
def file(request: HttpRequest, reference: str) -> HttpResponse:
    """One file: the task list while it can be written, afterwards its way."""
    application = own_file(request, reference)
    if application.status in EDITABLE:
        return show_tasks(request, application)
    context = {
        "application": application,
        "words": status_words(application),
        "steps": timeline(application),
        "is_decided": application.status in DECIDED and application.published_at is not None,
        "can_appeal": can_appeal(application),
        "appeal": application.appeals.order_by("-id").first(),
        "can_withdraw": WORKFLOW.allows(application, "withdraw"),
        "can_renounce": can_renounce(application),
        "agreement": agreement_of(application),
        "money": money_of(application),
        "reasons": [row for row in latest_results(application) if row.outcome == "fail"]
        if application.public_status == "ineligible"
        else [],
        "notes": application.notes.filter(is_visible=True).order_by("id"),
    }
    return render(request, "portal/file.html", context)


@login_required
@never_cache
def answers(request: HttpRequest, reference: str) -> HttpResponse:
    """What was sent, word for word."""
    application = own_file(request, reference)
    return render(
        request,
        "portal/answers.html",
        {"application": application, "sections": answer_sections(application, get_language())},
    )


@login_required
@never_cache
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """The number to keep, what happens next, the receipt as a PDF."""
    application = _sent_file(request, reference)
    code = qr_svg(receipt_address(application), label=_("Code that opens the page of this file"), size_mm=36)
    return render(
        request, "portal/receipt.html", {"application": application, "words": status_words(application), "qr": code}
    )


@login_required
@never_cache
def receipt_file(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt in French and Arabic, to print or to keep."""
    application = _sent_file(request, reference)
    content = receipt_pdf(application, documents=len(current_documents(application)))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{application.reference}.pdf"'
    return response


@login_required
@require_POST
def archive(request: HttpRequest, reference: str) -> FileResponse:
    """Receipt, answers, documents, decision, agreement, money and own data as one file; that it was taken is kept."""
    application = own_file(request, reference)
    record_taken(party=application.party, by=request.user)
    content = file_archive(application, get_language() or "fr")
    response = FileResponse(content, as_attachment=True, filename=f"{application.reference}.zip")
    response["Cache-Control"] = "private, no-store"
    return response


def _sent_file(request: HttpRequest, reference: str):
    application = own_file(request, reference)
    if application.submitted_at is None:
        raise Http404
    return application


@login_required
@never_cache
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a file back, after saying so twice."""
    application = own_file(request, reference)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_application(application=application, by=request.user, reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("You withdrew your application."))
        return redirect("portal:file", reference=application.reference)
    if not WORKFLOW.allows(application, "withdraw"):
        raise Http404
    return render(request, "portal/withdraw.html", {"application": application, "form": form})


def can_renounce(application) -> bool:
    """A published award that is not an enrolment yet."""
    return WORKFLOW.allows(application, "renounce") and application.published_at is not None


@login_required
@never_cache
def renounce(request: HttpRequest, reference: str) -> HttpResponse:
    """Give up what was granted, with a reason, after saying so twice: the next of the waiting list gains."""
    application = own_file(request, reference)
    if not can_renounce(application):
        raise Http404
    form = RenounceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            renounce_award(application=application, by=request.user, reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("You gave up this support. Thank you for telling us."))
            return redirect("portal:file", reference=application.reference)
    return render(request, "portal/renounce.html", {"application": application, "form": form})


@login_required
@never_cache
def appeal(request: HttpRequest, reference: str) -> HttpResponse:
    """Contest a published decision within its window."""
    application = own_file(request, reference)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            file_appeal(application=application, text=form.cleaned_data["text"], by=request.user)
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("We have received your appeal. You will be answered."))
        return redirect("portal:file", reference=application.reference)
    if not can_appeal(application):
        raise Http404
    return render(request, "portal/appeal.html", {"application": application, "form": form})


@login_required
@never_cache
def agreement(request: HttpRequest, reference: str) -> HttpResponse:
    """What both sides sign: the amount, the instalments, the support, the stages."""
    application = own_file(request, reference)
    signed = agreement_of(application)
    if signed is None:
        raise Http404
    return render(
        request, "portal/agreement.html", {"application": application, "agreement": signed, "terms": signed.terms}
    )


@login_required
@never_cache
def claim(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Ask for an instalment, with the papers it needs."""
    application = own_file(request, reference)
    money = money_of(application)
    tranche = next((row for row in money.tranches if row.number == number), None) if money else None
    if tranche is None:
        raise Http404
    if tranche.status != TrancheStatus.CLAIMABLE:
        messages.info(request, _("This instalment cannot be claimed now."))
        return redirect("portal:file", reference=application.reference)
    tranche = get_object_or_404(
        money.grant.tranches.select_related("grant__enrolment__version", "grant__enrolment__application__call"),
        number=number,
    )
    asked = evidence_asked(tranche)
    given = set(tranche.evidence.exclude(is_accepted=False).values_list("code", flat=True))
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ClaimForm(*data, asked=asked, given=given, language=get_language() or "fr")
    if request.method == "POST" and form.is_valid():
        try:
            _claim(request, tranche, asked, form)
        except DomainError as refusal:
            messages.error(request, " ".join([refusal.message, *refusal.reasons]))
        else:
            messages.success(request, _("We have received your claim. An officer will check the documents."))
            return redirect("portal:file", reference=application.reference)
    context = {
        "application": application,
        "tranche": tranche,
        "form": form,
        "asked": asked,
        "rejected": tranche.evidence.filter(is_accepted=False),
    }
    return render(request, "portal/claim.html", context)


@transaction.atomic
def _claim(request: HttpRequest, tranche, asked: list[dict], form: ClaimForm) -> None:
    pieces = [
        Piece(row["code"], store_document(form.cleaned_data[row["code"]], by=request.user), in_language(row["name"]))
        for row in asked
        if form.cleaned_data.get(row["code"])
    ]
    claim_tranche(tranche=tranche, by=request.user, pieces=pieces)
