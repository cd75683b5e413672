"""What people type about market notes and export results."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from artisans.networks.forms import AmountField
from artisans.reference.models import ProductFamily, Region, Trade
from foundation.time import today
from markets.trade.models import Destination
from programs.catalog.models import Program


class RecipientsForm(forms.Form):
    """Whom a note is for; every field given narrows the list."""

    program = forms.ModelChoiceField(
        label=_("Enrolled in the programme"), queryset=Program.objects.none(), required=False,
        help_text=_("The delivery counts for this programme."),
    )  # fmt: skip
    exporters = forms.BooleanField(label=_("Exporters only"), required=False)
    family = forms.ModelChoiceField(label=_("Product family"), queryset=ProductFamily.objects.none(), required=False)
    trade = forms.ModelChoiceField(label=_("Trade"), queryset=Trade.objects.none(), required=False)
    market = forms.ModelChoiceField(
        label=_("Market sold to or sought"), queryset=Destination.objects.none(), required=False
    )
    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("program", Program), ("family", ProductFamily), ("trade", Trade), ("region", Region)):
            self.fields[name].queryset = model.objects.all()
        self.fields["market"].queryset = Destination.objects.filter(retired_on=None)


class ActedForm(forms.Form):
    interaction = forms.CharField(
        label=_("What was done with it?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["interaction"].example = _("Samples sent to a buyer in Lyon; answer expected in May.")


class AnswerForm(forms.Form):
    """The word of the beneficiary, or how it came to the office."""

    answer = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: Any, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label, self.fields["answer"].required = label, required


class FiguresForm(forms.Form):
    """Exports of a period, what they would have been anyway, and whose doing the difference is (100 % in all)."""

    amount = AmountField(label=_("Exports in this period (MAD)"))
    without_low = AmountField(
        label=_("Without the programme, at least (MAD)"),
        help_text=_("What would have been sold without our support: a careful guess downwards."),
    )
    without_high = AmountField(
        label=_("Without the programme, at most (MAD)"), help_text=_("The same, a careful guess upwards.")
    )
    share_program = forms.DecimalField(
        label=_("Owed to the programme (%)"), min_value=0, max_value=100, decimal_places=2,
        help_text=_("The three shares make 100 % together."),
    )  # fmt: skip
    share_own = forms.DecimalField(
        label=_("Owed to the exporter’s own effort (%)"), min_value=0, max_value=100, decimal_places=2
    )
    share_other = forms.DecimalField(
        label=_("Owed to somebody else (%)"), min_value=0, max_value=100, decimal_places=2, required=False
    )
    other_label = forms.CharField(label=_("Who else?"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        amount, low, high = (data.get(name) for name in ("amount", "without_low", "without_high"))
        if None not in (low, high) and low > high:
            self.add_error("without_high", _("“At most” is not below “at least”."))
        elif None not in (amount, high) and high > amount:
            self.add_error("without_high", _("This is more than the exports made."))
        shares = [data.get(name) or Decimal(0) for name in ("share_program", "share_own", "share_other")]
        if not {"share_program", "share_own", "share_other"} & self.errors.keys() and sum(shares) != 100:
            self.add_error(
                "share_own", _("The shares make %(total)s %%: they must make 100 %%.") % {"total": sum(shares)}
            )
        if data.get("share_other") and not data.get("other_label", "").strip():
            self.add_error("other_label", _("Name who else contributed."))
        return data

    def shares(self, program: Program, own_label: str) -> list[dict[str, Any]]:
        """As `declare_result` wants them; empty shares are left out."""
        data = self.cleaned_data
        rows = [
            {"program": program, "percent": data["share_program"]},
            {"label": own_label, "percent": data["share_own"]},
            {"label": data["other_label"].strip(), "percent": data["share_other"] or Decimal(0)},
        ]
        return [row for row in rows if row["percent"] > 0]

    @property
    def figures(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("amount", "without_low", "without_high")}


class ResultForm(FiguresForm):
    """A declaration; `programs` are those the exporter takes or took part in."""

    program = forms.ModelChoiceField(label=_("Programme"), queryset=Program.objects.none())
    period_start = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    period_end = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    destination = forms.ModelChoiceField(label=_("Market"), queryset=Destination.objects.none(), required=False)
    family = forms.ModelChoiceField(label=_("Product family"), queryset=ProductFamily.objects.none(), required=False)
    basis = forms.CharField(
        label=_("How was the estimate made?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = (
        "program", "period_start", "period_end", "destination", "family", "amount", "without_low", "without_high",
        "basis", "share_program", "share_own", "share_other", "other_label",
    )  # fmt: skip

    def __init__(self, *args: Any, programs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = programs
        self.fields["destination"].queryset = Destination.objects.filter(retired_on=None)
        self.fields["family"].queryset = ProductFamily.objects.all()
        self.fields["basis"].example = _(
            "Orders of the same months of the three years before; two new buyers met at the fair."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("period_start"), data.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("The end cannot be before the start."))
        if start and start > today():
            self.add_error("period_start", _("This day is still to come."))
        return data

    @property
    def facts(self) -> dict[str, Any]:
        names = ("program", "period_start", "period_end", "destination", "family", "basis")
        return self.figures | {name: self.cleaned_data[name] for name in names}


class AmendForm(FiguresForm):
    """A disputed result corrected."""

    reason = forms.CharField(label=_("What was corrected, and why?"), max_length=500)
