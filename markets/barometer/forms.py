"""What staff type about an edition."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NewEditionForm(forms.Form):
    as_of = forms.DateField(
        label=_("Figures published until"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("For example the day of a board meeting: nothing published later enters the edition."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))


class ErratumForm(forms.Form):
    text_fr = forms.CharField(
        label=_("What was wrong (French)"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    text_ar = forms.CharField(
        label=_("What was wrong (Arabic)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "rtl"}),
    )
    text_en = forms.CharField(
        label=_("What was wrong (English)"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
