"""An order, and its division among the members of that day."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from artisans.networks.forms.fields import AmountField, DayField, QuantityField, plain
from artisans.networks.models import NetworkMember, Order
from foundation.time import today


class OrderForm(forms.Form):
    buyer = forms.CharField(label=_("Buyer"), max_length=160, help_text=_("A firm or a shop; no private address."))
    product = forms.CharField(label=_("What is ordered"), max_length=160)
    unit = forms.CharField(
        label=_("Counted in"), max_length=30, required=False, help_text=_("Pieces, square metres, kilos…")
    )
    amount = AmountField(label=_("Amount of the order (MAD)"), help_text=_("What the buyer pays, without tax."))
    ordered_on = DayField(label=_("Ordered on"), initial=today)
    due_on = DayField(label=_("To be delivered by"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("due_on") and data.get("ordered_on") and data["due_on"] < data["ordered_on"]:
            self.add_error("due_on", _now("The end cannot be before the start."))
        if data.get("amount") is not None and data["amount"] <= 0:
            self.add_error("amount", _now("The amount must be above zero."))
        return data


class DivisionForm(forms.Form):
    """One row a member: how many, at which price, to be paid by when. Empty rows are left out."""

    own_amount = AmountField(
        label=_("The aggregator's own part (MAD)"), required=False,
        help_text=_("Own work, material and margin. Together with the members' parts it makes the order exactly."),
    )  # fmt: skip
    pay_by = DayField(
        label=_("Members are paid by"), required=False, help_text=_("For every row that has no day of its own.")
    )

    def __init__(self, *args: Any, order: Order, members: list[NetworkMember], **kwargs: Any) -> None:
        present = {share.member_id: share for share in order.shares.all()}
        initial: dict[str, Any] = {"own_amount": plain(order.own_amount) if order.own_amount else ""}
        for member in members:
            if share := present.get(member.pk):
                initial |= {
                    f"quantity_{member.pk}": plain(share.quantity),
                    f"price_{member.pk}": plain(share.unit_price),
                    f"due_{member.pk}": share.due_on,
                }
        super().__init__(*args, initial=initial | (kwargs.pop("initial", None) or {}), **kwargs)
        self.order, self.members = order, members
        for member in members:
            self.fields[f"quantity_{member.pk}"] = QuantityField(label=_("Quantity"), required=False)
            self.fields[f"price_{member.pk}"] = AmountField(label=_("Price a piece (MAD)"), required=False)
            self.fields[f"due_{member.pk}"] = DayField(label=_("To be paid by"), required=False)

    def rows(self) -> Iterator[tuple[NetworkMember, BoundField, BoundField, BoundField]]:
        for member in self.members:
            yield member, self[f"quantity_{member.pk}"], self[f"price_{member.pk}"], self[f"due_{member.pk}"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for member in self.members:
            quantity, price = data.get(f"quantity_{member.pk}"), data.get(f"price_{member.pk}")
            if (quantity is None) != (price is None):
                empty = "quantity" if quantity is None else "price"
                self.add_error(f"{empty}_{member.pk}", _now("A part has a quantity and a price."))
            elif quantity is not None and not (data.get(f"due_{member.pk}") or data.get("pay_by")):
                self.add_error(f"due_{member.pk}", _now("Say by when this member is paid."))
        return data

    def parts(self) -> list[dict[str, Any]]:
        """What the action's `Part` takes, one a member with a quantity."""
        data = self.cleaned_data
        return [
            {
                "member": member,
                "quantity": data[f"quantity_{member.pk}"],
                "unit_price": data[f"price_{member.pk}"],
                "due_on": data.get(f"due_{member.pk}") or data["pay_by"],
            }
            for member in self.members
            if data.get(f"quantity_{member.pk}") is not None
        ]

    def own(self) -> Decimal:
        return self.cleaned_data.get("own_amount") or Decimal(0)


class DeliveredForm(forms.Form):
    on = DayField(label=_("Delivered on"), initial=today)


class PaidForm(forms.Form):
    on = DayField(label=_("Paid on"), initial=today)
    note = forms.CharField(
        label=_("How it was paid"),
        required=False,
        max_length=160,
        help_text=_("Transfer, cheque, cash against receipt…"),
    )
