"""Fields that networks and programmes share."""

from decimal import Decimal
from typing import Any

from django import forms

from foundation.errors import InvalidValue
from foundation.money import parse_amount


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


class QuantityField(AmountField):
    """A number of pieces, metres or kilos, to the hundredth."""


class DayField(forms.DateField):
    """A day, picked or typed."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def plain(value: Decimal | None) -> str:
    """An amount as the form shows it again: no needless zeros."""
    return "" if value is None else f"{value:.2f}".removesuffix(".00").replace(".", ",")
