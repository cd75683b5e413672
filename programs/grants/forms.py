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


class VouchForm(forms.Form):
    """Why a payment cannot wait for the account to rest, and how somebody made sure of the account."""

    reason = forms.CharField(
        label=_("Why can the payment not wait?"), max_length=240, widget=forms.Textarea(attrs={"rows": 2})
    )
    checked = forms.CharField(
        label=_("How did you check that the account is the beneficiary’s?"),
        max_length=240,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Never by a phone number or letter that came with the account itself."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].example = _("The workshop is shut; the order for materials ends on Friday.")
        self.fields["checked"].example = _("Called the agency at its published number; the bank’s certificate seen.")


class CountersignForm(forms.Form):
    agrees = forms.BooleanField(
        label=_(
            "I compared the holder at the bank with the beneficiary and take responsibility for paying this account now."
        )
    )


class PolicyForm(forms.Form):
    """A new version of the rules of payment; empty thresholds are left out."""

    account_rest_days = forms.IntegerField(
        label=_("Days an account must have been verified before it is paid"),
        min_value=0,
        max_value=90,
        help_text=_("Earlier only when one person vouches for the account and another countersigns."),
    )
    max_batch_amount = AmountField(
        label=_("Most a batch may hold (MAD)"), required=False, help_text=_("Empty: no limit.")
    )
    act = forms.CharField(label=_("Act that decides it"), max_length=240)

    THRESHOLDS = 3

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].example = _("decision of the director of 12 January 2024, no. 3")
        for number in range(1, self.THRESHOLDS + 1):
            self.fields[f"above_{number}"] = AmountField(
                label=_("Threshold %(number)s: above (MAD)") % {"number": number}, required=False
            )
            self.fields[f"signatures_{number}"] = forms.TypedChoiceField(
                label=_("Threshold %(number)s: people who sign") % {"number": number},
                choices=[("", "—"), *((str(value), str(value)) for value in range(5, 8))],
                coerce=int,
                empty_value=None,
                required=False,
            )
        self.order_fields(
            ["account_rest_days", "max_batch_amount"]
            + [f"{part}_{number}" for number in range(1, self.THRESHOLDS + 1) for part in ("above", "signatures")]
            + ["act"]
        )

    def clean(self) -> dict:
        data = super().clean()
        for number in range(1, self.THRESHOLDS + 1):
            above, people = data.get(f"above_{number}"), data.get(f"signatures_{number}")
            if above and not people and f"signatures_{number}" not in self.errors:
                self.add_error(f"signatures_{number}", _("Say how many people sign above this amount."))
            if people and not above and f"above_{number}" not in self.errors:
                self.add_error(f"above_{number}", _("Give the amount above which they sign."))
        return data

    @property
    def thresholds(self) -> list:
        """(above, people) of the filled rows."""
        pairs = (
            (self.cleaned_data.get(f"above_{number}"), self.cleaned_data.get(f"signatures_{number}"))
            for number in range(1, self.THRESHOLDS + 1)
        )
        return [(above, people) for above, people in pairs if above and people]
