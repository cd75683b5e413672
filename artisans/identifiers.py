"""Identity and bank numbers, normalised and checked; one function for each kind.

What a wrong number does follows what is known about its rule:

* ICE, RIB, IBAN have a key: a wrong key blocks. The key is compared exactly (``key = 97 - (number x 100 mod 97)``, 01 to
  97), because a bare "whole number mod 97 = 0" also accepts the aliases 00/97, 98/01 and 99/02. No official text of the
  ICE key was found; it holds for all real numbers that were tried (python-stdnum's list, public invoices).
* CNIE has no check digit (law 04-20): an unusual shape is accepted with a warning for the officer.
* RC is unique only with the court that keeps the register.
* RNA (law 50-17, article 4) has no published format: any text that can be a number.

A value is stored as returned; look-ups and uniqueness compare that form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation.characters import tidy
from foundation.errors import InvalidValue


@dataclass(frozen=True)
class Checked:
    """A normalised value, with a sentence for the officer when it is unusual but possible."""

    value: str
    warning: str | None = None


def normalise(text: object) -> str:
    """Capitals and western digits without spaces, dots, dashes, slashes or invisible characters.

    Raises ``InvalidValue`` for letters other than A-Z: a Cyrillic А in a card number would never be found again.
    """
    code = re.sub(r"[\s.\-‐-―−/_:']", "", tidy(text))
    if not code:
        raise InvalidValue(_("Write the number."))
    if not re.fullmatch(r"[A-Za-z0-9]+", code):
        raise InvalidValue(_("Use only Latin letters and digits."))
    return code.upper()


def check_cnie(text: object) -> Checked:
    """The national identity card: one or two letters, then usually five or six digits."""
    code = normalise(text)
    match = re.fullmatch(r"([A-Z]{1,2})([0-9]{1,7})", code)
    if match is None:
        raise InvalidValue(
            _("A national identity card number is one or two letters then digits, for example AB123456.")
        )
    digits = match[2]
    if set(digits) == {"0"}:
        raise InvalidValue(_("This national identity card number has only zeros."))
    if not 5 <= len(digits) <= 6:
        return Checked(code, _("Most card numbers have five or six digits: compare with the card."))
    if len(set(digits)) == 1:
        # One real person may hold such a number, so it is asked about and not refused.
        return Checked(code, _("The same digit is repeated: compare with the card."))
    return Checked(code)


def check_ice(text: object) -> Checked:
    """The common identifier of enterprises: nine digits, four of the establishment, two of the key."""
    code = _digits(text, 15, _("An ICE has 15 digits."))
    if len(set(code)) == 1 or set(code[:9]) == {"0"}:
        raise InvalidValue(_("This ICE is not a real number: the same digit is repeated."))
    if code[13:] != _key(code[:13]):
        raise InvalidValue(_("The last two digits of this ICE do not match the others. Check each digit."))
    return Checked(code)


def check_rib(text: object) -> Checked:
    """The Moroccan bank account number: 22 digits and two of the key. A Moroccan IBAN is read as its RIB."""
    if re.match(r"[A-Za-z]{2}", re.sub(r"\s", "", tidy(text))):
        return Checked(check_iban(text).value[4:])
    code = _digits(text, 24, _("A RIB has 24 digits."))
    if len(set(code)) == 1 or set(code[:22]) == {"0"}:
        raise InvalidValue(_("This RIB is not a real number: the same digit is repeated."))
    if code[22:] != _key(code[:22]):
        raise InvalidValue(_("The last two digits of this RIB do not match the others. Check each digit."))
    return Checked(code)


def check_iban(text: object) -> Checked:
    """A Moroccan IBAN (28 characters): ISO 7064 mod 97-10, and its RIB must be right too."""
    code = normalise(text)
    if not code.startswith("MA"):
        raise InvalidValue(_("Only accounts held in Morocco are accepted: the IBAN starts with MA."))
    if not re.fullmatch(r"MA[0-9]{26}", code):
        raise InvalidValue(_("A Moroccan IBAN is MA then 26 digits."))
    if code[2:4] != _iban_key(code[4:]):
        raise InvalidValue(_("The two digits after MA do not match this IBAN. Check each digit."))
    return Checked("MA" + code[2:4] + check_rib(code[4:]).value)


def iban_of(rib: str) -> str:
    """The IBAN of a RIB; raises ``InvalidValue`` if the RIB is wrong.

    A right RIB always gives MA64: its key already makes it divisible by 97.
    """
    rib = check_rib(rib).value
    return "MA" + _iban_key(rib) + rib


def check_passport(text: object) -> Checked:
    """A passport number: six to nine letters and digits (ICAO 9303 allows nine), at least one digit."""
    code = normalise(text)
    if not re.fullmatch(r"(?=.*[0-9])[A-Z0-9]{6,9}", code):
        raise InvalidValue(_("A passport number has six to nine letters and digits."))
    if len(set(code)) == 1:
        raise InvalidValue(_("This passport number is not a real number: the same character is repeated."))
    return Checked(code)


def check_rna(text: object) -> Checked:
    """The number given by the national craft register; its format is not published, so only its sanity is checked."""
    code = normalise(text)
    if not 3 <= len(code) <= 30 or not re.search(r"[0-9]", code):
        raise InvalidValue(_("A craft register number has 3 to 30 letters and digits."))
    if set(re.sub(r"[^0-9]", "", code)) == {"0"} or len(set(code)) == 1:
        raise InvalidValue(_("This craft register number is not a real number: the same digit is repeated."))
    return Checked(code)


# The commercial courts (law 53-95 and its decrees: Rabat, Casablanca, Fès, Tanger, Marrakech, Agadir, Oujda, Meknès); elsewhere
# the court of first instance keeps the local register. Spellings are folded by _court_words.
COURTS = {
    "AGADIR": ("agadir", "اكادير"),
    "CASABLANCA": ("casablanca", "casa", "dar el beida", "الدار البيضاء"),
    "FES": ("fes", "fez", "فاس"),
    "MARRAKECH": ("marrakech", "marrakesh", "مراكش"),
    "MEKNES": ("meknes", "مكناس"),
    "OUJDA": ("oujda", "وجده"),
    "RABAT": ("rabat", "الرباط"),
    "TANGER": ("tanger", "tangier", "طنجه"),
}
_COURT_OF = {spelling: code for code, spellings in COURTS.items() for spelling in spellings}
_COURT_TITLE = re.compile(
    r"^(tribunal (de commerce|de premiere instance|commercial)?|commercial court|court of first instance|tc|tpi"
    r"|المحكمه (التجاريه|الابتدائيه)?) *(de la|de|d'|du|of|ب)? *"
)


def check_rc(number: object, court: object) -> Checked:
    """The commercial register number with its court, as ``CASABLANCA/53805``: neither is unique alone."""
    digits = normalise(number)
    digits = re.sub(r"^RC", "", digits)
    if not re.fullmatch(r"[0-9]{1,7}", digits) or not int(digits):
        raise InvalidValue(_("A commercial register number has one to seven digits."))
    place = _court_words(court)
    if not place:
        raise InvalidValue(_("Name the court that keeps the register: the number alone is not unique."))
    known = _COURT_OF.get(place)
    if known is None:
        warning = _("No commercial court is known there: check that the court of first instance keeps this register.")
        return Checked(f"{place.upper().replace(' ', '-')}/{int(digits)}", warning)
    return Checked(f"{known}/{int(digits)}")


CHECKS: dict[str, Callable[[object], Checked]] = {
    "cnie": check_cnie,
    "ice": check_ice,
    "rib": check_rib,
    "iban": check_iban,
    "rna": check_rna,
    "passport": check_passport,
}
"""The checks that need one text; ``check_rc`` needs the court too."""


def _digits(text: object, length: int, sentence: str) -> str:
    code = normalise(text)
    if not code.isdigit():
        raise InvalidValue(sentence)
    if len(code) < length:
        # Spreadsheets drop leading zeros; filling them in would turn a slip into somebody else's number.
        found = _("This one has %(count)s: a spreadsheet may have removed zeros at the start.") % {"count": len(code)}
        raise InvalidValue(f"{sentence} {found}")
    if len(code) > length:
        found = _("This one has %(count)s.") % {"count": len(code)}
        raise InvalidValue(f"{sentence} {found}")
    return code


def _key(digits: str) -> str:
    return f"{97 - int(digits) * 100 % 97:02d}"


def _iban_key(rib: str) -> str:
    # ISO 13616: the country as numbers (M = 22, A = 10) and 00 go behind; key = 98 - mod 97.
    return f"{98 - int(rib + '221000') % 97:02d}"


def _court_words(court: object) -> str:
    plain = unicodedata.normalize("NFD", tidy(court).casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = plain.replace("ة", "ه").replace("ى", "ي").replace("ـ", "").replace("’", "'")
    plain = re.sub(r"[^\w' ]|_", " ", plain)
    plain = " ".join(plain.split())
    return " ".join(_COURT_TITLE.sub("", plain).split())
