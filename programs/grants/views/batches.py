"""One batch of payments: its lines, its signatures, the order file, the bank's answers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from foundation.errors import DomainError
from programs.budget.desk import act, enter, page, typed
from programs.budget.permissions import may
from programs.grants import actions
from programs.grants.choices import FOUR_LEVELS, BatchStatus, LineStatus, SignatureLevel
from programs.grants.forms import AnswerForm, BatchForm, ChosenForm, ReasonForm
from programs.grants.models import PaymentBatch, Tranche
from programs.grants.models.payments import SIGNATURES_ALWAYS
from programs.grants.permissions import SIGNING, program_of
from programs.grants.queries import (
    account_problems,
    next_level,
    payable,
    policy,
    signatures_for,
    signatures_missing,
    totals,
)
from programs.grants.workflow import BATCH

LINES_ON_PAGE = 200


@require_POST
def new_batch(request: HttpRequest) -> HttpResponse:
    enter(request, "programs.prepare_batch")
    form = BatchForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, _("Choose a budget line and give the batch a label."))
        return redirect("admin:programs_finance")
    try:
        batch = actions.draft_batch(by=request.user, **form.cleaned_data)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("admin:programs_finance")
    return redirect("admin:programs_batch", batch.reference)


@require_GET
def batch(request: HttpRequest, reference: str) -> HttpResponse:
    """Lines, signatures, and what each person may do now."""
    enter(request, "programs.view_paymentbatch")
    found = _batch(request, reference)
    lines = (
        found.lines.exclude(status=LineStatus.REMOVED)
        .select_related("account", "tranche__grant__party", "tranche__grant__enrolment__application")
        .order_by("id")
    )
    expected = next_level(found)
    permission = SIGNING.get(expected)
    signed = list(found.signatures.filter(voided_at=None).select_related("user", "principal"))
    sums = totals(found)
    # A draft shows what locking it now would ask for; afterwards what was copied then counts.
    is_draft = found.status == BatchStatus.DRAFT
    needed = signatures_for(sums.amount, policy()) if is_draft else found.required_signatures
    missing = signatures_missing(found) if not is_draft else needed - SIGNATURES_ALWAYS
    context = {
        "title": found.label,
        "batch": found,
        "lines": lines,
        "totals": sums,
        "problems": account_problems({line.account_id: line.account for line in lines}.values())
        if found.status != BatchStatus.CLOSED
        else {},
        "levels": [(level, next((row for row in signed if row.level == level), None)) for level in FOUR_LEVELS],
        "cosigners": [row for row in signed if row.level == SignatureLevel.COSIGNER],
        "cosigners_missing": range(missing),
        "can_cosign": missing > 0
        and found.status in actions.COSIGNABLE
        and may_for_batch(request, found, SIGNING[SignatureLevel.COSIGNER]),
        "needed": needed,
        "voided": found.signatures.exclude(voided_at=None).select_related("user", "voided_by"),
        "next_level": expected,
        "can_sign": bool(permission) and may_for_batch(request, found, permission),
        "has_signed": any(request.user.pk in (row.user_id, row.principal_id) for row in signed),
        "can_prepare": may_for_batch(request, found, "programs.prepare_batch"),
        "can_reopen": BATCH.allows(found, "reopen")
        and any(may_for_batch(request, found, SIGNING[level]) for level in FOUR_LEVELS),
        "can_send": BATCH.allows(found, "send") and may_for_batch(request, found, "programs.release_batch"),
        "can_confirm": may_for_batch(request, found, "programs.confirm_bankreturn"),
        "candidates": payable(found)[:LINES_ON_PAGE] if found.status == BatchStatus.DRAFT else [],
        "returns": found.returns.select_related("imported_by", "confirmed_by").order_by("id"),
    }
    return page(request, "programs/grants/batch.html", context)


@require_POST
def batch_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    enter(request, "programs.view_paymentbatch")
    found = _batch(request, reference)
    if step not in BATCH_STEPS:
        raise Http404
    run, done = BATCH_STEPS[step]
    return act(request, lambda: run(request, found), done, "admin:programs_batch", reference)


@require_GET
def batch_file(request: HttpRequest, reference: str) -> HttpResponse:
    """The order file, byte for byte as it was sent; only for those who release or confirm."""
    enter(request, "programs.release_batch", "programs.confirm_bankreturn", "programs.prepare_batch")
    found = _batch(request, reference)
    try:
        content = actions.order_file(found)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("admin:programs_batch", reference)
    actions.record_download(batch=found, by=request.user)
    response = HttpResponse(content, content_type="text/plain; charset=us-ascii")
    response["Content-Disposition"] = f'attachment; filename="sanad-vir-{found.reference}.txt"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def may_for_batch(request: HttpRequest, found: PaymentBatch, permission: str) -> bool:
    return may(request.user, permission, program=program_of(found))


def _batch(request: HttpRequest, reference: str) -> PaymentBatch:
    rows = PaymentBatch.objects.for_user(request.user).select_related(
        "budget_line__program", "budget_line__fiscal_year", "prepared_by", "sent_by"
    )
    return get_object_or_404(rows, reference=reference)


def _add(request: HttpRequest, found: PaymentBatch) -> None:
    with transaction.atomic():
        for number in typed(ChosenForm, request)["tranche"]:
            actions.add_line(
                batch=found,
                tranche=get_object_or_404(Tranche.objects.for_user(request.user), pk=number),
                by=request.user,
            )


def _remove(request: HttpRequest, found: PaymentBatch) -> None:
    actions.remove_line(line=get_object_or_404(found.lines, reference=request.POST.get("line", "")), by=request.user)


def _import(request: HttpRequest, found: PaymentBatch) -> None:
    file = typed(AnswerForm, request)["file"]
    actions.import_return(batch=found, name=file.name, content=file.read(), by=request.user)


def _confirm(request: HttpRequest, found: PaymentBatch) -> None:
    number = request.POST.get("return", "")
    actions.confirm_return(
        bank_return=get_object_or_404(found.returns, pk=int(number) if number.isdigit() else 0), by=request.user
    )


BATCH_STEPS: dict[str, tuple[Callable[[HttpRequest, PaymentBatch], Any], Any]] = {
    "add": (_add, gettext_lazy("The tranches are in the batch.")),
    "remove": (_remove, gettext_lazy("The payment was taken out.")),
    "lock": (lambda request, found: actions.lock_batch(batch=found, by=request.user), gettext_lazy("The batch is locked and signed.")),
    "approve": (lambda request, found: actions.approve_batch(batch=found, by=request.user), gettext_lazy("You approved the batch.")),
    "authorise": (lambda request, found: actions.authorise_batch(batch=found, by=request.user), gettext_lazy("You authorised the batch.")),
    "cosign": (lambda request, found: actions.cosign_batch(batch=found, by=request.user), gettext_lazy("You co-signed the batch.")),
    "release": (lambda request, found: actions.release_batch(batch=found, by=request.user), gettext_lazy("You released the batch.")),
    "send": (lambda request, found: actions.send_batch(batch=found, by=request.user), gettext_lazy("The order file is ready: download it and hand it to the bank.")),
    "reopen": (
        lambda request, found: actions.reopen_batch(batch=found, reason=typed(ReasonForm, request)["reason"], by=request.user),
        gettext_lazy("The batch is a draft again; all signatures are void."),
    ),
    "import": (_import, gettext_lazy("The answer is imported. A colleague must confirm it before anything is booked.")),
    "confirm": (_confirm, gettext_lazy("The answer is booked.")),
    "close": (lambda request, found: actions.close_batch(batch=found, by=request.user), gettext_lazy("The batch is closed.")),
}  # fmt: skip
