"""The person's own way to what was entered for them: a code to their phone, then one thing only they hold."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from artisans.counter.actions import claim_party
from artisans.counter.forms import ProofForm
from artisans.counter.queries import claimable
from foundation.errors import DomainError
from foundation.references import normalise_reference

NUMBER = "counter_number"


@require_safe
@never_cache
def claim(request: HttpRequest) -> HttpResponse:
    """What to do, and the box for the phone. Says nothing about anybody: the code goes through the ordinary door."""
    number = normalise_reference(request.GET.get("number", "")[:30]) or ""
    if number:
        # For the next page of this visitor: it saves typing and proves nothing.
        request.session[NUMBER] = number
    if request.user.is_authenticated:
        return redirect("counter:mine")
    door = f"{reverse('account_request_login_code')}?{urlencode({'next': reverse('counter:mine')})}"
    return render(request, "artisans/counter/claim.html", {"door": door})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """The files of this phone that wait for their person; several on a shared phone, of which one is chosen."""
    waiting = claimable(request.user)
    form = ProofForm(request.POST or None, initial={"proof": request.session.get(NUMBER, "")})
    if request.method == "POST":
        place = request.POST.get("who", "")
        chosen = waiting[int(place)] if place.isdigit() and int(place) < len(waiting) else None
        if chosen is None and len(waiting) == 1 and not place:
            chosen = waiting[0]
        if chosen is None and not waiting:
            raise Http404
        if chosen is None:
            form.add_error(None, _("Choose for whom."))
        elif form.is_valid():
            try:
                claim_party(party=chosen, proof=form.cleaned_data["proof"], by=request.user)
            except DomainError as error:
                form.add_error(None, error.message)
            else:
                request.session.pop(NUMBER, None)
                messages.success(request, _("Welcome. This is your own file now."))
                return redirect("portal:my_data")
    # Until the proof, only the beginnings of the names: the phone may be shared, or typed wrong.
    people = [
        {"number": place, "name": _initials(str(party)), "commune": party.commune}
        for place, party in enumerate(waiting)
    ]
    context = {"form": form, "people": people, "is_shared": len(people) > 1}
    return render(request, "artisans/counter/mine.html", context, status=422 if form.errors else 200)


def _initials(name: str) -> str:
    return " ".join(f"{word[:1]}•••" for word in name.split()[:4])
