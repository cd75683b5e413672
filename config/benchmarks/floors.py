"""The least a page can cost here: a bare table of 50 rows by five plain queries, behind all our middlewares."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from accounts.people.models import RoleAssignment
from artisans.parties.models import Party
from artisans.reference.models import Province, Region, Trade
from config import urls

ROWS = 50


def template_page(request: HttpRequest) -> HttpResponse:
    """Rows, two joins, three lists for choices, one count that stops: no scope, no filters, no menu."""
    rows = Party.objects.select_related("commune__province", "artisan__trade").order_by("-registered_on", "-id")[:ROWS]
    context = {
        "rows": list(rows),
        "regions": list(Region.objects.all()),
        "provinces": list(Province.objects.all()),
        "trades": list(Trade.objects.all()),
        "count": RoleAssignment.objects.order_by()[:10_001].count(),
    }
    return render(request, "benchmarks/floor.html", context)


urlpatterns = [path("floor/", template_page, name="floor"), *urls.urlpatterns]
