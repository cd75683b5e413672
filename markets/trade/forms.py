"""A file of published figures, as somebody sends it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from markets.trade.models import TradeSeries


class ImportForm(forms.Form):
    file = forms.FileField(label=_("File (CSV or XLSX)"))
    series = forms.ModelChoiceField(
        label=_("Series"), queryset=TradeSeries.objects.all(), to_field_name="code", required=False,
        empty_label=_("As the columns tell"),
    )  # fmt: skip
