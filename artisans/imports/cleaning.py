"""One row of cells as the register keeps it, or everything that is wrong with it. Writes nothing, asks the database nothing per row."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from artisans import identifiers
from artisans.imports.columns import EXAMPLE_MARK
from artisans.imports.registry import ImportKind
from artisans.name_search import area_keys
from artisans.names import fold
from artisans.parties.choices import PERSONAL_IDENTIFIERS, ArtisanCategory, LegalForm, PartyKind, Sex
from artisans.parties.keys import KEY_COLUMNS, keys_of
from artisans.reference.models import Commune, Trade
from foundation import crypto
from foundation.characters import single_spaced, without_invisible
from foundation.errors import InvalidValue
from foundation.masking import mask_cnie
from foundation.phones import normalise_phone
from foundation.time import today
from foundation.workbook_rows import Unreadable

NAME_KEYS = tuple(name for name in KEY_COLUMNS if name != "area")
NUMBER_COLUMNS = ("cnie", "rna", "ice", "rc")
_SEXES = {"f": Sex.FEMALE, "femme": Sex.FEMALE, "feminin": Sex.FEMALE, "woman": Sex.FEMALE, "female": Sex.FEMALE, "انثي": Sex.FEMALE, "امراه": Sex.FEMALE, "m": Sex.MALE, "h": Sex.MALE, "homme": Sex.MALE, "masculin": Sex.MALE, "man": Sex.MALE, "male": Sex.MALE, "ذكر": Sex.MALE, "رجل": Sex.MALE}  # fmt: skip
_CATEGORIES = {"diplome": "diploma", "avec diplome": "diploma", "pratique": "practice", "maalem": "master", "maitre artisan": "master", "maitre": "master", "معلم": "master", "صانع معلم": "master"}  # fmt: skip
_FORMS = {"cooperative": "cooperative", "coop": "cooperative", "تعاونيه": "cooperative", "association": "association", "جمعيه": "association", "entreprise": "enterprise", "societe": "enterprise", "sarl": "enterprise", "sa": "enterprise", "مقاوله": "enterprise", "شركه": "enterprise", "gie": "gie", "مجموعه ذات النفع الاقتصادي": "gie"}  # fmt: skip
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?")
_PLAIN_CNIE = re.compile(r"[A-Za-z]{1,2}[0-9]{5,6}")
_PLAIN_MOBILE = re.compile(r"(?:\+212|00212|0)?([67][0-9]{8})")
_MA_MOBILE = re.compile(phonenumbers.PhoneMetadata.metadata_for_region("MA", None).mobile.national_number_pattern)
_EARLIEST = dt.date(1900, 1, 1)


@dataclass(slots=True)
class Number:
    kind: str
    value: str
    lookup: bytes
    tail: str
    court: str = ""
    warning: str = ""


@dataclass(slots=True)
class Clean:
    """A row's values; `errors` are (our column, sentence in the present language)."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    numbers: list[Number] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)


class RowReader:
    """Reads rows of one kind by one mapping. Places and trades are loaded once; `may_register` says where its person may write."""

    def __init__(self, kind: ImportKind, mapping: Mapping[str, str], may_register: Sequence[str] | None) -> None:
        self.kind = kind
        self.places = {name: int(place) for place, name in mapping.items()}
        self.may_register = may_register  # area prefixes; None: everywhere
        self.fact_columns = [column for column in kind.facts if column.read is not None]
        self.known = Known()

    def read(self, number: int, cells: Sequence[Any]) -> Clean:
        """The row, clean or with its errors: all of them, not the first."""
        clean, width = Clean(number), len(cells)
        raw = {name: cells[place] if place < width else None for name, place in self.places.items()}
        for name, value in raw.items():
            if isinstance(value, Unreadable):
                clean.errors.append(
                    (name, _("This cell holds an error or a formula without its result: write the value."))
                )
                raw[name] = None
        values = clean.values
        self._names(raw, clean)
        for name, reader in _READERS.items():
            value = raw.get(name)
            if value is None:
                continue
            try:
                values[name] = reader(value)
            except InvalidValue as error:
                clean.errors.append((name, error.message))
        self._place(raw, clean)
        if raw.get("trade") is not None:
            try:
                values["trade"] = self.known.trade(str(raw["trade"]))
            except InvalidValue as error:
                clean.errors.append(("trade", error.message))
        self._numbers(raw, clean)
        self._facts(raw, clean)
        if not clean.errors:
            clean.keys = name_keys(values["name_fr"], values["name_ar"], values["commune"])
        return clean

    def _names(self, raw: Mapping[str, Any], clean: Clean) -> None:
        for name in ("name_fr", "name_ar"):
            text = _text(raw.get(name))
            if len(text) > 200:
                clean.errors.append((name, _("This name is longer than 200 letters.")))
            elif any(character.isdigit() for character in text) and self.kind.party_kind == PartyKind.PERSON:
                clean.errors.append((name, _("A person's name has no digits.")))
            clean.values[name] = text
        if clean.values["name_fr"].endswith(EXAMPLE_MARK):
            clean.errors.append(("name_fr", _("This is the example of the template: remove this row.")))
        if not fold(clean.values["name_fr"]) and not fold(clean.values["name_ar"]):
            clean.errors.append(("name_fr", _("Write the name.")))

    def _place(self, raw: Mapping[str, Any], clean: Clean) -> None:
        try:
            code = self.known.commune(_key(raw.get("commune")), _key(raw.get("province")))
        except InvalidValue as error:
            clean.errors.append(("commune", error.message))
            return
        clean.values["commune"] = code
        if self.may_register is not None and not any(code.startswith(area) for area in self.may_register):
            clean.errors.append(("commune", _("You may register beneficiaries in your own area only.")))

    def _numbers(self, raw: Mapping[str, Any], clean: Clean) -> None:
        for kind in NUMBER_COLUMNS:
            value = raw.get(kind)
            if value is None:
                continue
            try:
                clean.numbers.append(_number(kind, _code(value), _text(raw.get("court"))))
            except InvalidValue as error:
                clean.errors.append((kind, error.message))

    def _facts(self, raw: Mapping[str, Any], clean: Clean) -> None:
        for column in self.fact_columns:
            value = raw.get(column.name)
            if value is None:
                if column.is_needed:
                    clean.errors.append((column.name, _("This cell is needed.")))
                continue
            try:
                clean.facts[column.name] = column.read(value)
            except InvalidValue as error:
                clean.errors.append((column.name, error.message))
        told = {name for name, _message in clean.errors} | clean.values.keys()
        if self.kind.party_kind == PartyKind.ORGANISATION and "legal_form" not in told:
            clean.errors.append(("legal_form", _("This cell is needed.")))
        if clean.values.get("women_members", 0) > clean.values.get("members", 0):
            clean.errors.append(("women_members", _("There cannot be more women than members.")))
        if self.kind.judge is not None and not clean.errors and (fault := self.kind.judge(clean.facts)):
            clean.errors.append(fault)


class Known:
    """Places and trades by code or name, read once."""

    def __init__(self) -> None:
        self._communes: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for commune in Commune.objects.in_use().select_related("province"):
            province = commune.province
            ways = frozenset({province.code, fold(province.name_fr), fold(province.name_ar), fold(province.name_en)})
            for name in {commune.code, fold(commune.name_fr), fold(commune.name_ar)} - {""}:
                self._communes.setdefault(name, []).append((commune.code, ways))
        self._trades: dict[str, set[str]] = {}
        for trade in Trade.objects.in_use():
            for name in {fold(trade.code), fold(trade.name_fr), fold(trade.name_ar), fold(trade.name_en)} - {""}:
                self._trades.setdefault(name, set()).add(trade.code)
            self._trades.setdefault(fold(f"{trade.code} {trade.name_fr}"), set()).add(trade.code)
        self._found: dict[tuple[str, str], str] = {}

    def commune(self, text: str, province: str) -> str:
        """The commune's code."""
        found = self._found.get((text, province))
        if found is None:
            found = self._find(text, province)
            if len(self._found) < 50_000:
                self._found[text, province] = found
        return found

    def _find(self, text: str, province: str) -> str:
        if not text:
            raise InvalidValue(_("Write the commune."))
        found = self._communes.get(text) or self._communes.get(fold(text)) or []
        if province:
            wanted = {fold(province), province}
            found = [row for row in found if row[1] & wanted]
        if not found:
            raise InvalidValue(_("This commune is not known. Write its name as the census does, or its code."))
        if len(found) > 1:
            raise InvalidValue(_("Several communes have this name: add the province, or write the code."))
        return found[0][0]

    def trade(self, text: str) -> str:
        """The trade's code."""
        found = self._trades.get(_folded(text), ())
        if len(found) != 1:
            raise InvalidValue(_("This trade is not known. Write its code or its name as on the list of trades."))
        return next(iter(found))


_folded = lru_cache(maxsize=4096)(fold)


def name_keys(name_fr: str, name_ar: str, commune: str) -> dict[str, str]:
    """What `keys_of` derives. Names repeat, so most are worked out once; the words of the area come behind."""
    keys = dict(_keys_of_name(name_fr, name_ar))
    keys["search_keys"] = " ".join([keys["search_keys"], *_area_keys(commune)])
    return keys


@lru_cache(maxsize=8192)
def _keys_of_name(name_fr: str, name_ar: str) -> tuple[tuple[str, str], ...]:
    party = SimpleNamespace(name_fr=name_fr, name_ar=name_ar, commune_id="")
    keys_of(party)
    return tuple((name, getattr(party, name)) for name in NAME_KEYS)


_area_keys = lru_cache(maxsize=4096)(area_keys)


def row_key(clean: Clean) -> bytes:
    """The same person told the same way: by their numbers, else by everything that was said of them."""
    if clean.numbers:
        told = "|".join(f"{number.kind}:{number.value}" for number in sorted(clean.numbers, key=lambda n: n.kind))
    else:
        values = clean.values
        told = "|".join(
            [
                *map(_folded, (values["name_fr"], values["name_ar"])),
                str(values.get("birth_date", "")),
                values["commune"],
            ]
            + [str(values.get(name, "")) for name in ("phone", "email", "douar", "address", "trade")]
        )
    return crypto.lookup_hash("import-row", told)


def _number(kind: str, text: str, court: str) -> Number:
    if (
        kind == "cnie"
        and _PLAIN_CNIE.fullmatch(text)
        and len(set(text.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))) > 1
    ):
        value, warning = text.upper(), ""
    else:
        checked = identifiers.check_rc(text, court) if kind == "rc" else identifiers.CHECKS[kind](text)
        value, warning = checked.value, checked.warning or ""
    return Number(
        kind, value, crypto.lookup_hash(f"identifier:{kind}", value),
        mask_cnie(value) if kind in _PERSONAL else value[:24],
        value.rpartition("/")[0][:60] if kind == "rc" else "", warning[:200],
    )  # fmt: skip


_PERSONAL = frozenset(kind.value for kind in PERSONAL_IDENTIFIERS)


def _text(value: Any) -> str:
    """As the register's own forms clean a text."""
    if value is None:
        return ""
    text = str(value)
    if text.isascii() and text.isprintable():
        return text if "  " not in text and text == text.strip() else single_spaced(text)
    return _tidied(text)


@lru_cache(maxsize=8192)
def _tidied(text: str) -> str:
    return single_spaced(without_invisible(text))


def _key(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _limited(value: Any, most: int) -> str:
    text = _text(value)
    if len(text) > most:
        raise InvalidValue(_("At most %(count)s letters.") % {"count": most})
    return text


def _email(value: Any) -> str:
    text = _limited(value, 254).lower()
    try:
        validate_email(text)
    except ValidationError as error:
        raise InvalidValue(_("Write an e-mail address such as fatima@example.ma.")) from error
    return text


def _code(value: Any) -> str:
    """A number typed into a spreadsheet cell lost its leading zero: phones get it back, codes are checked as they are."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return str(value)


def _phone(value: Any) -> str:
    text = f"0{value}" if isinstance(value, int) and len(str(value)) == 9 else str(value)
    plain = text.replace(" ", "").replace(".", "").replace("-", "") if text.isascii() else ""
    mobile = _PLAIN_MOBILE.fullmatch(plain)
    if mobile and _MA_MOBILE.fullmatch(mobile[1]):
        return "+212" + mobile[1]
    return normalise_phone(text)


def _sex(value: Any) -> str:
    found = _SEXES.get(_folded(str(value)))
    if found is None:
        raise InvalidValue(_("Write F or M."))
    return found.value


def read_day(value: Any) -> dt.date:
    """A day from a cell: typed as one, or written 31/12/1985 or 1985-12-31."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = str(value).strip()
    try:
        if found := _DAY.fullmatch(text):
            return dt.date(int(found[3]), int(found[2]), int(found[1]))
        if found := _ISO_DAY.fullmatch(text):
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise InvalidValue(_("Write the day as 31/12/1985."))


def _past_day(value: Any) -> dt.date:
    day = read_day(value)
    if not _EARLIEST <= day <= today():
        raise InvalidValue(_("The day must lie between 1900 and today."))
    return day


def _birth(value: Any) -> dt.date:
    day = read_day(value)
    if not _EARLIEST <= day <= today():
        raise InvalidValue(_("The birth date must lie between 1900 and today."))
    return day


def read_count(value: Any) -> int:
    text = str(value).strip()
    if not re.fullmatch(r"[0-9]{1,7}", text):
        raise InvalidValue(_("Write a whole number."))
    return int(text)


def _year(value: Any) -> int:
    year = read_count(value)
    if not 1930 <= year <= today().year:
        raise InvalidValue(_("Write a year, for example 1998."))
    return year


def _choice(words: Mapping[str, str], values: Sequence[str]) -> Any:
    def read(value: Any) -> str:
        folded = _folded(str(value))
        found = folded if folded in values else words.get(folded)
        if found is None:
            raise InvalidValue(_("Write one of: %(names)s.") % {"names": ", ".join(values)})
        return found

    return read


_READERS: dict[str, Any] = {
    "sex": _sex,
    "birth_date": _birth,
    "phone": _phone,
    "email": _email,
    "douar": lambda value: _limited(value, 120),
    "address": lambda value: _limited(value, 240),
    "category": _choice(_CATEGORIES, ArtisanCategory.values),
    "practising_since": _year,
    "legal_form": _choice(_FORMS, LegalForm.values),
    "founded_on": _past_day,
    "members": read_count,
    "women_members": read_count,
    "representative": lambda value: _limited(value, 160),
}
