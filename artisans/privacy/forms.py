"""What is typed about requests of people on their data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from artisans.privacy.choices import RequestChannel, RequestKind


class DataRequestForm(forms.Form):
    """As an officer enters it."""

    kind = forms.ChoiceField(label=_("Request"), choices=RequestKind.choices, initial=RequestKind.RECTIFICATION)
    channel = forms.ChoiceField(
        label=_("Received"),
        choices=[choice for choice in RequestChannel.choices if choice[0] != RequestChannel.PORTAL],
        initial=RequestChannel.COUNTER,
    )
    text = forms.CharField(
        label=_("What is asked"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In the person's words: what is wrong, what they object to, why it should be erased."),
    )


class OwnRequestForm(forms.Form):
    """As the person asks on the portal."""

    kind = forms.ChoiceField(
        label=_("What do you ask?"),
        choices=[choice for choice in RequestKind.choices if choice[0] != RequestKind.ACCESS],
        widget=forms.RadioSelect,
        initial=RequestKind.RECTIFICATION,
    )
    text = forms.CharField(
        label=_("Tell us what is wrong or what you wish"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For example: my name is written with a double s; I no longer want invitations."),
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer to the person"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The person reads it on the portal or hears it at the counter."),
    )
