"""Doors that open only with a second factor, and sessions that end."""

import time
from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.people.scopes import holds_a_role

OPENED, SEEN = "sanad_opened_at", "sanad_seen_at"
SEEN_STEP = 60  # seconds between two notes of activity: not a write for each page
# Where a session begins, is completed and ends; and what is asked for without looking at who asks.
OPEN_PATHS = ("/accounts/", "/i18n/", "/static/", "/healthz", "/readyz")
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class StaffSecondFactorMiddleware:
    """Whoever holds a role works only in a session begun with password and second factor.

    Decided anew at each request: a role given or taken away meanwhile counts at once. Everybody's session ends after a
    while without activity, and at the latest some hours after it began.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A request without our cookie is nobody's: no session is read for it.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.path.startswith("/static/"):
            return self.get_response(request)
        if request.user.is_authenticated:
            refusal = self._refusal(request)
            if refusal is not None:
                return refusal
        return self.get_response(request)

    def _refusal(self, request: HttpRequest) -> HttpResponse | None:
        is_staff = holds_a_role(request.user)
        if _is_over(request, settings.STAFF_IDLE_SECONDS if is_staff else settings.APPLICANT_IDLE_SECONDS):
            return _sign_out(request, _("You were signed out because nothing happened for a while."), is_staff)
        if not is_staff or is_strong(request):
            return None
        has_password = "password" in _methods(request)
        has_factor = Authenticator.objects.filter(user=request.user, type__in=FACTORS).exists()
        if not has_password or has_factor:
            return _sign_out(request, _("Sign in with your password and your second factor."), True)
        if request.path.startswith(OPEN_PATHS):
            return None
        if request.path.startswith("/api/"):
            return _json_refusal()
        return HttpResponseRedirect(reverse("mfa_activate_totp"))


def is_strong(request: HttpRequest) -> bool:
    """Whether this session was opened with a password and a second factor."""
    return {"password", "mfa"} <= _methods(request)


def _methods(request: HttpRequest) -> set[str]:
    return {entry["method"] for entry in get_authentication_records(request, request.user)}


def _is_over(request: HttpRequest, idle: int) -> bool:
    moment, session = int(time.time()), request.session
    opened, seen = session.get(OPENED, moment), session.get(SEEN, moment)
    if moment - opened > settings.SESSION_COOKIE_AGE or moment - seen > idle:
        return True
    if OPENED not in session or moment - seen >= SEEN_STEP or SEEN not in session:
        session[OPENED], session[SEEN] = opened, moment
    return False


def _sign_out(request: HttpRequest, sentence: str, is_staff: bool) -> HttpResponse:
    logout(request)
    if request.path.startswith("/api/"):
        return _json_refusal()
    messages.info(request, sentence)
    return HttpResponseRedirect(reverse("staff_login" if is_staff else "account_login"))


def _json_refusal() -> JsonResponse:
    sentence = _("Sign in with your password and your second factor.")
    return JsonResponse({"code": "second_factor_needed", "detail": sentence}, status=403)
