"""The two doors, invitations, the language."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import LoginView
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language

from accounts.access.actions import InvitationIsOver, accept_invitation, open_invitation
from accounts.access.forms import NewPasswordForm
from accounts.people.models import User
from accounts.people.scopes import holds_a_role
from foundation.errors import DomainError


class StaffLoginView(LoginView):
    """The sign-in page with the staff's part open: e-mail and password, then the second factor."""

    def get_default_redirect_url(self) -> str:
        return reverse("admin:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"staff_first": True}


@require_POST
@rate_limit(action="login")
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """One click on the card of a demonstration machine; does not exist anywhere else."""
    if not settings.DEMO_SIGN_IN:
        raise Http404
    user = get_object_or_404(User, pk=request.POST.get("user") or 0, is_demonstration=True, is_active=True)
    request.session.flush()
    adapter = get_adapter(request)
    adapter.login(request, user)
    for method in ("password", "mfa") if holds_a_role(user) else ("code",):
        record_authentication(request, user, method=method)
    return adapter.post_login(
        request, user, email_verification="none", signal_kwargs=None, email=None, signup=False,
        redirect_url=request.POST.get("next") or None,
    )  # fmt: skip


@never_cache
@sensitive_post_parameters("password")
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """An invited colleague chooses a password; the second factor follows at the first sign-in."""
    try:
        invitation = open_invitation(token)
    except InvitationIsOver as refusal:
        return render(request, "account/invitation_over.html", {"sentence": refusal.message}, status=410)
    form = NewPasswordForm(
        request.POST or None, initial={"full_name": invitation.full_name, "language": request.LANGUAGE_CODE}
    )
    if request.method == "POST" and form.is_valid():
        try:
            accept_invitation(token=token, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("password", refusal.message)
        else:
            messages.success(request, _("Your account is open. Sign in, then set up your second factor."))
            return redirect("staff_login")
    return render(request, "account/invitation.html", {"form": form, "invitation": invitation})


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Django's switch, and the person's own choice is kept for next time and for letters."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        request.user.language = language
        request.user.save(update_fields=["language"])
    return django_set_language(request)
