"""The search in the head of every staff page: answers while one types, and a page for those without scripts."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from artisans.name_search import LIKELY, LONGEST
from artisans.parties.registry import Hit
from artisans.parties.search import search
from artisans.parties.views.desk import with_chrome
from foundation.characters import tidy

OFFERED, LISTED = 8, 40


@require_http_methods(["GET", "POST"])
def search_page(request: HttpRequest) -> HttpResponse:
    """What is typed is posted, so that no number stands in an address; a name then moves there, to be kept and gone back to.

    The number or reference of one thing leads straight to it.
    """
    text = tidy((request.POST if request.method == "POST" else request.GET).get("q", "")[:LONGEST])
    has_number = any(letter.isdigit() for letter in text)
    if request.method == "POST" and text and not has_number:
        return redirect(f"{reverse('admin:search')}?{urlencode({'q': text})}")
    hits = search(text, request.user, LISTED)
    if request.method == "POST" and has_number and hits and hits[0].url and _is_the_one(hits):
        return redirect(hits[0].url)
    context = {
        "title": _("Search"),
        "subtitle": _told(hits) if text else "",
        "text": text,
        "likely": [hit for hit in hits if hit.score >= LIKELY],
        "others": [hit for hit in hits if hit.score < LIKELY],
        "can_add": request.user.has_perm("artisans.add_party"),
    }
    return with_chrome(request, "artisans/search.html", context)


@require_POST
def suggestions(request: HttpRequest) -> HttpResponse:
    """The first answers as options of the box, and how many there are for those who listen."""
    text = tidy(request.POST.get("q", "")[:LONGEST])
    hits = search(text, request.user, OFFERED)
    context = {"hits": hits, "text": text, "told": _told(hits) if text else ""}
    response = render(request, "artisans/search_suggestions.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _is_the_one(hits: list[Hit]) -> bool:
    """One thing has this number; its files do not make it two."""
    beneficiaries = [hit for hit in hits if hit.type in {"person", "organisation"}]
    return hits[0].score == 100 and (len(hits) == 1 or (hits[0] in beneficiaries and len(beneficiaries) == 1))


def _told(hits: list[Hit]) -> str:
    if not hits:
        return _("Nothing found.")
    return ngettext("%(count)s result", "%(count)s results", len(hits)) % {"count": len(hits)}
