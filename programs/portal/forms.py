"""What applicants type outside the form of a call."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from artisans.parties.choices import IdentifierKind, LegalForm, PartyKind
from artisans.reference.models import Commune
from foundation.errors import InvalidValue
from foundation.phones import normalise_phone
from programs.calls.question_types import CommuneField


class ApplicantForm(forms.Form):
    """Who applies: a person, or an organisation with its representative. Checks of numbers are the register's."""

    kind = forms.ChoiceField(
        label=_("You apply as"),
        choices=[
            (PartyKind.PERSON, _("A craftsperson, for myself")),
            (PartyKind.ORGANISATION, _("A cooperative, association or enterprise")),
        ],
        widget=forms.RadioSelect,
        initial=PartyKind.PERSON,
    )
    name_fr = forms.CharField(
        label=_("Name in Latin letters"), max_length=200, help_text=_("As on the identity card or the statutes.")
    )
    name_ar = forms.CharField(label=_("Name in Arabic letters"), max_length=200, required=False)
    legal_form = forms.ChoiceField(label=_("Legal form"), required=False, choices=[("", "—"), *LegalForm.choices])
    identifier = forms.CharField(
        label=_("Number of your identity card (CNIE) or of the organisation (ICE)"),
        max_length=30,
        help_text=_("It tells you apart from people of the same name. It is kept encrypted."),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    agrees = forms.BooleanField(label=_("I agree that these details are kept to handle my applications (law 09-08)."))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        commune = CommuneField(
            question={}, language=get_language() or "fr", label=_("Commune"), help_text=_("Where you work.")
        )
        commune.example = _("Asni (Al Haouz)")
        self.fields["commune"] = commune
        self.fields["legal_form"].shown_when = {"question": "kind", "equals": PartyKind.ORGANISATION.value}
        self.fields["legal_form"].is_required = True
        self.fields["identifier"].example = "EE123456"
        self.fields["phone"].example = "06 12 34 56 78"
        self.order_fields(["kind", "name_fr", "name_ar", "legal_form", "identifier", "phone", "commune", "agrees"])

    def clean_phone(self) -> str:
        try:
            return normalise_phone(self.cleaned_data["phone"])
        except InvalidValue as problem:
            raise forms.ValidationError(problem.message) from problem

    def clean_commune(self) -> Commune:
        return Commune.objects.get(code=self.cleaned_data["commune"])

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("kind") == PartyKind.ORGANISATION and not cleaned.get("legal_form"):
            self.add_error("legal_form", _("Choose the legal form of the organisation."))
        return cleaned

    @property
    def identifier_kind(self) -> str:
        """The kind of number that goes with the kind of applicant."""
        return IdentifierKind.CNIE if self.cleaned_data["kind"] == PartyKind.PERSON else IdentifierKind.ICE


class FollowForm(forms.Form):
    """The box on the first page: a reference, and the phone the code is sent to."""

    auto_id = "follow_%s"

    reference = forms.CharField(
        label=_("Reference of the file"),
        max_length=20,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "characters", "autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        try:
            return normalise_phone(self.cleaned_data["phone"])
        except InvalidValue as problem:
            raise forms.ValidationError(problem.message) from problem


class CodeForm(forms.Form):
    """Six digits from a text message."""

    code = forms.CharField(
        label=_("Code received"),
        max_length=12,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr", "class": "code-input", "autofocus": True,
            }
        ),
    )  # fmt: skip


class ReasonForm(forms.Form):
    """A sentence of the applicant's: why a file is taken back."""

    reason = forms.CharField(
        label=_("Why? This helps us."), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class RenounceForm(forms.Form):
    """A support that was granted, given up: why, and that it is meant."""

    reason = forms.CharField(
        label=_("Why do you give up this support?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    agrees = forms.BooleanField(
        label=_("I understand that my place and the money go to somebody else, and that I cannot take this back.")
    )


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("Why do you contest this decision?"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Say what was overlooked or misunderstood. An officer who did not take the decision will answer you."
        ),
    )


class SubmitForm(forms.Form):
    """The last step: the notice about personal data."""

    agrees = forms.BooleanField(
        label=_(
            "I agree that the establishment handles the data of this application to examine it, to pay me and to follow it up (law 09-08)."
        )
    )


class ClaimForm(forms.Form):
    """One file for each piece of evidence that is asked."""

    def __init__(self, *args, asked: list[dict], given: set[str], language: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for row in asked:
            self.fields[row["code"]] = forms.FileField(
                label=row["name"].get(language) or row["name"]["fr"], required=row["code"] not in given,
                help_text=_("Already received; choose a file only to add another.") if row["code"] in given else _("A photo or a PDF, 10 MB at most."),
                widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
            )  # fmt: skip
