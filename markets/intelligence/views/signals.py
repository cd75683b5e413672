"""The desk of market notes: who had which, whom to send it to, what came of it."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.lists.pages import show_list
from accounts.people.choices import Language
from artisans.parties.models import Party
from foundation.errors import DomainError
from markets.intelligence import actions
from markets.intelligence.emails import signal_words
from markets.intelligence.forms import ActedForm, RecipientsForm
from markets.intelligence.models import MarketSignal, SignalDelivery
from markets.intelligence.permissions import may_deliver
from markets.intelligence.recipients import SHOWN, chosen, recipients
from markets.lists import SIGNALS
from programs.budget.desk import act, enter, page

READING = ("markets.view_marketsignal",)
SENDING = "markets.add_signaldelivery"


@require_GET
def signals(request: HttpRequest) -> HttpResponse:
    """Notes, the newest first, with how far each went among the beneficiaries within reach."""
    add = reverse("admin:markets_marketsignal_add") if request.user.has_perm("markets.add_marketsignal") else ""
    return show_list(SIGNALS, request, add_url=add, add_words=_("Write a note"))


@require_GET
def signal(request: HttpRequest, reference: str) -> HttpResponse:
    """One note in its languages, and every delivery within reach."""
    enter(request, *READING)
    found = _signal(reference)
    deliveries = _deliveries(request).filter(signal=found).select_related("party__commune", "program", "sent_by")
    context = {
        "title": str(found),
        "signal": found,
        "texts": _texts(found),
        "deliveries": deliveries.order_by("-acted_at", "-seen_at", "-id")[:200],
        "figures": deliveries.aggregate(
            reached=Count("id"), seen=Count("id", filter=Q(seen_at__isnull=False)),
            acted=Count("id", filter=Q(acted_at__isnull=False)),
        ),
        "can_publish": found.status == "draft" and request.user.has_perm("markets.change_marketsignal"),
        "can_send": found.status == "published" and request.user.has_perm(SENDING),
    }  # fmt: skip
    return page(request, "markets/staff/signal.html", context)


@require_POST
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    enter(request, "markets.change_marketsignal")
    found = _signal(reference)
    return act(
        request,
        lambda: actions.publish_signal(signal=found, by=request.user),
        _("The note is published: it can be sent."),
        "admin:markets_signal",
        reference,
    )


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose by filters, look at who and what, untick, send. Nothing leaves before the last button."""
    enter(request, SENDING)
    found = _signal(reference)
    if found.status != "published":
        raise Http404
    form = RecipientsForm(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    if request.method == "POST" and _send(request, found, wanted):
        return redirect("admin:markets_signal", reference)
    context = {
        "title": _("Send a note"),
        "signal": found,
        "form": form,
        "found": recipients(request.user, found, wanted) if wanted and any(wanted.values()) else None,
        "shown": SHOWN,
        "texts": _texts(found),
        "query": request.GET.urlencode(),
        "outside": bool(wanted.get("program")) and not may_deliver(request.user, wanted["program"], ""),
    }
    return page(request, "markets/staff/send.html", context)


@require_http_methods(["GET", "POST"])
def delivery(request: HttpRequest, number: int) -> HttpResponse:
    """What one beneficiary did with one note, as told to an officer by phone or on a visit."""
    enter(request, SENDING)
    found = get_object_or_404(_deliveries(request).select_related("signal", "party__commune", "program"), pk=number)
    form = ActedForm(request.POST if request.method == "POST" and "interaction" in request.POST else None)
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            actions.require_word(found, request.user)
            if form.is_bound:
                actions.mark_acted(delivery=found, by=request.user, **form.cleaned_data)
            else:
                actions.mark_seen(delivery=found, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("It is written down."))
            return redirect("admin:markets_signal", found.signal.reference)
    context = {"title": _("What came of it"), "delivery": found, "form": form}
    return page(request, "markets/staff/delivery.html", context)


def _send(request: HttpRequest, found: MarketSignal, wanted: dict[str, Any]) -> bool:
    numbers = [int(value) for value in request.POST.getlist("party") if value.isdigit()]
    try:
        fresh = actions.send_signal(
            signal=found, parties=chosen(request.user, found, numbers), program=wanted.get("program"), by=request.user
        )
    except DomainError as error:
        messages.error(request, error.message)
        return False
    count = len(fresh)
    messages.success(
        request,
        ngettext("The note went to %(count)s beneficiary.", "The note went to %(count)s beneficiaries.", count)
        % {"count": count},
    )
    return True


def _signal(reference: str) -> MarketSignal:
    return get_object_or_404(MarketSignal.objects.select_related("destination", "family"), reference=reference)


def _deliveries(request: HttpRequest):
    return SignalDelivery.objects.filter(party__in=Party.objects.for_user(request.user))


def _texts(found: MarketSignal) -> list[dict[str, Any]]:
    """The words of the note in each language; one that lacks is said to fall back on French."""
    return [
        {
            "code": code, "language": label, "lacks": not getattr(found, f"title_{code}"),
            **signal_words(found, code),
        }
        for code, label in Language.choices
    ]  # fmt: skip
