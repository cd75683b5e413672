"""What people type to come in."""

from typing import Any

from allauth.account.forms import LoginForm, RequestLoginCodeForm
from allauth.account.models import EmailAddress
from allauth.core import context, ratelimit
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people.models import User
from accounts.people.scopes import holds_a_role
from foundation import crypto
from foundation.errors import InvalidValue
from foundation.phones import can_receive_text, normalise_phone
from foundation.time import today


class PhoneField(forms.CharField):
    """A phone number in any spelling, cleaned to E.164; only countries we write to."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "dir": "ltr"})

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return normalise_phone(text)
        except InvalidValue as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class EnterForm(RequestLoginCodeForm):
    """Phone or e-mail of anybody we serve, new or known. A code follows; the first one confirmed opens the account.

    The answer is the same for the known, the unknown, staff and those who left.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user: User | None = None
        self.fields["phone"].label = _("Phone number")
        self.fields["phone"].help_text = _("For example: 06 12 34 56 78")
        self.fields["email"].label = _("E-mail")
        self.order_fields(["phone", "email"])

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if phone and not can_receive_text(phone):
            raise forms.ValidationError(_("We cannot send a text message to this number. Give a mobile number."))
        return phone

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.errors:
            return values
        address = values.get("phone") or values.get("email")
        if not address:
            raise forms.ValidationError(_("Give your phone number or your e-mail."))
        refuse_too_many(address)
        self._user = who_enters(phone=values.get("phone"), email=values.get("email"))
        return values


def who_enters(*, phone: str | None, email: str | None) -> User | None:
    """The account a code may open; made on the spot for a stranger; none for staff and those who left."""
    user = User.objects.by_phone(phone) if phone else User.objects.filter(email__iexact=email).first()
    if user is not None:
        return user if user.is_active and not user.is_system and not holds_a_role(user) else None
    try:
        with transaction.atomic():
            user = User.objects.create_user(email=email, phone=phone, language=(translation.get_language() or "fr")[:2])
            if email:
                EmailAddress.objects.create(user=user, email=email, primary=True)
    except IntegrityError:  # asked twice in the same moment
        return who_enters(phone=phone, email=email)
    return user


def refuse_too_many(address: str) -> None:
    """Per address by the minute and by the day, and for everybody together: somebody pays for each text."""
    key = crypto.lookup_hash("rate", address).hex()
    for action in ("request_login_code", "codes_of_the_day"):
        if not ratelimit.consume(context.request, action=action, key=key):
            raise forms.ValidationError(_("Too many codes were asked for. Wait a while, then try again."))
    total = f"codes:{today()}"
    cache.add(total, 0, timeout=2 * 86_400)
    if cache.incr(total) > settings.CODES_A_DAY:
        raise forms.ValidationError(_("No more codes can be sent today. Call the help line."))


class StaffLoginForm(LoginForm):
    """E-mail and password; the second factor follows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(
            label=gettext_lazy("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
        )
        self.fields["password"] = forms.CharField(
            label=gettext_lazy("Password"),
            max_length=200,  # hashing cost does not grow with what somebody sends
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        )

    def _setup_password_field(self) -> None:
        """allauth drops the field when sign-up has no password; staff have one."""


class NewPasswordForm(forms.Form):
    """Chosen by whoever accepts an invitation."""

    full_name = forms.CharField(label=gettext_lazy("Your full name"), max_length=160)
    password = forms.CharField(
        label=gettext_lazy("New password"),
        help_text=gettext_lazy("At least 12 characters; a sentence is a good password."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
