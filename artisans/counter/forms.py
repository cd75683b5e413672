"""What is typed at the counter, one screen each. Fields and checks are the register's own."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from artisans import identifiers
from artisans.counter.choices import Helper, Signature
from artisans.counter.permissions import areas_of_counter
from artisans.parties.choices import ArtisanCategory, ConsentPurpose, IdentifierKind, Sex
from artisans.parties.form_parts import EMPTY, CheckedField
from artisans.parties.notices import current_notice
from artisans.reference.fields import CommuneField
from artisans.reference.models import Commune, Trade
from artisans.reference.queries import trade_groups
from foundation.phones import normalise_phone
from foundation.time import today
from foundation.words import in_language

_DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class StepForm(forms.Form):
    """One screen. `user` is the clerk: what may be chosen depends on their area."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fill choices."""


def _card(**kwargs: Any) -> CheckedField:
    return CheckedField(
        label=IdentifierKind.CNIE.label, check=lambda text: identifiers.CHECKS["cnie"](text).value, max_length=20,
        example="AB123456", **kwargs,
    )  # fmt: skip


def _phone(**kwargs: Any) -> CheckedField:
    return CheckedField(label=_("Phone"), check=normalise_phone, max_length=30, example="06 12 34 56 78", **kwargs)


def _arabic(**kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Name (Arabic script)"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
        **kwargs,
    )


class WhoForm(StepForm):
    language = forms.ChoiceField(
        label=_("In which language do you speak with the person?"), choices=[("ar", _("Arabic")), ("fr", _("French"))],
        widget=forms.RadioSelect, initial="ar",
    )  # fmt: skip
    helper = forms.ChoiceField(
        label=_("Who helps the person?"), choices=Helper.choices, widget=forms.RadioSelect, initial=Helper.NONE,
        help_text=_("The person must be present. A helper speaks for them, and is named on the paper that is signed."),
    )  # fmt: skip
    helper_name = forms.CharField(label=_("Name of the helper"), max_length=160, required=False)

    def prepare(self) -> None:
        self.fields["helper_name"].shown_when = {"question": "helper", "in": [v for v in Helper.values if v != "none"]}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("helper") not in (None, Helper.NONE) and not data.get("helper_name", "").strip():
            self.add_error("helper_name", _now("Write the name of the helper."))
        return data


class FindForm(StepForm):
    name_fr = forms.CharField(label=_("Name (Latin script)"), max_length=200, required=False)
    name_ar = _arabic(required=False)
    birth_date = forms.DateField(label=_("Birth date"), required=False, **_DATE)
    cnie = _card(required=False)
    phone = _phone(required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not any(data.get(name) for name in ("name_fr", "name_ar", "cnie", "phone")):
            raise forms.ValidationError(_now("Type a name, the number of the card or the phone."))
        return data


class IdentityForm(StepForm):
    name_fr = forms.CharField(label=_("Name (Latin script)"), max_length=200, help_text=_("As on the identity card."))
    name_ar = _arabic(required=False, help_text=_("The same name as on the card, not a translation."))
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, widget=forms.RadioSelect)
    birth_date = forms.DateField(label=_("Birth date"), **_DATE)
    cnie = _card(required=False, help_text=_("Without a card the person can be registered; most support asks for one."))
    saw_card = forms.BooleanField(label=_("I held the identity card in my hand and compared it."), required=False)

    def clean_birth_date(self) -> Any:
        day = self.cleaned_data["birth_date"]
        if not day.year >= 1900 or day > today():
            raise forms.ValidationError(_now("The birth date must lie between 1900 and today."))
        return day


class ContactForm(StepForm):
    OWNERS = [
        ("self", _("The person's own")),
        ("shared", _("Shared with the family or neighbours")),
        ("helper", _("The helper's")),
    ]
    phone = _phone(
        required=False,
        help_text=_("A code is sent there when the person later takes over the file. Read it out digit by digit."),
    )
    phone_owner = forms.ChoiceField(
        label=_("Whose phone is it?"), choices=OWNERS, widget=forms.RadioSelect, initial="self"
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    letters = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES, initial="ar")


class WhereForm(StepForm):
    commune = CommuneField(label=_("Commune"), help_text=_("Type the first letters, in either script."))
    douar = forms.CharField(label=_("Hamlet (douar) or district"), max_length=120, required=False)
    address = forms.CharField(label=_("Address"), max_length=240, required=False)

    def prepare(self) -> None:
        self.fields["commune"].limit_to(areas_of_counter(self.user))


class CraftForm(StepForm):
    trade = forms.ChoiceField(label=_("Main trade"))
    category = forms.ChoiceField(
        label=_("Category (law 50-17)"), choices=[*EMPTY, *ArtisanCategory.choices], required=False
    )
    practising_since = forms.IntegerField(
        label=_("Practising since (year)"), min_value=1930, max_value=2100, required=False
    )
    workshop_kind = forms.CharField(
        label=_("Workshop"), max_length=60, required=False, help_text=_("At home, in a shop, in a craft village…")
    )
    workers = forms.IntegerField(label=_("Workers"), min_value=0, max_value=9999, initial=0)
    apprentices = forms.IntegerField(label=_("Apprentices"), min_value=0, max_value=9999, initial=0)

    def prepare(self) -> None:
        self.fields["trade"].choices = [*EMPTY, *trade_groups()]


class ConsentForm(StepForm):
    """The notice is read aloud; each purpose is agreed to on its own."""

    read_in = forms.ChoiceField(
        label=_("I have read the notice aloud in"),
        choices=[("ar", _("Arabic")), ("fr", _("French"))],
        widget=forms.RadioSelect,
    )
    notice = forms.CharField(widget=forms.HiddenInput)

    def prepare(self) -> None:
        notice = current_notice()
        self.fields["notice"].initial = notice.version
        for purpose in ConsentPurpose.values:
            needed = purpose == ConsentPurpose.PROGRAMME
            self.fields[f"agrees_{purpose}"] = forms.BooleanField(
                label=in_language(notice.purposes[purpose]), required=needed,
                help_text=_("Without this agreement nothing can be registered.") if needed else _("The person is free to say no."),
            )  # fmt: skip
        self.fields["agrees_programme"].error_messages["required"] = _(
            "Without this agreement nothing can be registered."
        )

    def clean_notice(self) -> str:
        if self.cleaned_data["notice"] != current_notice().version:
            raise forms.ValidationError(_now("The notice has changed meanwhile. Read the new one aloud."))
        return self.cleaned_data["notice"]

    @property
    def agreed(self) -> list[str]:
        return [purpose for purpose in ConsentPurpose.values if self.cleaned_data.get(f"agrees_{purpose}")]


class SignForm(forms.Form):
    signature = forms.ChoiceField(
        label=_("The printed summary is"), choices=Signature.choices, widget=forms.RadioSelect
    )
    signed_copy = forms.FileField(
        label=_("Photo of the signed summary"), required=False, help_text=_("The paper itself stays with the chamber.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class DropForm(forms.Form):
    reason = forms.CharField(label=_("Why?"), max_length=200)


class ProofForm(forms.Form):
    """The person's second proof, after the code on their phone."""

    proof = forms.CharField(
        label=_("Number on the paper you signed, or number of your identity card"), max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip


class PhoneForm(forms.Form):
    """A lost or changed phone, told at the counter with a proof."""

    WHY = [
        ("lost", _("Lost or stolen")),
        ("changed", _("New number")),
        ("shared", _("It was somebody else's; the person has one of their own now")),
    ]
    why = forms.ChoiceField(label=_("What happened to the former phone?"), choices=WHY, widget=forms.RadioSelect)
    phone = _phone()
    proof = forms.FileField(
        label=_("Proof (PDF or photo)"),
        help_text=_("The identity card, or the power of attorney of whoever comes for the person."),
    )


def facts_of(forms_by_step: dict[str, StepForm]) -> dict[str, Any]:
    """The columns of the party from the valid screens, as `register_person` takes them."""
    identity, contact, where = (forms_by_step[name].cleaned_data for name in ("identity", "contact", "where"))
    return {
        "name_fr": identity["name_fr"], "name_ar": identity["name_ar"], "sex": identity["sex"],
        "birth_date": identity["birth_date"], "phone": contact["phone"], "email": contact["email"],
        "language": contact["letters"], "commune": Commune.objects.select_related("province").get(pk=where["commune"]),
        "douar": where["douar"], "address": where["address"],
    }  # fmt: skip


def craft_of(form: StepForm) -> dict[str, Any]:
    data = dict(form.cleaned_data)
    return data | {"trade": Trade.objects.get(pk=data["trade"])}
