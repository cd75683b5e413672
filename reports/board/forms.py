"""What the secretary types."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.budget.desk import AmountField, DayField
from reports.board.choices import ResolutionStatus, Trend

MAX_FILE = 2 * 1024 * 1024


class FollowUpForm(forms.Form):
    """Where a resolution stands."""

    status = forms.ChoiceField(
        label=_("State"),
        choices=[choice for choice in ResolutionStatus.choices if choice[0] != ResolutionStatus.PROPOSED],
    )
    on = DayField(label=_("On"))
    note_fr = forms.CharField(label=_("Note in French"), required=False, max_length=500)
    note_ar = forms.CharField(
        label=_("Note in Arabic"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
    )


class ProgressForm(forms.Form):
    """How far an action is."""

    on = DayField(label=_("On"))
    done = forms.DecimalField(label=_("Done"), max_digits=12, decimal_places=2, min_value=0)
    spent = AmountField(label=_("Spent (MAD)"))
    note_fr = forms.CharField(label=_("Note in French"), required=False, max_length=500)
    note_ar = forms.CharField(label=_("Note in Arabic"), required=False, max_length=500)


class RiskForm(forms.Form):
    """How likely and how grave a risk is, and where it goes."""

    on = DayField(label=_("On"))
    likelihood = forms.IntegerField(label=_("Likelihood (1 to 5)"), min_value=1, max_value=5)
    impact = forms.IntegerField(label=_("Impact (1 to 5)"), min_value=1, max_value=5)
    trend = forms.ChoiceField(label=_("Trend"), choices=Trend.choices)


class BudgetFileForm(forms.Form):
    """A draft budget as a spreadsheet."""

    year = forms.IntegerField(label=_("Fiscal year"), min_value=2000, max_value=2100)
    file = forms.FileField(label=_("Spreadsheet (CSV or XLSX)"))

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE:
            raise forms.ValidationError(_("The file is larger than 2 MB."))
        return file
