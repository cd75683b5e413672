"""Phone numbers as E.164, from any spelling people use in Morocco.

Accepted: Moroccan fixed and mobile numbers (+212 then 5, 6 or 7: national numbering plan, as read by the
``phonenumbers`` metadata) and the countries where most Moroccans abroad and buyers live. Everything else is refused, which
also keeps messages away from premium and satellite numbers (toll fraud).
"""

from __future__ import annotations

import re
from collections.abc import Collection

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumberType

from foundation.characters import tidy
from foundation.errors import InvalidValue

HOME = "MA"
ACCEPTED_COUNTRIES = frozenset(
    {HOME, "FR", "ES", "IT", "BE", "NL", "DE", "PT", "CH", "GB", "US", "CA", "AE", "SA", "QA", "KW", "BH", "OM"}
)

_PEOPLE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
_TEXTABLE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
_ALLOWED = re.compile(r"\+?[0-9 ().\-]+")


def normalise_phone(text: object, *, countries: Collection[str] = ACCEPTED_COUNTRIES) -> str:
    """The number as E.164 (``+212612345678``), or ``InvalidValue`` with a sentence for the person.

    A number without a country is Moroccan.
    """
    typed = re.sub(r"[‐-―−]", "-", tidy(text))
    if not typed:
        raise InvalidValue(_("Write a phone number."))
    if re.search(r"[0-9] ?[/;,|] ?[+0-9(]", typed):
        raise InvalidValue(_("Write one phone number only."))
    if not _ALLOWED.fullmatch(typed):
        raise InvalidValue(_("A phone number has digits only, for example 06 12 34 56 78."))

    number = _parsed(typed)
    country = phonenumbers.region_code_for_number(number)
    if country is None or not phonenumbers.is_valid_number(number):
        if number.country_code == 212:
            raise InvalidValue(_("A Moroccan phone number has ten digits and starts with 05, 06 or 07."))
        raise InvalidValue(_("This phone number does not exist. Check each digit."))
    if country not in countries:
        raise InvalidValue(_("Phone numbers of this country are not accepted."))
    if phonenumbers.number_type(number) not in _PEOPLE or (country == HOME and not _is_moroccan_line(number)):
        raise InvalidValue(_("Give a mobile or fixed number, not a special or premium number."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def can_receive_text(e164: str) -> bool:
    """Whether a text message may be sent to this normalised number."""
    return phonenumbers.number_type(phonenumbers.parse(e164)) in _TEXTABLE


def spoken(e164: str) -> str:
    """The number as people read it: 06 12 34 56 78 at home, +33 6 12 34 56 78 abroad."""
    number = phonenumbers.parse(e164)
    if number.country_code == 212:
        digits = "0" + str(number.national_number)
        return " ".join(digits[i : i + 2] for i in range(0, len(digits), 2))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _parsed(typed: str) -> phonenumbers.PhoneNumber:
    # "+212 (0)6…" is common on letterheads, and the trunk 0 is not part of the number.
    typed = re.sub(r"^(\+|00) ?212[ .\-]*\(?0\)?", "+212", typed)
    try:
        return phonenumbers.parse(typed, HOME)
    except phonenumbers.NumberParseException as error:
        raise InvalidValue(_("A phone number has digits only, for example 06 12 34 56 78.")) from error


def _is_moroccan_line(number: phonenumbers.PhoneNumber) -> bool:
    return str(number.national_number)[0] in "567"
