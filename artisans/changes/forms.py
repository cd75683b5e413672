"""What is typed to ask for a change or to decide one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from artisans import identifiers
from artisans.changes.choices import ChangeKind
from artisans.parties.choices import IdentifierKind
from artisans.parties.form_parts import CheckedField
from foundation.phones import normalise_phone


class AskForm(forms.Form):
    """The new value comes first, by kind; then why, and a proof."""

    reason = forms.CharField(
        label=_("Why it changes"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: new identity card, account closed, number lost."),
    )
    proof = forms.FileField(
        label=_("Proof (PDF or photo)"), required=False, help_text=_("The new card, the bank's certificate…")
    )

    def values(self) -> dict[str, Any]:
        """The wanted values, as `request_change` takes them."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"reason", "proof"}}


class IdentifierAsk(AskForm):
    kind = forms.ChoiceField(label=_("Kind of number"), choices=IdentifierKind.choices)
    number = forms.CharField(
        label=_("New number"), max_length=40, widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"})
    )
    court = forms.CharField(label=_("Court (trade register only)"), max_length=60, required=False)
    field_order = ["kind", "number", "court", "reason", "proof"]


class AccountAsk(AskForm):
    rib = CheckedField(
        label=_("Bank account (RIB or Moroccan IBAN)"),
        check=lambda text: identifiers.check_rib(text).value,
        max_length=40,
        help_text=_("24 digits, as on the bank's certificate."),
        example="011 780 0000123456789012 96",
    )
    holder = forms.CharField(label=_("Account holder"), max_length=160, help_text=_("As the bank writes it."))
    field_order = ["rib", "holder", "reason", "proof"]


class NameAsk(AskForm):
    name_fr = forms.CharField(label=_("Name (Latin script)"), max_length=200)
    name_ar = forms.CharField(
        label=_("Name (Arabic script)"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
    )
    field_order = ["name_fr", "name_ar", "reason", "proof"]


class BirthDateAsk(AskForm):
    birth_date = forms.DateField(
        label=_("Birth date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ["birth_date", "reason", "proof"]


class PhoneAsk(AskForm):
    phone = CheckedField(label=_("New phone"), check=normalise_phone, max_length=30, example="06 12 34 56 78")
    field_order = ["phone", "reason", "proof"]


ASK_FORMS: dict[str, type[AskForm]] = {
    ChangeKind.IDENTIFIER: IdentifierAsk,
    ChangeKind.ACCOUNT: AccountAsk,
    ChangeKind.NAME: NameAsk,
    ChangeKind.BIRTH_DATE: BirthDateAsk,
    ChangeKind.PHONE: PhoneAsk,
}


class DecisionForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed to refuse, and to accept an account whose holder bears another name."),
    )
