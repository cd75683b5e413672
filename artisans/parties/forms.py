"""What officers type about a beneficiary, checked field by field. Nothing is saved here."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from accounts.people.scopes import scopes_of
from artisans import identifiers
from artisans.parties.choices import (
    IdentifierKind,
    PartyKind,
    Sex,
)
from artisans.parties.form_parts import EMPTY, CheckedField, SectionedForm
from artisans.parties.models import Party
from artisans.parties.queries import has_verified
from artisans.reference.fields import CommuneField
from artisans.reference.models import Commune
from foundation.errors import InvalidValue
from foundation.phones import normalise_phone
from foundation.time import today


def _number(kind: str) -> Callable[[Any], str]:
    return lambda text: identifiers.CHECKS[kind](text).value


class ChangeReasonForm(forms.Form):
    """What a request for a change needs, where the value is one that others rely on."""

    change_reason = forms.CharField(
        label=_("Why it changes"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when the value is verified: another person then approves the change."),
    )
    change_proof = forms.FileField(label=_("Proof (PDF or photo)"), required=False)


class PartyForm(SectionedForm):
    """Who the beneficiary is, where, how to reach them, by which numbers they are known."""

    name_fr = forms.CharField(
        label=_("Name (Latin script)"), max_length=200, help_text=_("As on the identity card or the statutes.")
    )
    name_ar = forms.CharField(
        label=_("Name (Arabic script)"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
        help_text=_("The same name as on the card, not a translation."),
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=[*EMPTY, *Sex.choices], required=False)
    birth_date = forms.DateField(
        label=_("Birth date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    commune = CommuneField(label=_("Commune"), help_text=_("Type the first letters, in either script."))
    douar = forms.CharField(label=_("Hamlet (douar) or district"), max_length=120, required=False)
    address = forms.CharField(label=_("Address"), max_length=240, required=False)
    phone = CheckedField(
        label=_("Phone"), check=normalise_phone, required=False, max_length=30, example="06 12 34 56 78"
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES, initial="fr")
    registered_on = forms.DateField(
        label=_("Registered on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day the beneficiary gave you these facts."),
    )
    cnie = CheckedField(
        label=IdentifierKind.CNIE.label, check=_number("cnie"), required=False, max_length=20, example="AB123456"
    )
    rna = CheckedField(label=IdentifierKind.RNA.label, check=_number("rna"), required=False, max_length=40)
    ice = CheckedField(
        label=IdentifierKind.ICE.label,
        check=_number("ice"),
        required=False,
        max_length=30,
        example="000123456000093",
        help_text=_("15 digits; the last two check the others."),
    )
    rc = forms.CharField(
        label=_("Trade register number (RC)"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    rc_court = forms.CharField(
        label=_("Court of the trade register"),
        max_length=60,
        required=False,
        help_text=_("The number is unique only with its court, for example Marrakech."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    change_reason = ChangeReasonForm.base_fields["change_reason"]
    change_proof = ChangeReasonForm.base_fields["change_proof"]

    SECTIONS = [
        (_("Identity"), "", ["name_fr", "name_ar", "sex", "birth_date"]),
        (
            _("Numbers"),
            _("Each number is checked, kept encrypted and shown masked."),
            ["cnie", "rna", "ice", "rc", "rc_court"],
        ),
        (_("Place and contact"), "", ["commune", "douar", "address", "phone", "email", "language"]),
        (_("Registration"), "", ["registered_on"]),
        (
            _("Change of a verified beneficiary"),
            _(
                "Name, birth date and phone then change only once another person approves. Everything else is kept at once."
            ),
            ["change_reason", "change_proof"],
        ),
    ]
    NUMBERS = ("cnie", "rna", "ice", "rc", "rc_court")
    ABOUT_CHANGE = ("version", "change_reason", "change_proof")

    def __init__(self, *args: Any, user: User, kind: str, party: Party | None = None, **kwargs: Any) -> None:
        self.party, self.kind = party, kind
        if party is not None:
            kwargs["initial"] = _facts_of(party) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        areas = tuple(scope.area for scope in scopes_of(user, "artisans.add_party")) or ("",)
        self.fields["commune"].limit_to(areas, also=party.commune_id if party is not None else "")
        self.fields["registered_on"].initial = today
        if kind == PartyKind.PERSON:
            self._without("ice", "rc", "rc_court")
        else:
            self._without("sex", "birth_date", "cnie", "rna")
            self.fields["name_fr"].help_text = _("As in the statutes.")
        if party is not None:
            # Numbers have their own page once the party exists: each change is an act of its own.
            self._without(*self.NUMBERS)
        if party is None or not has_verified(party):
            self._without("change_reason", "change_proof")

    def _without(self, *names: str) -> None:
        for name in names:
            self.fields.pop(name, None)

    def clean_commune(self) -> Commune:
        return Commune.objects.select_related("province").get(pk=self.cleaned_data["commune"])

    def clean_registered_on(self) -> Any:
        day = self.cleaned_data["registered_on"]
        if day > today():
            raise forms.ValidationError(_now("This day has not come yet."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("rc") or data.get("rc_court"):
            try:
                identifiers.check_rc(data.get("rc", ""), data.get("rc_court", ""))
            except InvalidValue as error:
                self.add_error("rc", error.message)
        return data

    def facts(self) -> dict[str, Any]:
        """The columns of the party."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in {*self.NUMBERS, *self.ABOUT_CHANGE}
        }

    def numbers(self) -> list[tuple[str, ...]]:
        """The numbers given, as the actions take them."""
        data = self.cleaned_data
        given = [(kind, data[kind]) for kind in ("cnie", "rna", "ice") if data.get(kind)]
        return [*given, ("rc", data["rc"], data["rc_court"])] if data.get("rc") else given


class NumberForm(ChangeReasonForm):
    """One more number of a party."""

    field_order = ["kind", "number", "court", "replace", "change_reason", "change_proof"]

    kind = forms.ChoiceField(label=_("Kind of number"), choices=IdentifierKind.choices)
    number = forms.CharField(
        label=_("Number"), max_length=40, widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"})
    )
    court = forms.CharField(label=_("Court (trade register only)"), max_length=60, required=False)
    replace = forms.BooleanField(label=_("Replaces the present number of this kind"), required=False)


class AccountForm(forms.Form):
    change_reason = forms.CharField(
        label=_("Why it changes"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when the beneficiary has a verified account: another person then approves the change."),
    )
    field_order = ["rib", "holder", "proof", "change_reason"]
    rib = CheckedField(
        label=_("Bank account (RIB or Moroccan IBAN)"),
        check=lambda text: identifiers.check_rib(text).value,
        max_length=40,
        help_text=_("24 digits, as on the bank's certificate."),
        example="011 780 0000123456789012 96",
    )
    holder = forms.CharField(label=_("Account holder"), max_length=160, help_text=_("As the bank writes it."))
    proof = forms.FileField(label=_("Bank certificate (PDF or photo)"), required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class VerifyForm(forms.Form):
    """Without a reason when the names are alike."""

    reason = forms.CharField(
        label=_("Why this account is theirs"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when the two names differ."),
    )


def _facts_of(party: Party) -> dict[str, Any]:
    names = (
        "name_fr",
        "name_ar",
        "sex",
        "birth_date",
        "douar",
        "address",
        "phone",
        "email",
        "language",
        "registered_on",
        "version",
    )
    return {name: getattr(party, name) for name in names} | {"commune": party.commune_id}
