"""One grant: its tranches, their evidence, and the steps each allows."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from artisans.documents.actions import store_document
from foundation.words import in_language
from programs.budget.desk import act, enter, page, typed
from programs.budget.permissions import may
from programs.enrolments.queries import verified_account
from programs.grants import actions
from programs.grants.choices import TrancheStatus
from programs.grants.forms import BlockForm, PieceForm, ReasonForm
from programs.grants.models import Grant, PaymentLine, Tranche
from programs.grants.queries import OPEN_TRANCHES as UNPAID
from programs.grants.queries import account_problems, evidence_asked, is_justified, previous
from programs.grants.workflow import TRANCHE


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
    account = verified_account(found.party)
    waits = any(tranche.status in UNPAID for tranche in tranches)
    context = {
        "account_problem": account_problems([account]).get(account.pk) if account and waits else None,
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


def _claim(request: HttpRequest, tranche: Tranche) -> None:
    data = typed(PieceForm, request)
    with transaction.atomic():
        document = store_document(data["file"], by=request.user)
        piece = actions.Piece(code=data["code"], document=document, label=data["label"], amount=data["amount"])
        actions.add_evidence(tranche=tranche, piece=piece, by=request.user)


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
