"""What anyone may read: open calls, the check before applying, the box to follow a file."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_safe

from artisans.reference.places import place_facts, place_of, search_places
from foundation.time import now
from programs.calls.models import Call
from programs.calls.queries import check_eligibility, eligibility_questions, is_open, takes_codes
from programs.calls.questions import question_field
from programs.catalog.conditions import is_filled
from programs.portal.forms import FollowForm
from programs.portal.queries import coming_calls, offered_calls


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is open now: for whom, until when, what it gives."""
    return render(
        request, "portal/home.html", {"calls": offered_calls(), "coming": coming_calls()[:3], "form": FollowForm()}
    )


@require_safe
def call(request: HttpRequest, code: str) -> HttpResponse:
    """One call: what it offers, to whom, the conditions, the questions asked."""
    shown = get_object_or_404(Call.objects.public().select_related("version__program", "form", "rules"), code=code)
    rules = [rule["sentences"]["pass"] for rule in shown.rules.definition["rules"]]
    sections = [section["title"] for section in shown.form.definition["sections"]]
    context = {
        "call": shown,
        "is_open": is_open(shown, now()),
        "takes_codes": takes_codes(shown, now()),
        "conditions": rules,
        "sections": sections,
        "has_check": bool(eligibility_questions(shown)),
        "settings": shown.version.settings,
    }
    return render(request, "portal/call.html", context)


class CheckForm(forms.Form):
    """The few questions of a call; each must be answered to get a result."""


def _check_form(shown: Call, data=None) -> CheckForm:
    form = CheckForm(data)
    for question in eligibility_questions(shown):
        field = question_field(question, get_language() or "fr")
        field.is_required = True
        form.fields[question["code"]] = field
    return form


@require_safe
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Can I apply? A few questions, no account; nothing is stored, so the answers travel in the address."""
    shown = get_object_or_404(Call.objects.public().select_related("version__program", "rules"), code=code)
    form = _check_form(shown, request.GET if request.GET else None)
    result = None
    if form.is_bound and form.is_valid():
        for name, field in form.fields.items():
            if not is_filled(form.cleaned_data.get(name)):
                form.add_error(name, field.error_messages["required"])
        if form.is_valid():
            result = check_eligibility(shown, form.cleaned_data)
    context = {
        "call": shown,
        "form": form,
        "result": result,
        "is_open": is_open(shown, now()),
        "others": [row for row in offered_calls() if row.call != shown] if result else [],
    }
    return render(request, "portal/check.html", context)


@require_GET
def communes(request: HttpRequest) -> JsonResponse:
    """What the box that completes a commune offers, the likeliest first; `in` limits it to areas (beginnings of HCP codes)."""
    areas = tuple(request.GET.get("in", "")[:120].split()) or ("",)
    found = search_places(request.GET.get("q", "")[:60], areas=areas)
    rows = [
        {
            "code": place.code, "label": place.label, "name": place.name, "other": place.other_name,
            "province": place.province_name, "region": place.region_name,
        }
        for place in found
    ]  # fmt: skip
    return JsonResponse({"names": [place.label for place in found], "communes": rows})


@require_GET
def commune(request: HttpRequest, code: str) -> HttpResponse:
    """The facts beside the box: province, region, census counts with their source. A piece of a page."""
    place = place_of(code)
    if place is None:
        raise Http404
    return render(request, "reference/place.html", {"place": place, "facts": place_facts([code])[code]})
