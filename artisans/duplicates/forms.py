"""What officers write about a case."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.time import today


class DifferentForm(forms.Form):
    reason = forms.CharField(
        label=_("How you know that these are two people"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: twins seen together; two cards compared at the counter."),
    )  # fmt: skip


class LaterForm(forms.Form):
    until = forms.DateField(label=_("Ask again on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(
        label=_("What you are waiting for"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = today() + timedelta(days=14)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class SuspectForm(forms.Form):
    """The other record by its reference, and what makes one think so."""

    other = forms.CharField(label=_("Reference of the other record"), max_length=20)
    reason = forms.CharField(
        label=_("Why they may be the same"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
