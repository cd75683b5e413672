"""Markets, turnover and papers of exporters."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from artisans.networks.choices import Currency, MarketStance
from artisans.networks.forms.fields import AmountField, DayField
from artisans.networks.papers import KINDS, usual_end
from artisans.reference.models import Country
from artisans.reference.queries import country_choices
from foundation.time import today


class MarketForm(forms.Form):
    country = forms.ChoiceField(label=_("Destination"))
    stance = forms.ChoiceField(label=_("Market"), choices=MarketStance.choices, widget=forms.RadioSelect)
    since = forms.IntegerField(label=_("Since (year)"), min_value=1950, max_value=2100, required=False)
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("Kind of buyer, channel, what holds back.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "—"), *country_choices()]

    def clean_country(self) -> Country:
        return Country.objects.get(pk=self.cleaned_data["country"])


class TurnoverForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices, initial=Currency.MAD)
    export = AmountField(label=_("Export turnover"), help_text=_("In the currency above; never converted by us."))
    total = AmountField(label=_("Total turnover"), help_text=_("In the same currency."))
    source = forms.CharField(
        label=_("Source"), max_length=120, help_text=_("Tax return, balance sheet, customs statement, declaration…")
    )
    proof = forms.FileField(
        label=_("Proof"), required=False, help_text=_("Without it, nobody can confirm the turnover.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("export") is not None and data.get("total") is not None and data["export"] > data["total"]:
            self.add_error("export", _now("The export turnover cannot be larger than the whole."))
        if data.get("year") and data["year"] > today().year:
            self.add_error("year", _now("This year has not come yet."))
        return data


class PaperForm(forms.Form):
    """The end is suggested by the kind's usual validity when it is left empty."""

    kind = forms.ChoiceField(label=_("Kind of paper"), choices=[(code, kind.label) for code, kind in KINDS.items()])
    number = forms.CharField(
        label=_("Number"), max_length=60, required=False, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    issued_on = DayField(label=_("Issued on"))
    expires_on = DayField(
        label=_("Valid until"), required=False,
        help_text=_("As printed. Left empty, the usual validity of this kind is taken."),
    )  # fmt: skip
    document = forms.FileField(label=_("Document (PDF or photo)"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        issued, expires = data.get("issued_on"), data.get("expires_on")
        if issued and issued > today():
            self.add_error("issued_on", _now("This paper is not issued yet."))
        if issued and expires and expires < issued:
            self.add_error("expires_on", _now("The end cannot be before the start."))
        if issued and not expires and data.get("kind") in KINDS:
            data["expires_on"] = usual_end(data["kind"], issued)
        return data
