"""What officers type on the page of an enrolment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from artisans.networks.forms import AmountField
from foundation.time import today
from programs.enrolments.choices import DiagnosticMoment


def _day(**kwargs) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500)


class PauseForm(ReasonForm):
    review_on = _day(label=_("To be reviewed on"))


class SignedForm(forms.Form):
    signed_on = _day(label=_("Signed on"), initial=today)


class DeliveryForm(forms.Form):
    """Equipment adds what was handed over."""

    delivered_on = _day(label=_("Delivered on"), initial=today)
    description = forms.CharField(label=_("Equipment"), max_length=200, required=False)
    serial_number = forms.CharField(label=_("Serial number"), max_length=80, required=False)
    value = AmountField(label=_("Value (MAD)"), required=False)


class InteractionForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("visit", _("Visit")), ("call", _("Phone call")), ("meeting", _("Meeting"))]
    )
    on = _day(label=_("Date"), initial=today)
    summary = forms.CharField(label=_("Summary"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class DiagnosticForm(forms.Form):
    """One whole score for each axis of the programme version's grid."""

    moment = forms.ChoiceField(label=_("Moment"), choices=DiagnosticMoment.choices)

    def __init__(self, *args, axes, scale, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.axes = axes
        for code, label in axes:
            self.fields[f"axis_{code}"] = forms.IntegerField(
                label=label, min_value=scale["min"], max_value=scale["max"]
            )

    @property
    def scores(self) -> dict[str, int]:
        return {code: self.cleaned_data[f"axis_{code}"] for code, _label in self.axes}
