"""The finance pages: money by line, batches and who signs next, one batch, one grant."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artisans.documents.actions import store_document
from foundation.errors import DomainError
from foundation.words import in_language
from programs.budget.actions import allocate, transfer
from programs.budget.desk import act, enter, page, typed
from programs.budget.models import BudgetLine
from programs.budget.permissions import may
from programs.budget.queries import execution, total
from programs.grants import actions
from programs.grants.choices import BatchStatus, LineStatus, SignatureLevel, TrancheStatus
from programs.grants.forms import (
    AllocationForm,
    AnswerForm,
    BatchForm,
    BlockForm,
    ChosenForm,
    PieceForm,
    ReasonForm,
    TransferForm,
)
from programs.grants.models import Grant, PaymentBatch, PaymentLine, Tranche
from programs.grants.permissions import SIGNING, program_of
from programs.grants.queries import (
    account_problems,
    evidence_asked,
    is_justified,
    next_level,
    payable,
    previous,
    totals,
    with_totals,
)
from programs.grants.workflow import BATCH, TRANCHE

MONEY = ("programs.view_budgetline", "programs.view_paymentbatch")
LINES_ON_PAGE = 200


@require_GET
def finance(request: HttpRequest) -> HttpResponse:
    """Each line as one bar, the batches with who must sign next, and what waits to be paid."""
    enter(request, *MONEY)
    lines = BudgetLine.objects.for_user(request.user)
    years = list(lines.order_by("-fiscal_year__year").values_list("fiscal_year__year", flat=True).distinct())
    year = next((known for known in years if str(known) == request.GET.get("year")), years[0] if years else None)
    rows = execution(lines=lines, year=year)
    batches = (
        with_totals(PaymentBatch.objects.for_user(request.user))
        .select_related("budget_line__program", "budget_line__fiscal_year", "prepared_by")
        .order_by("-id")[:60]
    )
    tranches = (
        Tranche.objects.for_user(request.user)
        if request.user.has_perm("programs.view_tranche")
        else Tranche.objects.none()
    )
    context = {
        "title": _("Finance"),
        "rows": rows,
        "total": total(rows),
        "years": years,
        "year": year,
        "batches": [(batch, next_level(batch)) for batch in batches],
        "waiting": tranches.filter(status=TrancheStatus.PAYABLE).count(),
        "blocked": tranches.filter(status=TrancheStatus.BLOCKED)
        .select_related("grant__party")
        .order_by("blocked_at")[:10],
        "form": BatchForm(user=request.user) if request.user.has_perm("programs.prepare_batch") else None,
    }
    return page(request, "programs/grants/finance.html", context)


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
def budget_line(request: HttpRequest, reference: str) -> HttpResponse:
    """The ledger of one line, the newest entry first."""
    enter(request, "programs.view_ledgerentry")
    line = get_object_or_404(
        BudgetLine.objects.for_user(request.user).select_related("program", "fiscal_year"), reference=reference
    )
    entries = line.entries.select_related("recorded_by").order_by("-seq")[:LINES_ON_PAGE]
    context = {
        "title": str(line),
        "line": line,
        "row": execution(lines=BudgetLine.objects.filter(pk=line.pk))[0],
        "entries": entries,
    }
    if _may_allocate(request, line):
        # The key makes a second press of the same button the same movement.
        key = {"key": secrets.token_urlsafe(12)}
        context |= {
            "allocation": AllocationForm(initial=key),
            "transfer": TransferForm(initial=key, user=request.user, source=line),
        }
    return page(request, "programs/grants/line.html", context)


@require_POST
def line_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Allocate what the board adopted, or transfer free money, by the authoriser."""
    enter(request, "programs.allocate_budget")
    line = get_object_or_404(BudgetLine.objects.for_user(request.user).select_related("program"), reference=reference)
    forms = {
        "allocate": AllocationForm(request.POST),
        "transfer": TransferForm(request.POST, user=request.user, source=line),
    }
    if step not in forms or not _may_allocate(request, line):
        raise Http404
    form = forms[step]

    def run() -> None:
        if not form.is_valid():
            raise DomainError(_("Fill in the amount and the reason."))
        data = form.cleaned_data
        key = f"{step}:{request.user.pk}:{data['key']}"
        if step == "allocate":
            allocate(line=line, amount=data["amount"], note=data["note"], by=request.user, key=key)
        else:
            transfer(
                source=line, target=data["target"], amount=data["amount"], note=data["note"], by=request.user, key=key
            )

    return act(request, run, _("The movement is booked."), "admin:programs_line", reference)


def _may_allocate(request: HttpRequest, line: BudgetLine) -> bool:
    return may(request.user, "programs.allocate_budget", program=line.program.code if line.program else "")


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
    context = {
        "title": found.label,
        "batch": found,
        "lines": lines,
        "totals": totals(found),
        "problems": account_problems({line.account_id: line.account for line in lines}.values())
        if found.status != BatchStatus.CLOSED
        else {},
        "levels": [(level, next((row for row in signed if row.level == level), None)) for level in SignatureLevel],
        "voided": found.signatures.exclude(voided_at=None).select_related("user", "voided_by"),
        "next_level": expected,
        "can_sign": bool(permission) and may_for_batch(request, found, permission),
        "has_signed": any(request.user.pk in (row.user_id, row.principal_id) for row in signed),
        "can_prepare": may_for_batch(request, found, "programs.prepare_batch"),
        "can_reopen": BATCH.allows(found, "reopen")
        and any(may_for_batch(request, found, name) for name in SIGNING.values()),
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


@require_GET
def grant(request: HttpRequest, reference: str) -> HttpResponse:
    """One grant: its tranches, their evidence, and the steps each allows."""
    enter(request, "programs.view_grant")
    found = _grant(request, reference)
    tranches = list(
        found.tranches.select_related("grant__enrolment__version", "grant__enrolment__application__call", "claimed_by", "checked_by", "approved_by", "justified_by")
        .prefetch_related("evidence__document", Prefetch("payment_lines", PaymentLine.objects.select_related("batch").order_by("-id")))
        .order_by("number")
    )  # fmt: skip
    context = {
        "title": _("Grant %(reference)s") % {"reference": found.reference},
        "grant": found,
        "tranches": [_tranche_view(request, tranche) for tranche in tranches],
    }
    return page(request, "programs/grants/grant.html", context)


@require_http_methods(["POST"])
def tranche_step(request: HttpRequest, reference: str, number: int, step: str) -> HttpResponse:
    enter(request, "programs.view_grant")
    found = _grant(request, reference)
    tranche = get_object_or_404(found.tranches, number=number)
    if step not in TRANCHE_STEPS:
        raise Http404
    run, done = TRANCHE_STEPS[step]
    return act(request, lambda: run(request, tranche), done, "admin:programs_grant", reference)


@require_GET
def evidence_file(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A piece of evidence, in its grant's scope: never shown inside the site's own origin."""
    enter(request, "programs.view_grant")
    found = _grant(request, reference)
    tranche = get_object_or_404(Tranche.objects.filter(grant=found, evidence=number))
    document = tranche.evidence.get(pk=number).document
    with document.file.open("rb") as content:
        response = HttpResponse(content.read(), content_type=document.mime)
    response["Content-Disposition"] = f'attachment; filename="piece-{number}"'
    response["Content-Security-Policy"] = "sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def may_for_batch(request: HttpRequest, found: PaymentBatch, permission: str) -> bool:
    return may(request.user, permission, program=program_of(found))


def _batch(request: HttpRequest, reference: str) -> PaymentBatch:
    rows = PaymentBatch.objects.for_user(request.user).select_related(
        "budget_line__program", "budget_line__fiscal_year", "prepared_by", "sent_by"
    )
    return get_object_or_404(rows, reference=reference)


def _grant(request: HttpRequest, reference: str) -> Grant:
    rows = Grant.objects.for_user(request.user).select_related(
        "party__commune", "enrolment__application__call", "budget_line"
    )
    return get_object_or_404(rows, reference=reference)


def _tranche_view(request: HttpRequest, tranche: Tranche) -> dict[str, Any]:
    user, found = request.user, tranche.grant
    held = {
        name: may(user, f"programs.{name}", program=found.program, area=found.area)
        for name in ("claim_tranche", "check_evidence", "approve_tranche", "block_tranche")
    }
    before = previous(tranche)
    return {
        "row": tranche,
        "asked": [{"code": row["code"], "label": in_language(row["name"])} for row in evidence_asked(tranche)],
        "evidence": tranche.evidence.all(),
        "lines": tranche.payment_lines.all(),
        "waits_for": before if not is_justified(before) else None,
        "can_claim": held["claim_tranche"] and TRANCHE.allows(tranche, "claim"),
        "can_check": held["check_evidence"] and TRANCHE.allows(tranche, "check_evidence"),
        "can_approve": held["approve_tranche"] and TRANCHE.allows(tranche, "approve"),
        "can_block": held["block_tranche"] and TRANCHE.allows(tranche, "block"),
        "can_unblock": held["block_tranche"] and tranche.status == TrancheStatus.BLOCKED,
        "can_justify": held["check_evidence"] and tranche.status == TrancheStatus.PAID and tranche.justified_at is None,
        "can_waive": held["approve_tranche"] and tranche.status == TrancheStatus.PAID and tranche.justified_at is None,
    }


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


def _claim(request: HttpRequest, tranche: Tranche) -> None:
    data = typed(PieceForm, request)
    with transaction.atomic():
        document = store_document(data["file"], by=request.user)
        piece = actions.Piece(code=data["code"], document=document, label=data["label"], amount=data["amount"])
        actions.add_evidence(tranche=tranche, piece=piece, by=request.user)


BATCH_STEPS: dict[str, tuple[Callable[[HttpRequest, PaymentBatch], Any], Any]] = {
    "add": (_add, gettext_lazy("The tranches are in the batch.")),
    "remove": (_remove, gettext_lazy("The payment was taken out.")),
    "lock": (lambda request, found: actions.lock_batch(batch=found, by=request.user), gettext_lazy("The batch is locked and signed.")),
    "approve": (lambda request, found: actions.approve_batch(batch=found, by=request.user), gettext_lazy("You approved the batch.")),
    "authorise": (lambda request, found: actions.authorise_batch(batch=found, by=request.user), gettext_lazy("You authorised the batch.")),
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
TRANCHE_STEPS: dict[str, tuple[Callable[[HttpRequest, Tranche], Any], Any]] = {
    "piece": (_claim, gettext_lazy("The document is with the claim.")),
    "claim": (lambda request, tranche: actions.claim_tranche(tranche=tranche, by=request.user), gettext_lazy("The tranche is claimed.")),
    "return": (
        lambda request, tranche: actions.return_claim(tranche=tranche, reason=typed(ReasonForm, request)["reason"], by=request.user),
        gettext_lazy("The beneficiary is asked for other evidence."),
    ),
    "check": (lambda request, tranche: actions.check_evidence(tranche=tranche, accept_all=True, by=request.user), gettext_lazy("The evidence is accepted.")),
    "approve": (lambda request, tranche: actions.approve_tranche(tranche=tranche, by=request.user), gettext_lazy("The tranche is payable.")),
    "justify": (lambda request, tranche: actions.justify_tranche(tranche=tranche, by=request.user), gettext_lazy("The use of the money is justified.")),
    "waive": (
        lambda request, tranche: actions.waive_justification(tranche=tranche, reason=typed(ReasonForm, request)["reason"], by=request.user),
        gettext_lazy("The justification is waived."),
    ),
    "block": (lambda request, tranche: actions.block_tranche(tranche=tranche, by=request.user, **typed(BlockForm, request)), gettext_lazy("The tranche is marked as blocked.")),
    "unblock": (lambda request, tranche: actions.unblock_tranche(tranche=tranche, by=request.user), gettext_lazy("The tranche is where it was.")),
}  # fmt: skip
