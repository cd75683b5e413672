"""How allauth reaches our users: codes for applicants, password and second factor for staff."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import emails
from accounts.access.forms import PhoneField
from accounts.people.models import User
from accounts.people.scopes import holds_a_role
from foundation import crypto
from foundation.errors import InvalidValue
from foundation.phones import normalise_phone


class AccountAdapter(DefaultAccountAdapter):
    """Applicants enter by a code to their phone or e-mail; whoever holds a role never does."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """There is no sign-up page: the first code that is confirmed opens the account."""
        return False

    # --- phones

    def phone_form_field(self, **options: Any) -> forms.Field:
        return PhoneField(**options)

    def clean_phone(self, phone: str) -> str:
        try:
            return normalise_phone(phone)
        except InvalidValue as refusal:
            raise forms.ValidationError(refusal.message) from refusal

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        """Staff sign in without their phone, so theirs is not asked for."""
        return (user.phone, user.phone_verified) if user.phone and not holds_a_role(user) else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.set_phone(phone)
        user.phone_verified = verified
        user.save(update_fields=["phone", "phone_lookup", "phone_tail", "phone_verified"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> User | None:
        """Only those who may enter by code: for staff and for those who left, the number is as good as unknown."""
        user = User.objects.by_phone(phone)
        return user if user and user.is_active and not holds_a_role(user) else None

    def send_verification_code_sms(self, user: User, phone: str, code: str, **_more: Any) -> None:
        emails.queue_code(user=user, address=phone, code=code)
        self._show_in_demonstration(code)

    def send_unknown_account_sms(self, phone: str, **_more: Any) -> None:
        """Nothing leaves: the number belongs to staff, or to somebody who was deactivated."""

    def send_account_already_exists_sms(self, phone: str) -> None:
        """Nothing leaves: there is no sign-up to answer."""

    # --- mails

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Everything allauth writes goes through the outbox; letters we have no words for are not sent."""
        name = template_prefix.rpartition("/")[2]
        if name == "login_code":
            user = User.objects.filter(email__iexact=email).first()
            emails.queue_code(user=user, address=email, code=context["code"])
            self._show_in_demonstration(context["code"])
        elif name == "password_reset_key" and holds_a_role(context["user"]):
            emails.queue_password_link(user=context["user"], address=email, url=context["password_reset_url"])
        elif name == "unknown_account":
            user = User.objects.filter(email__iexact=email).first()
            if user and user.is_active and holds_a_role(user):
                emails.queue_staff_door(user=user, address=email)

    def _show_in_demonstration(self, code: str) -> None:
        """A demonstration sends nothing, so the code is shown where it would be typed."""
        if settings.DEMO_SIGN_IN and self.request:
            messages.info(self.request, _("Demonstration: the code is %(code)s.") % {"code": code})

    # --- signing in

    def pre_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse | None:
        """The second lock on the same door: a code alone never opens a session for somebody with a role."""
        methods = {entry["method"] for entry in get_authentication_records(request, user)}
        if holds_a_role(user) and "password" not in methods:
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("staff_login")))
        return super().pre_login(request, user, **options)

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        """From here on the pages speak the person's language: the one they came in, else the one we know of them."""
        response = super().post_login(request, user, **options)
        remember_language(response, language_of(request, user))
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if holds_a_role(request.user):
            return reverse("admin:index")
        with translation.override(language_of(request, request.user)):
            return reverse("home")

    def add_message(self, request: HttpRequest, level: int, *arguments: Any, **options: Any) -> None:
        """Arriving is its own confirmation; what allauth says about codes stays."""
        if "account/messages/logged_in.txt" not in arguments:
            super().add_message(request, level, *arguments, **options)


class MfaAdapter(DefaultMFAAdapter):
    """Second factors of staff; their secrets are ciphertext in the database."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(crypto.encrypt(text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(base64.b64decode(encrypted_text))

    def get_totp_label(self, user: User) -> str:
        return user.email or str(user.pk)


def language_of(request: HttpRequest, user: User) -> str:
    """An applicant who read /ar/ on the way stays in Arabic, whatever was noted of them; staff keep their own choice."""
    read = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return read if read in dict(settings.LANGUAGES) and not holds_a_role(user) else user.language


def remember_language(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86_400, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
