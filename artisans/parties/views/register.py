"""The list of beneficiaries, its exports, its saved views."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.people.models import SavedView
from artisans.parties.actions import record_export
from artisans.parties.filters import PartyFilterSet
from artisans.parties.forms import SavedViewForm
from artisans.parties.listing import DEFAULT_ORDER, ORDERS, list_rows, order_of
from artisans.parties.permissions import can_export
from artisans.parties.queries import HIGHEST_COUNT, capped_count, exportable, register_rows
from artisans.parties.tables import EXPORT_COLUMNS, PartyTable, count_words, export_rows
from artisans.parties.views.desk import refuse_unless, with_chrome
from foundation.paging import honest_count, keyset_page
from foundation.spreadsheets import stream_csv, stream_xlsx
from foundation.time import now, today

PAGE = "admin:artisans_parties"
ROWS = 50
PLACES = ("page", "after", "before")
FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
def party_list(request: HttpRequest) -> HttpResponse:
    """Filters and order live in the address, so that a list can be kept, shared and taken away as it is."""
    refuse_unless(request.user.has_perm("artisans.view_party"))
    filterset = PartyFilterSet(request.GET, queryset=list_rows(request.user))
    sort = request.GET["sort"] if request.GET.get("sort") in ORDERS else DEFAULT_ORDER
    page = keyset_page(filterset.qs, order_of(sort), request.GET, ROWS)
    table = PartyTable(page, order_by=sort)
    table.empty_text = _("Try another spelling, fewer filters, or register a new beneficiary.")
    table.previous_url = _address(request.GET, before=page.before) if page.before else ""
    table.next_url = _address(request.GET, after=page.after) if page.after else ""
    context = {
        "title": _("Beneficiaries"),
        "subtitle": count_words(honest_count(filterset.qs, page)),
        "filter": filterset,
        "table": table,
        "query": _kept(request.GET),
        "kept": [(name, value) for name, value in request.GET.items() if value and name not in {"q", *PLACES}],
        "views": _views(request),
        "view_form": SavedViewForm(initial={"query": _kept(request.GET)}),
        "can_export": can_export(request.user),
        "can_add": request.user.has_perm("artisans.add_party"),
    }
    return with_chrome(request, "artisans/party_list.html", context)


@require_GET
def party_export(request: HttpRequest, file_format: str) -> HttpResponse:
    """What is on screen, whole: same rows, same filter, same order, numbers masked as there. The taking away is recorded."""
    refuse_unless(can_export(request.user) and file_format in FILE_TYPES)
    filterset = PartyFilterSet(request.GET, queryset=register_rows(request.user))
    rows = exportable(filterset.qs, request.user)
    count = capped_count(rows)
    if file_format == "xlsx" and count >= HIGHEST_COUNT:
        messages.error(request, _("This list is too long for a workbook. Narrow it with filters, or take it as CSV."))
        return redirect(f"{reverse(PAGE)}?{request.GET.urlencode()}")
    record_export(by=request.user, file_format=file_format, filters=_told(request.GET), rows=count)
    sort = request.GET["sort"] if request.GET.get("sort") in ORDERS else DEFAULT_ORDER
    values = export_rows(order_of(sort).apply(rows))
    language = translation.get_language() or "fr"
    if file_format == "csv":
        pieces = stream_csv(EXPORT_COLUMNS, values, language=language)
    else:
        pieces = stream_xlsx(EXPORT_COLUMNS, values, language=language, title=_("Beneficiaries"), created=now())
    response = StreamingHttpResponse(pieces, content_type=FILE_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="sanad-beneficiaires-{today():%Y-%m-%d}.{file_format}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the present filters under a name; the same name again replaces them."""
    form = SavedViewForm(request.POST)
    query = ""
    if form.is_valid():
        query = _kept(QueryDict(form.cleaned_data["query"]))
        SavedView.objects.update_or_create(
            owner=request.user, page=PAGE, name=form.cleaned_data["name"].strip(),
            defaults={"query": query, "is_shared": form.cleaned_data["is_shared"]},
        )  # fmt: skip
        messages.success(request, _("The view is kept."))
    else:
        messages.error(request, _("Give the view a name of at most 80 letters."))
    return redirect(f"{reverse(PAGE)}?{query}")


@require_POST
def delete_view(request: HttpRequest, number: int) -> HttpResponse:
    """One's own only."""
    SavedView.objects.filter(pk=number, owner=request.user, page=PAGE).delete()
    return redirect(PAGE)


def _views(request: HttpRequest) -> list[dict[str, Any]]:
    shown = SavedView.objects.filter(page=PAGE, owner=request.user) | SavedView.objects.filter(
        page=PAGE, is_shared=True
    )
    return [
        {"number": view.pk, "name": view.name, "url": f"?{view.query}", "is_mine": view.owner_id == request.user.pk}
        for view in shown.order_by("name", "id")[:30]
    ]


def _kept(data: QueryDict) -> str:
    """The filters and the order, without the page."""
    kept = data.copy()
    for name in (*PLACES, "csrfmiddlewaretoken"):
        kept.pop(name, None)
    for name in [name for name, value in kept.items() if not value]:
        del kept[name]
    return kept.urlencode()


def _told(data: QueryDict) -> dict[str, str]:
    """The filters as the event keeps them: what was searched may be somebody's number, so only that there was a search."""
    told = {name: value for name, value in data.items() if value and name not in PLACES}
    return told | ({"q": "…"} if "q" in told else {})


def _address(data: QueryDict, **marks: str) -> str:
    kept = QueryDict(_kept(data), mutable=True)
    kept.update(marks)
    return f"?{kept.urlencode()}"
