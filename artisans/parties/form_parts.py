"""What the forms of the register are made of."""

from collections.abc import Callable
from typing import Any

from django import forms

from foundation.errors import InvalidValue

EMPTY = [("", "—")]


def checked_by(check: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A rule of the house as a form's rule: its sentence stands beside the field."""

    def clean(value: Any) -> Any:
        try:
            return check(value)
        except InvalidValue as error:
            raise forms.ValidationError(error.message) from error

    return clean


class CheckedField(forms.CharField):
    """A number or phone in any spelling; cleaned to how it is kept."""

    def __init__(self, *, check: Callable[[Any], Any], example: str = "", **kwargs: Any) -> None:
        self.check, self.example = check, example
        kwargs.setdefault("widget", forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return checked_by(self.check)(text) if text else ""


class SectionedForm(forms.Form):
    """A form drawn in titled sections: `sections` lists (title, help, field names)."""

    SECTIONS: list[tuple[Any, Any, list[str]]] = []

    def sections(self) -> list[dict[str, Any]]:
        return [
            {"title": title, "help": help_text, "fields": [self[name] for name in names if name in self.fields]}
            for title, help_text, names in self.SECTIONS
            if any(name in self.fields for name in names)
        ]
