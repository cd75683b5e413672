"""Money by line, batches and who signs next, movements of a line."""

import secrets

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from foundation.errors import DomainError
from programs.budget.actions import allocate, transfer
from programs.budget.desk import act, enter, page
from programs.budget.models import BudgetLine
from programs.budget.permissions import may
from programs.budget.queries import execution, total
from programs.grants.choices import TrancheStatus
from programs.grants.forms import AllocationForm, BatchForm, TransferForm
from programs.grants.models import PaymentBatch, Tranche
from programs.grants.queries import next_level, with_totals

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
