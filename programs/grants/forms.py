"""What people type on the pages of grants and payments."""

from django import forms
from django.utils.translation import gettext_lazy as _

from artisans.networks.forms import AmountField
from programs.budget.models import BudgetLine


class BatchForm(forms.Form):
    """A new batch on one line of the person's reach."""

    line = forms.ModelChoiceField(label=_("Budget line"), queryset=BudgetLine.objects.none())
    label = forms.CharField(label=_("Name of the batch"), max_length=160)

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = BudgetLine.objects.for_user(user).select_related("program", "fiscal_year")


class AllocationForm(forms.Form):
    """Money the board adopted, with the act that says so."""

    amount = AmountField(label=_("Amount (MAD)"))
    note = forms.CharField(
        label=_("Act of the board"),
        max_length=240,
        help_text=_("For example: budget 2024, session of 27 December 2023."),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


class TransferForm(AllocationForm):
    """Free money moved to another line."""

    target = forms.ModelChoiceField(label=_("To the line"), queryset=BudgetLine.objects.none())
    field_order = ("target", "amount", "note", "key")

    def __init__(self, *args, user, source, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label, self.fields["note"].help_text = _("Reason"), ""
        self.fields["target"].queryset = (
            BudgetLine.objects.for_user(user).exclude(pk=source.pk).select_related("program", "fiscal_year")
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=240)


class AnswerForm(forms.Form):
    file = forms.FileField(label=_("The bank's answer"))


class BlockForm(forms.Form):
    cause = forms.CharField(label=_("Cause"), max_length=240)
    authority = forms.CharField(label=_("Responsible authority"), max_length=160)


class PieceForm(forms.Form):
    """One document of a claim."""

    code = forms.SlugField(label=_("Evidence"), max_length=60)
    label = forms.CharField(label=_("What it shows"), max_length=160, required=False)
    amount = AmountField(label=_("Amount shown (MAD)"), required=False)
    file = forms.FileField(label=_("Document"))


class ChosenForm(forms.Form):
    """Tranches ticked in a list."""

    tranche = forms.TypedMultipleChoiceField(label=_("Tranches"), coerce=int, choices=())

    def __init__(self, data=None, files=None) -> None:
        super().__init__(data, files)
        # Any number may be sent; the action refuses what is not payable from this batch.
        self.fields["tranche"].choices = [(value, value) for value in (data.getlist("tranche") if data else [])]
