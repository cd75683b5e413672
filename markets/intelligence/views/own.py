"""The beneficiary's own page of markets: notes received, exports to confirm, exports to declare."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from artisans.parties.models import Party
from foundation.errors import DomainError
from markets.intelligence import actions
from markets.intelligence.forms import ActedForm, AnswerForm, ResultForm
from markets.intelligence.models import ExportResult, SignalDelivery
from markets.intelligence.views.results import declare_from
from markets.intelligence.workflow import RESULT
from programs.catalog.models import Program
from programs.enrolments.models import Enrolment


@login_required
@never_cache
@require_GET
def my_markets(request: HttpRequest) -> HttpResponse:
    """What was sent to those I act for, and the exports that wait for my word."""
    parties = _parties(request)
    results = _results(request).select_related("party", "program").order_by("-period_end", "-id")
    context = {
        "deliveries": _deliveries(request).select_related("signal", "party").order_by("-sent_at", "-id")[:60],
        "waiting": [row for row in results[:60] if RESULT.allows(row, "confirm")],
        "others": [row for row in results[:60] if not RESULT.allows(row, "confirm")],
        "exporters": list(parties.filter(exporter__isnull=False)),
    }
    return render(request, "markets/own/markets.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def my_signal(request: HttpRequest, number: int) -> HttpResponse:
    """One note. Opening it is having seen it; what was done with it is said below."""
    delivery = get_object_or_404(
        _deliveries(request).select_related("signal__destination", "signal__family", "party", "program"), pk=number
    )
    form = ActedForm(request.POST if request.method == "POST" else None, initial={"interaction": delivery.interaction})
    if request.method == "POST" and form.is_valid():
        actions.mark_acted(delivery=delivery, by=request.user, **form.cleaned_data)
        messages.success(request, _("Thank you. This helps us to send you what is useful."))
        return redirect("my_markets")
    if delivery.seen_at is None:
        delivery = actions.mark_seen(delivery=delivery, by=request.user)
    return render(request, "markets/own/signal.html", {"delivery": delivery, "signal": delivery.signal, "form": form})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def my_result(request: HttpRequest, reference: str) -> HttpResponse:
    """Exports noted for me: confirm them, or say what is not right."""
    found = get_object_or_404(
        _results(request).select_related("party", "program", "destination", "family"), reference=reference
    )
    can_answer = RESULT.allows(found, "confirm")
    disputes = request.method == "POST" and request.POST.get("step") == "dispute"
    form = AnswerForm(request.POST if disputes else None, label=_("What is not right?"))
    if request.method == "POST" and can_answer and (not disputes or form.is_valid()):
        try:
            if disputes:
                actions.dispute_result(result=found, by=request.user, answer=form.cleaned_data["answer"])
            else:
                actions.confirm_result(result=found, by=request.user)
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Thank you. Your answer is written down."))
            return redirect("my_result", reference=reference)
    context = {
        "result": found,
        "shares": found.shares.select_related("program"),
        "can_answer": can_answer,
        "form": form,
    }
    return render(request, "markets/own/result.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def my_declaration(request: HttpRequest, reference: str) -> HttpResponse:
    """Exports declared by the exporter; an officer looks at them and sends them back to be confirmed."""
    party = get_object_or_404(_parties(request).filter(exporter__isnull=False), reference=reference)
    taken = Enrolment.objects.filter(party=party).values("program")
    programs = Program.objects.filter(code__in=taken)
    form = ResultForm(request.POST if request.method == "POST" else None, programs=programs)
    if request.method == "POST" and form.is_valid() and declare_from(form, party, request.user) is not None:
        messages.success(request, _("We have received your declaration. An officer looks at it, then you confirm it."))
        return redirect("my_markets")
    return render(
        request, "markets/own/declare.html", {"party": party, "form": form, "has_programs": programs.exists()}
    )


def _parties(request: HttpRequest):
    return Party.objects.active().filter(mandates__user=request.user, mandates__until=None).distinct()


def _deliveries(request: HttpRequest):
    return SignalDelivery.objects.filter(party__in=_parties(request))


def _results(request: HttpRequest):
    return ExportResult.objects.filter(party__in=_parties(request))
