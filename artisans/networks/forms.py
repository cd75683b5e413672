"""What officers type about networks and their orders."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from artisans.networks.choices import MemberStatus
from artisans.networks.models import Network
from foundation.errors import InvalidValue
from foundation.money import parse_amount
from foundation.time import today


class AmountField(forms.CharField):
    """Dirhams as people type them."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"dir": "ltr", "inputmode": "decimal"}))
        super().__init__(max_length=30, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_amount(text)
        except InvalidValue as error:
            raise forms.ValidationError(error.message) from error


class MemberForm(forms.Form):
    member = forms.CharField(
        label=_("Beneficiary"),
        max_length=60,
        help_text=_("Reference, card number or phone of the new member."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    from_on = forms.DateField(
        label=_("From"), initial=today, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    commitments = forms.CharField(
        label=_("Commitments of both sides"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class LeaveForm(forms.Form):
    on = forms.DateField(
        label=_("Last day"), initial=today, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)


class OrderForm(forms.Form):
    """An order, with one field of a share for each active member."""

    buyer = forms.CharField(label=_("Buyer"), max_length=160)
    amount = AmountField(label=_("Amount (MAD)"))
    ordered_on = forms.DateField(
        label=_("Ordered on"), initial=today, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    delivered_on = forms.DateField(
        label=_("Delivered on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, network: Network, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {
            f"share_{member.pk}": member
            for member in network.memberships.filter(status=MemberStatus.ACTIVE).select_related("party")[:200]
        }
        for name, member in self.members.items():
            self.fields[name] = AmountField(label=_("Share of %(name)s (MAD)") % {"name": member.party}, required=False)

    def shares(self) -> dict[Any, Any]:
        return {member: self.cleaned_data[name] for name, member in self.members.items() if self.cleaned_data.get(name)}
