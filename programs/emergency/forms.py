"""What an officer types after a visit."""

from django import forms
from django.utils.translation import gettext_lazy as _

from artisans.networks.forms import AmountField
from foundation.time import today
from programs.emergency.choices import StructureGrade


class AssessmentForm(forms.Form):
    structure = forms.TypedChoiceField(
        label=_("Structure"), choices=StructureGrade.choices, coerce=int, widget=forms.RadioSelect
    )
    premises_loss = AmountField(label=_("Loss on premises (MAD)"), required=False)
    equipment_loss = AmountField(label=_("Equipment lost (MAD)"), required=False)
    stock_loss = AmountField(label=_("Stock lost (MAD)"), required=False)
    other_aid = AmountField(label=_("Other aid for the same damage (MAD)"), required=False)
    visited_on = forms.DateField(
        label=_("Visited on"), initial=today, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    latitude = forms.DecimalField(
        label=_("Latitude"), required=False, min_value=27, max_value=36, max_digits=8, decimal_places=5
    )
    longitude = forms.DecimalField(
        label=_("Longitude"), required=False, min_value=-14, max_value=0, max_digits=8, decimal_places=5
    )

    def clean(self):
        data = super().clean()
        for name in ("premises_loss", "equipment_loss", "stock_loss", "other_aid"):
            data[name] = data.get(name) or 0
        return data
