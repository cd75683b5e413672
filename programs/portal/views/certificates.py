"""Whether a certificate somebody holds in their hand is ours. The code on the paper is the key; nothing can be listed or guessed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from programs.enrolments.models import Certificate
from programs.enrolments.queries import attended


@require_safe
@never_cache
def check(request: HttpRequest, token: str) -> HttpResponse:
    """What the paper should say, so that a changed one is noticed."""
    found = (
        Certificate.objects.filter(token=token)
        .select_related("enrolment__party", "enrolment__version__program")
        .first()
    )
    context = {"certificate": found, "attended": attended(found.enrolment) if found else None}
    return render(request, "portal/certificate.html", context, status=200 if found else 404)
