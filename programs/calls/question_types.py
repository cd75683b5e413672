"""The types a question of a form may have, and the fields that read them. Cleaned values are JSON-safe.

text, long_text → str · integer → int · decimal, money → str of a decimal · date → "2023-09-08" · choice → code ·
choices → [codes] · yes_no → bool · email, phone → str, sealed (`sealed`) · trade, commune → code · countries → [ISO codes] ·
place → {"lat": "31.06300", "lon": "-8.40700"} · declaration → true · percent → str of a decimal · year → int ·
identifier → str, sealed · table → [{column: value}] · party_fact → {"state": "right"} or {"state": "wrong", "note": sealed} ·
document, photo, signature → not answers but files in slots.
"""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from artisans.reference import fields
from artisans.reference.models import Commune, Country, Trade
from foundation.characters import tidy, western_digits
from foundation.errors import InvalidValue
from foundation.money import parse_amount
from foundation.phones import normalise_phone
from foundation.time import today
from foundation.words import in_language, localized
from programs.calls.compound_types import IdentifierField, PartyFactField, TableField
from programs.calls.sealing import sealed, unsealed

UPLOADS = frozenset({"document", "photo", "signature"})
_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")


class TextField(forms.CharField):
    """Text of a person: no invisible characters, single spaces in one line."""

    def __init__(self, *, question: Mapping[str, Any], **kwargs: Any) -> None:
        kwargs.setdefault("max_length", int(question.get("max", 200)))
        super().__init__(min_length=int(question["min"]) if "min" in question else None, **kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(tidy(value) if value else value)


class LongTextField(forms.CharField):
    widget = forms.Textarea

    def __init__(self, *, question: Mapping[str, Any], **kwargs: Any) -> None:
        kwargs.setdefault("max_length", int(question.get("max", 3000)))
        super().__init__(min_length=int(question["min"]) if "min" in question else None, **kwargs)


class _NumberField(forms.CharField):
    """A number as people type it: western or Arabic digits, decimal comma, spaces between thousands."""

    places: int | None = None
    mode = "decimal"

    def __init__(self, *, question: Mapping[str, Any], **kwargs: Any) -> None:
        self.lowest = None if "min" not in question else Decimal(str(question["min"]))
        self.highest = None if "max" not in question else Decimal(str(question["max"]))
        super().__init__(widget=forms.TextInput(attrs={"inputmode": self.mode}), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text in self.empty_values:
            return None
        try:
            number = parse_amount(text, allow_negative=self.lowest is not None and self.lowest < 0)
        except InvalidValue as problem:
            raise ValidationError(problem.message) from problem
        if self.lowest is not None and number < self.lowest:
            raise ValidationError(_("The smallest possible value is %(number)s.") % {"number": self.lowest})
        if self.highest is not None and number > self.highest:
            raise ValidationError(_("The largest possible value is %(number)s.") % {"number": self.highest})
        return self.as_json(number)

    def as_json(self, number: Decimal) -> Any:
        return format(number.normalize(), "f")


class DecimalField(_NumberField):
    """A quantity, with at most two decimals."""


class MoneyField(_NumberField):
    """An amount in dirhams."""

    def __init__(self, *, question: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(question={"min": 0, **question}, **kwargs)

    def as_json(self, number: Decimal) -> str:
        return f"{number:.2f}"


class IntegerField(_NumberField):
    mode = "numeric"

    def as_json(self, number: Decimal) -> int:
        if number != number.to_integral_value():
            raise ValidationError(_("Write a whole number."))
        return int(number)


class PercentField(_NumberField):
    """A share of a hundred, with at most two decimals."""

    def __init__(self, *, question: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(question={"min": 0, "max": 100, **question}, **kwargs)


class YearField(IntegerField):
    """A year of the common calendar."""

    def __init__(self, *, question: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(question={"min": 1900, "max": today().year + 20, **question}, **kwargs)


class DateField(forms.Field):
    """A day, as the browser's date field sends it or as people write it: 08/09/2023."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, *, question: Mapping[str, Any], **kwargs: Any) -> None:
        self.lowest, self.highest = question.get("min"), question.get("max")
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str | None:
        text = western_digits(tidy(value or ""))
        if not text:
            return None
        written = _DAY.fullmatch(text)
        try:
            day = (
                dt.date(*reversed([int(part) for part in written.groups()])) if written else dt.date.fromisoformat(text)
            )
        except ValueError as problem:
            raise ValidationError(_("Write the date as day/month/year, for example 08/09/2023.")) from problem
        if self.lowest and day < _day_of(self.lowest):
            raise ValidationError(
                _("The date cannot be before %(day)s.") % {"day": _day_of(self.lowest).strftime("%d/%m/%Y")}
            )
        if self.highest and day > _day_of(self.highest):
            raise ValidationError(
                _("The date cannot be after %(day)s.") % {"day": _day_of(self.highest).strftime("%d/%m/%Y")}
            )
        return day.isoformat()


class ChoiceField(forms.ChoiceField):
    """One of a few: radio buttons up to six, else a list."""

    def __init__(self, *, question: Mapping[str, Any], language: str, **kwargs: Any) -> None:
        choices = [(choice["code"], in_language(choice["label"], language)) for choice in question.get("choices", ())]
        few = len(choices) <= 6
        super().__init__(
            choices=choices if few else [("", "—"), *choices],
            widget=forms.RadioSelect if few else forms.Select,
            **kwargs,
        )


class ChoicesField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, question: Mapping[str, Any], language: str, **kwargs: Any) -> None:
        super().__init__(
            choices=[
                (choice["code"], in_language(choice["label"], language)) for choice in question.get("choices", ())
            ],
            **kwargs,
        )


class YesNoField(forms.TypedChoiceField):
    widget = forms.RadioSelect

    def __init__(self, *, question: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(
            choices=[("yes", _("Yes")), ("no", _("No"))],
            coerce=lambda value: value == "yes",
            empty_value=None,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class DeclarationField(forms.BooleanField):
    """A statement to agree to. Not agreed is not answered, rather than no."""

    def __init__(self, *, question: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)

    def clean(self, value: Any) -> bool | None:
        return True if super().clean(value) else None


class EmailField(forms.CharField):
    def __init__(self, *, question: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(widget=forms.EmailInput(attrs={"autocomplete": "email"}), max_length=254, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return unsealed(value)

    def clean(self, value: Any) -> str | None:
        text = super().clean(value)
        if not text:
            return None
        validate_email(text)
        return sealed(text.lower())


class PhoneField(forms.CharField):
    def __init__(self, *, question: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(
            widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
            max_length=40,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return unsealed(value)

    def clean(self, value: Any) -> str | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return sealed(normalise_phone(text))
        except InvalidValue as problem:
            raise ValidationError(problem.message) from problem


class TradeField(forms.ChoiceField):
    """A trade of the reference list, by branch."""

    def __init__(self, *, question: Mapping[str, Any], language: str, **kwargs: Any) -> None:
        super().__init__(choices=lambda: trade_choices(language), **kwargs)


class CountriesField(forms.MultipleChoiceField):
    """Countries by ISO code; the question may narrow the list by `choices`."""

    def __init__(self, *, question: Mapping[str, Any], language: str, **kwargs: Any) -> None:
        given = [(choice["code"], in_language(choice["label"], language)) for choice in question.get("choices", ())]
        super().__init__(
            choices=given
            or (lambda: [(country.code, localized(country, "name", language)) for country in Country.objects.in_use()]),
            widget=forms.CheckboxSelectMultiple if given else forms.SelectMultiple,
            **kwargs,
        )


class CommuneField(fields.CommuneField):
    """The register's box for a commune; the answer is its code."""

    def __init__(self, *, question: Mapping[str, Any], language: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)


class PlaceWidget(forms.MultiWidget):
    """Latitude and longitude; the page's script fills them from the phone's position."""

    def __init__(self) -> None:
        box = {"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"}
        super().__init__(
            {
                "lat": forms.TextInput(attrs=box | {"placeholder": "31.06300"}),
                "lon": forms.TextInput(attrs=box | {"placeholder": "-8.40700"}),
            }
        )

    def decompress(self, value: Any) -> list[Any]:
        return [value.get("lat"), value.get("lon")] if isinstance(value, Mapping) else [None, None]


class PlaceField(forms.MultiValueField):
    """A point, within Morocco and a little around it."""

    def __init__(self, *, question: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(
            fields=[forms.CharField(required=False), forms.CharField(required=False)],
            widget=PlaceWidget(),
            require_all_fields=False,
            **kwargs,
        )

    def compress(self, values: list[Any]) -> dict[str, str] | None:
        texts = [western_digits(tidy(value or "")).replace(",", ".") for value in values or ["", ""]]
        if not any(texts):
            return None
        if not all(re.fullmatch(r"-?\d{1,2}(\.\d{1,8})?", text) for text in texts):
            raise ValidationError(_("Give both numbers of the position, for example 31.063 and -8.407."))
        lat, lon = (Decimal(text) for text in texts)
        if not (20 <= lat <= 37 and -18 <= lon <= 0):
            raise ValidationError(_("This position is not in Morocco."))
        return {"lat": f"{lat:.5f}", "lon": f"{lon:.5f}"}


COLUMN_TYPES = ("text", "integer", "decimal", "money", "percent", "year", "date", "choice")


def _column_field(column: Mapping[str, Any], language: str) -> forms.Field:
    """A cell of a table: a small field that is never required by itself."""
    if column.get("type") == "choice":
        options = [(choice["code"], in_language(choice["label"], language)) for choice in column.get("choices", ())]
        return forms.ChoiceField(choices=[("", "—"), *options], required=False)
    return QUESTION_TYPES[column.get("type", "text")](question=column, required=False)


class RowsField(TableField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(build=_column_field, **kwargs)


# Fields that speak a language take it; the others only the question.
QUESTION_TYPES: dict[str, type[forms.Field] | None] = {
    "text": TextField,
    "long_text": LongTextField,
    "integer": IntegerField,
    "decimal": DecimalField,
    "money": MoneyField,
    "date": DateField,
    "choice": ChoiceField,
    "choices": ChoicesField,
    "yes_no": YesNoField,
    "email": EmailField,
    "phone": PhoneField,
    "trade": TradeField,
    "commune": CommuneField,
    "countries": CountriesField,
    "place": PlaceField,
    "declaration": DeclarationField,
    "percent": PercentField,
    "year": YearField,
    "identifier": IdentifierField,
    "party_fact": PartyFactField,
    "table": RowsField,
    "document": None,
    "photo": None,
    "signature": None,
}
SPEAKING = frozenset({"choice", "choices", "trade", "commune", "countries", "table"})


def trade_choices(language: str) -> list[tuple[str, Any]]:
    """Trades in use under their branches, in the order of the language."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for trade in Trade.objects.in_use().select_related("branch").order_by("branch__sort_fr", "sort_fr"):
        groups.setdefault(localized(trade.branch, "name", language), []).append(
            (trade.code, localized(trade, "name", language))
        )
    return [("", "—"), *groups.items()]


def commune_label(commune: Commune, language: str | None = None) -> str:
    """The name with its province: several communes share a name."""
    language = language or translation.get_language() or "fr"
    return f"{localized(commune, 'name', language)} ({localized(commune.province, 'name', language)})"


def _day_of(bound: str) -> dt.date:
    """`today`, or a day."""
    return today() if bound == "today" else dt.date.fromisoformat(str(bound))


def choices_of(question: Mapping[str, Any]) -> list[Any] | None:
    """The values a condition may wait for, or None where any value is possible."""
    if question["type"] == "yes_no":
        return [True, False]
    if question["type"] == "declaration":
        return [True]
    if question["type"] in {"choice", "choices"}:
        return [choice["code"] for choice in question.get("choices", ())]
    return None
