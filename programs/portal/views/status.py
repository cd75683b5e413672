"""The state of a file without an account: reference and phone, then a code, then what may be told."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access.forms import refuse_too_many
from foundation.references import normalise_reference
from programs.applications.timeline import status_words, timeline
from programs.portal.forms import CodeForm, FollowForm
from programs.portal.status import ask_for_code, asked_in, open_with_code, opened_file


@never_cache
@sensitive_post_parameters("phone")
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Reference and phone. Says nothing about whether the file exists: the code, sent to the phone, opens it."""
    form = FollowForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reference = normalise_reference(form.cleaned_data["reference"])
        if reference is None:
            form.add_error("reference", _("This reference is mistyped: compare it with your receipt, sign by sign."))
        elif request.user.is_authenticated:
            return redirect("portal:file", reference=reference)
        else:
            phone = form.cleaned_data["phone"]
            try:
                refuse_too_many(phone)
                refuse_too_many(reference)
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                code = ask_for_code(request.session, reference=reference, phone=phone)
                if settings.DEMO_SIGN_IN and code:
                    messages.info(request, _("Demonstration: the code is %(code)s.") % {"code": code})
                return redirect("portal:follow_code")
    return render(request, "portal/follow.html", {"form": form})


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code; wrong, late and never sent are told in the same words."""
    asked = asked_in(request.session)
    if asked is None:
        messages.info(request, _("This code is over. Ask for another."))
        return redirect("portal:follow")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reference = open_with_code(request.session, form.cleaned_data["code"])
        if reference is not None:
            return redirect("portal:status", reference=reference)
        if asked_in(request.session) is None:
            messages.error(
                request, _("Three wrong codes. Compare reference and phone with your receipt, then ask for another.")
            )
            return redirect("portal:follow")
        form.add_error("code", _("This code is not right. Look at the last message you received."))
    return render(request, "portal/follow_code.html", {"form": form, "asked": asked})


@never_cache
@require_safe
def status(request: HttpRequest, reference: str) -> HttpResponse:
    """The state in plain words, who acts, by when, the dates so far; answers, documents and reasons need signing in."""
    application = opened_file(request.session, reference)
    if application is None:
        return redirect("portal:follow")
    context = {
        "application": application,
        "words": status_words(application),
        # Titles and dates: what somebody wrote about the file is read after signing in.
        "steps": timeline(application),
    }
    return render(request, "portal/status.html", context)
