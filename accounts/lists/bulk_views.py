"""One page for every bulk act of every staff list: what will happen, then what happened, row by row."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.lists.bulk import MOST_AT_ONCE, acts_of, carry_out, new_token, title_of
from accounts.lists.pages import back_to
from accounts.lists.registry import LISTS


@require_POST
def bulk(request: HttpRequest, name: str, act: str) -> HttpResponse:
    """Rows are looked for within the reader's reach each time; what they may not see is not moved."""
    if name not in LISTS:
        raise Http404
    listed = LISTS[name]
    chosen = dict(acts_of(name, request.user)).get(act)
    if chosen is None or not listed.may_open(request.user):
        raise PermissionDenied
    numbers = [int(pick) for pick in request.POST.getlist("pick")[:MOST_AT_ONCE] if pick.isdecimal()]
    rows = listed.rows(request.user)
    references = request.POST.getlist("file")[:MOST_AT_ONCE]
    rows = rows.filter(pk__in=numbers) if numbers or not references else rows.filter(reference__in=references)
    rows = list(rows.order_by("pk"))
    if not rows:
        messages.error(request, _("Choose at least one row."))
        return back_to(listed, "")
    goes = "token" in request.POST
    form = chosen.form(request.POST if goes else None, rows, request.user)
    token, outcomes = request.POST.get("token") or new_token(), None
    if goes and form.is_valid():
        outcomes = carry_out(chosen, rows, form.cleaned_data, by=request.user, token=token)
    context = admin.site.each_context(request) | {
        "title": chosen.label,
        "listed": listed,
        "act": chosen,
        "form": form,
        "token": token,
        "rows": [(row, title_of(row), chosen.why_not(row, request.user)) for row in rows] if outcomes is None else [],
        "outcomes": outcomes,
        "done": sum(outcome.is_done for outcome in outcomes) if outcomes is not None else 0,
    }
    response = render(request, "lists/bulk.html", context, status=422 if goes and outcomes is None else 200)
    response["Cache-Control"] = "private, no-store"
    return response
