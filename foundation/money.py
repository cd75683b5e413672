"""Amounts in dirhams: read from what people type, split to the centime, shown in millions.

Amounts are ``Decimal`` with two decimals everywhere. A float never enters, except as a spreadsheet cell that is a whole number
of centimes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from foundation.characters import tidy
from foundation.errors import InvalidValue

CENTIME = Decimal("0.01")
MILLION = Decimal(1_000_000)
HIGHEST = Decimal("999999999999.99")  # what a column of 14 digits, 2 of them decimals, can hold

# As seen on Moroccan invoices; tidy() has already united full-width and compatible forms.
_CURRENCY = r"(?:MAD|DHS?\.?|dirhams?|د\.?\s?م\.?|دراهم|درهما|درهم)"
_GROUPED = re.compile(r"[0-9]{1,3}(?:(?P<mark>[ .,'٬])[0-9]{3})(?:(?P=mark)[0-9]{3})*")


def to_centime(amount: Decimal) -> Decimal:
    """The amount with two decimals, halves away from zero as on a receipt."""
    return amount.quantize(CENTIME, ROUND_HALF_UP)


def parse_amount(value: object, *, allow_negative: bool = False) -> Decimal:
    """The amount a person typed, with two decimals, or ``InvalidValue`` with a sentence.

    Read: ``1 234,50``, ``1.234,50``, ``1,234.50``, ``1234.5``, ``1.234.567``, Arabic digits with ٫ and ٬, a currency word
    before or behind. Refused rather than guessed: ``1.234`` and ``1,234``, which French and English read a thousand times apart,
    and more than two decimals. Numbers (spreadsheet cells) are taken as they are, to the centime.
    """
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        amount = _from_number(value)
    else:
        amount = _from_text(value)
    if amount < 0 and not allow_negative:
        raise InvalidValue(_("The amount cannot be negative."))
    if abs(amount) > HIGHEST:
        raise InvalidValue(_("The amount is too large."))
    return amount or abs(amount)  # never -0.00


def split_amount(total: Decimal, percents: Sequence[Decimal | int]) -> list[Decimal]:
    """The total cut by percentages that make 100; the parts are centimes and add up to the total exactly.

    Largest remainder: each part is its exact share cut down to the centime, then the centimes left over go to the largest
    remainders, the earlier part first. No part is a whole centime away from its exact share.
    """
    if not percents or any(percent < 0 for percent in percents) or sum(map(Decimal, percents)) != 100:
        raise InvalidValue(_("The percentages must add up to 100."))
    if total < 0 or total != to_centime(total):
        raise InvalidValue(_("The amount to split must be positive, to the centime."))

    exact = [total * Decimal(percent) / 100 for percent in percents]
    parts = [share.quantize(CENTIME, ROUND_FLOOR) for share in exact]
    left = int((total - sum(parts)) / CENTIME)
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[:left]:
        parts[i] += CENTIME
    return [to_centime(part) for part in parts]


def mdh(amount: Decimal, places: int = 1) -> Decimal:
    """The amount in million dirhams (MDH), rounded as on the board's tables."""
    return (amount / MILLION).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _from_number(value: int | float | Decimal) -> Decimal:
    # str() of a float is its shortest form: 1234.5, not 1234.49999…
    amount = Decimal(str(value))
    if not amount.is_finite():
        raise InvalidValue(_("Write the amount in digits, for example 1 234,50."))
    if abs(amount) > HIGHEST:
        raise InvalidValue(_("The amount is too large."))
    rounded = to_centime(amount)
    # A sum made in a spreadsheet may be off by a hair (0.1 + 0.2); a third decimal may not be dropped.
    if abs(rounded - amount) > Decimal("0.000001"):
        raise InvalidValue(_("An amount has at most two decimals."))
    return rounded


def _from_text(value: object) -> Decimal:
    text = tidy(value)
    text = re.sub(rf"^{_CURRENCY} ?|(?<=[0-9]) ?{_CURRENCY}$", "", text, flags=re.IGNORECASE)
    text = re.sub(r"[’ʼ]", "'", text).replace("−", "-")
    sign = ""
    if text[:1] in {"-", "+"}:
        sign, text = text[0].strip("+"), text[1:].lstrip()
    if not text:
        raise InvalidValue(_("Write an amount."))
    if not re.fullmatch(r"[0-9][0-9 .,'٬٫]*", text):
        raise InvalidValue(_("Write the amount in digits, for example 1 234,50."))

    whole, decimals = _parts(text)
    if len(decimals) > 2:
        raise InvalidValue(_("An amount has at most two decimals."))
    digits = re.sub(r"[^0-9]", "", whole)
    if len(digits.lstrip("0")) > 12:
        raise InvalidValue(_("The amount is too large."))
    return to_centime(Decimal(f"{sign}{digits}.{decimals or 0}"))


def _parts(text: str) -> tuple[str, str]:
    """The whole part, groups checked, and the decimals."""
    marks = re.sub(r"[0-9 ]", "", text)
    if "٫" in marks:
        whole, decimals = _cut(text, "٫")
    elif not marks or set(marks) <= {"'", "٬"}:
        whole, decimals = text, ""
    elif len(set(marks) & {".", ","}) == 2:
        whole, decimals = _cut(text, marks[-1])
    elif marks[-1] in ".," and marks.count(marks[-1]) == 1:
        whole, decimals = _cut(text, marks[-1])
        if len(decimals) == 3 and re.fullmatch(r"[1-9][0-9]{0,2}", whole):
            sentence = _(
                "%(typed)s may mean %(first)s or %(second)s: write it without separator, or with two decimals."
            )
            raise InvalidValue(sentence % {"typed": text, "first": whole + decimals, "second": f"{whole},{decimals}"})
    else:
        whole, decimals = text, ""  # 1.234.567: the same mark twice cannot be a decimal mark
    if not (whole.isdigit() or _GROUPED.fullmatch(whole)):
        raise InvalidValue(_("The digits of this amount are grouped oddly: write it as 1 234,50."))
    return whole, decimals


def _cut(text: str, mark: str) -> tuple[str, str]:
    whole, _mark, decimals = text.rpartition(mark)
    if not decimals.isdigit() or not whole:
        raise InvalidValue(_("The digits of this amount are grouped oddly: write it as 1 234,50."))
    return whole, decimals
