"""The list of beneficiaries. Its views, columns and files are those of every staff list (`accounts.lists`)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from accounts.lists.pages import list_page, render_list
from artisans.parties.lists import NAME


@require_GET
def party_list(request: HttpRequest) -> HttpResponse:
    """Filters and order live in the address, so that a list can be kept, shared and taken away as it is."""
    found = list_page(NAME, request)
    return render_list(found, request, "artisans/party_list.html", can_add=request.user.has_perm("artisans.add_party"))
