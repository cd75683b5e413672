"""A centre's inventory and its days."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from artisans.networks.choices import Condition, DayKind
from artisans.networks.forms.fields import AmountField, DayField
from foundation.time import today


class EquipmentForm(forms.Form):
    """`is_new=False` leaves the condition to its own page."""

    name = forms.CharField(label=_("Equipment"), max_length=160)
    serial_number = forms.CharField(
        label=_("Serial number"), max_length=80, required=False, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=9999, initial=1)
    condition = forms.ChoiceField(label=_("Condition"), choices=Condition.choices, initial=Condition.GOOD)
    value = AmountField(label=_("Value (MAD)"), required=False)
    acquired_on = DayField(label=_("Since"), required=False)
    origin = forms.CharField(label=_("Bought or given by"), max_length=160, required=False)
    photo = forms.FileField(
        label=_("Photo"), required=False, widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"})
    )

    def __init__(self, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["condition"]


class CheckForm(forms.Form):
    condition = forms.ChoiceField(label=_("Condition"), choices=Condition.choices)
    on = DayField(label=_("Seen on"), initial=today)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=300, help_text=_("Needed when it is out of order or gone.")
    )


class DayForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=DayKind.choices)
    title = forms.CharField(label=_("What"), max_length=120)
    from_on = DayField(label=_("From"), initial=today)
    to_on = DayField(label=_("Until"), required=False, help_text=_("Left empty: that day only."))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["to_on"] = data.get("to_on") or data.get("from_on")
        if data.get("from_on") and data["to_on"] and data["to_on"] < data["from_on"]:
            self.add_error("to_on", _now("The end cannot be before the start."))
        return data
