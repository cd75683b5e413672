"""Published figures in the officers' house: the list with its filters, the import with its trial run."""

from django.contrib import messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.lists.pages import show_list
from foundation.errors import DomainError
from markets.lists import FIGURES
from markets.trade.actions import import_trade_file
from markets.trade.forms import ImportForm
from markets.trade.rows import REQUIRED


@require_safe
def point_list(request: HttpRequest) -> HttpResponse:
    """Every vintage of every figure."""
    add = reverse("admin:markets_import") if request.user.has_perm("markets.import_trade") else ""
    return show_list(FIGURES, request, add_url=add, add_words=_("Import published figures"))


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest) -> HttpResponse:
    """A file is tried first: what it would bring is shown, and nothing is kept until it is sent for good."""
    if not request.user.has_perm("markets.import_trade"):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    outcome, refusal = None, None
    if request.method == "POST" and form.is_valid():
        trial = "keep" not in request.POST
        sent, series = form.cleaned_data["file"], form.cleaned_data["series"]
        try:
            outcome = import_trade_file(
                file=sent, by=request.user, series=series.code if series else "", dry_run=trial, file_name=sent.name
            )
        except DomainError as error:
            refusal = error
        else:
            if not trial:
                messages.success(
                    request,
                    _("%(added)s figures taken in, %(known)s were known already.")
                    % {"added": outcome.added, "known": outcome.known},
                )
                return redirect("admin:markets_figures")
    return render(
        request, "markets/staff/import.html",
        site.each_context(request)
        | {"title": _("Import published figures"), "form": form, "outcome": outcome, "refusal": refusal, "required": REQUIRED},
    )  # fmt: skip
