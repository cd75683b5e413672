"""A centre's inventory and days, an exporter's markets, turnover and papers: each act on a page of its own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from artisans.documents.actions import store_document
from artisans.documents.models import Document
from artisans.documents.views import serve_document
from artisans.networks import actions, forms
from artisans.networks.forms.fields import plain
from artisans.networks.models import CentreEquipment, PartyPaper
from artisans.networks.papers import label_of
from artisans.networks.views.steps import bound, step_page
from artisans.parties.actions import confirm_turnover, set_turnover
from artisans.parties.models import Party
from artisans.parties.permissions import can_edit
from artisans.parties.views.desk import party_or_404, refuse_unless, say, to_party
from foundation.errors import DomainError


@require_http_methods(["GET", "POST"])
def record_step(request: HttpRequest, reference: str, step: str, number: int = 0) -> HttpResponse:
    """The form of one act on this party's records; or the act itself where nothing needs to be typed."""
    party = party_or_404(request, reference)
    refuse_unless(can_edit(request.user, party))
    if step in PRESSED:
        if request.method != "POST":
            raise Http404
        try:
            done = PRESSED[step](request, party, number)
        except DomainError as error:
            say(request, error)
        else:
            messages.success(request, done)
        return to_party(party)
    if step not in TYPED:
        raise Http404
    crumbs = [
        (_("Beneficiaries"), reverse("admin:artisans_parties")),
        (str(party), reverse("admin:artisans_party", args=[reference])),
    ]
    return step_page(
        request,
        back=reverse("admin:artisans_party", args=[reference]),
        crumbs=crumbs,
        **TYPED[step](request, party, number),
    )


@require_http_methods(["GET"])
def record_document(request: HttpRequest, reference: str, what: str, number: int) -> HttpResponse:
    """The proof, photo or paper itself, in the scope of the party it belongs to."""
    party = party_or_404(request, reference)
    rows = {
        "paper": lambda: party.papers.select_related("document"),
        "turnover": lambda: _exporter(party).turnovers.select_related("proof"),
        "equipment": lambda: _centre(party).inventory.select_related("photo"),
    }
    if what not in rows:
        raise Http404
    row = get_object_or_404(rows[what](), pk=number)
    document = row.document if what == "paper" else row.proof if what == "turnover" else row.photo
    if document is None:
        raise Http404
    return serve_document(document, inline="inline" in request.GET)


def _exporter(party: Party) -> Any:
    if not hasattr(party, "exporter"):
        raise Http404
    return party.exporter


def _centre(party: Party) -> Any:
    if not hasattr(party, "centre"):
        raise Http404
    return party.centre


def _stored(request: HttpRequest, file: Any) -> Document | None:
    return store_document(file, by=request.user) if file else None


# --- exporters


def _market(request: HttpRequest, party: Party, number: int) -> dict[str, Any]:
    exporter = _exporter(party)
    initial = {}
    if number:
        row = get_object_or_404(exporter.destinations, pk=number)
        initial = {"country": row.country_id, "stance": row.stance, "since": row.since, "note": row.note}
    return {
        "title": _("Market"), "form": bound(forms.MarketForm, request, initial=initial), "submit": _("Keep"),
        "act": lambda data: actions.set_market(exporter=exporter, by=request.user, **data), "done": _("The market is kept."),
    }  # fmt: skip


def _turnover(request: HttpRequest, party: Party, number: int) -> dict[str, Any]:
    exporter = _exporter(party)
    initial: dict[str, Any] = {}
    if number:
        row = get_object_or_404(exporter.turnovers, pk=number)
        initial = {"year": row.year, "currency": row.currency, "export": plain(row.export), "total": plain(row.total), "source": row.source}  # fmt: skip

    @transaction.atomic
    def act(data: dict[str, Any]) -> None:
        proof = _stored(request, data.pop("proof"))
        set_turnover(exporter=exporter, proof=proof, by=request.user, **data)

    return {
        "title": _("Declare a turnover"), "form": bound(forms.TurnoverForm, request, initial=initial), "submit": _("Keep"),
        "act": act, "done": _("The turnover is kept. A colleague confirms it against its proof."),
        "lead": _("A new figure for the same year and currency replaces the former, which stays in the history."),
    }  # fmt: skip


def _paper(request: HttpRequest, party: Party, number: int) -> dict[str, Any]:
    initial = {}
    if number:
        initial = {"kind": get_object_or_404(party.papers, pk=number).kind}

    @transaction.atomic
    def act(data: dict[str, Any]) -> None:
        document = _stored(request, data.pop("document"))
        actions.keep_paper(party=party, document=document, by=request.user, **data)

    return {
        "title": _("Enter or renew a paper"), "form": bound(forms.PaperForm, request, initial=initial), "submit": _("Keep"),
        "act": act, "done": _("The paper is kept. A colleague verifies it."),
        "lead": _("The present paper of the same kind is replaced and stays in the history."),
    }  # fmt: skip


# --- centres


def _equipment(request: HttpRequest, party: Party, number: int) -> dict[str, Any]:
    centre = _centre(party)
    row: CentreEquipment | None = get_object_or_404(centre.inventory, pk=number) if number else None
    initial: dict[str, Any] = {}
    if row:
        initial = {name: getattr(row, name) for name in ("name", "serial_number", "quantity", "acquired_on", "origin")}
        initial["value"] = plain(row.value)

    @transaction.atomic
    def act(data: dict[str, Any]) -> None:
        photo = _stored(request, data.pop("photo"))
        actions.keep_equipment(centre=centre, equipment=row, by=request.user, photo=photo, **data)

    return {
        "title": _("Correct the inventory") if row else _("Add equipment"),
        "form": bound(forms.EquipmentForm, request, initial=initial, is_new=row is None), "submit": _("Keep"), "act": act,
        "done": _("The inventory is kept."),
    }  # fmt: skip


def _check(request: HttpRequest, party: Party, number: int) -> dict[str, Any]:
    row = get_object_or_404(_centre(party).inventory, pk=number)
    return {
        "title": _("Condition of %(equipment)s") % {"equipment": row.name},
        "form": bound(forms.CheckForm, request, initial={"condition": row.condition}), "submit": _("Keep"),
        "act": lambda data: actions.check_equipment(equipment=row, by=request.user, **data),
        "done": _("The condition is kept."),
    }  # fmt: skip


def _day(request: HttpRequest, party: Party, _number: int) -> dict[str, Any]:
    centre = _centre(party)
    return {
        "title": _("Close the centre or note a visit"), "form": bound(forms.DayForm, request), "submit": _("Keep"),
        "act": lambda data: actions.keep_day(centre=centre, by=request.user, **data), "done": _("The days are kept."),
    }  # fmt: skip


TYPED: dict[str, Callable[[HttpRequest, Party, int], dict[str, Any]]] = {
    "market": _market,
    "turnover": _turnover,
    "paper": _paper,
    "equipment": _equipment,
    "check": _check,
    "day": _day,
}


# --- one press


def _confirm_turnover(request: HttpRequest, party: Party, number: int) -> str:
    confirm_turnover(turnover=get_object_or_404(_exporter(party).turnovers, pk=number), by=request.user)
    return _("The turnover is confirmed.")


def _forget_market(request: HttpRequest, party: Party, number: int) -> str:
    actions.forget_market(market=get_object_or_404(_exporter(party).destinations, pk=number), by=request.user)
    return _("The market is forgotten.")


def _verify_paper(request: HttpRequest, party: Party, number: int) -> str:
    paper: PartyPaper = get_object_or_404(party.papers, pk=number)
    actions.verify_paper(paper=paper, by=request.user)
    return _("%(paper)s: verified.") % {"paper": label_of(paper.kind)}


def _remove_day(request: HttpRequest, party: Party, number: int) -> str:
    actions.remove_day(day=get_object_or_404(_centre(party).days, pk=number), by=request.user)
    return _("The days are removed.")


PRESSED: dict[str, Callable[[HttpRequest, Party, int], str]] = {
    "confirm-turnover": _confirm_turnover,
    "forget-market": _forget_market,
    "verify-paper": _verify_paper,
    "remove-day": _remove_day,
}
__all__ = ["record_document", "record_step"]
