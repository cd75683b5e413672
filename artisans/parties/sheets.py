"""A sheet of beneficiaries: which column is which, and what is wrong in which cell. Writes nothing."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from artisans import identifiers
from artisans.names import fold
from artisans.parties.choices import Sex
from artisans.reference.models import Commune, Trade
from foundation.errors import InvalidValue
from foundation.phones import normalise_phone
from foundation.spreadsheets import read_rows
from foundation.time import today

# The headings met on real lists, folded; the first is ours.
HEADINGS = {
    "name_fr": ["nom", "nom complet", "nom et prenom", "nom prenom", "name", "nom fr", "nom latin", "name fr"],
    "name_ar": ["nom arabe", "nom ar", "الاسم", "الاسم الكامل", "name ar", "name arabic"],
    "sex": ["sexe", "genre", "sex", "الجنس"],
    "birth_date": ["date de naissance", "naissance", "birth date", "date naissance", "تاريخ الازدياد"],
    "commune": ["commune", "code commune", "الجماعه"],
    "province": ["province", "prefecture", "province prefecture", "الاقليم", "العماله"],
    "douar": ["douar", "quartier", "الدوار"],
    "address": ["adresse", "address", "العنوان"],
    "phone": ["telephone", "tel", "gsm", "phone", "portable", "الهاتف"],
    "email": ["email", "e mail", "courriel", "mail"],
    "cnie": ["cnie", "cin", "n cin", "n cnie", "cine", "رقم البطاقه الوطنيه"],
    "rna": ["rna", "n rna", "nia", "numero rna", "رقم السجل الوطني"],
    "trade": ["metier", "filiere", "activite", "trade", "code metier", "الحرفه"],
}
NEEDED = ("name_fr", "commune")
_COLUMN_OF = {heading: column for column, headings in HEADINGS.items() for heading in headings}
_SEXES = {"f": Sex.FEMALE, "femme": Sex.FEMALE, "feminin": Sex.FEMALE, "انثي": Sex.FEMALE, "m": Sex.MALE, "h": Sex.MALE, "homme": Sex.MALE, "masculin": Sex.MALE, "ذكر": Sex.MALE}  # fmt: skip


@dataclass(frozen=True)
class CellError:
    """What is wrong, where: the row's number in the file and the heading as written there."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return _("Row %(row)s, %(column)s: %(message)s") % {
            "row": self.row,
            "column": self.column or "—",
            "message": self.message,
        }


@dataclass
class Sheet:
    """The rows that can be registered, and everything that cannot."""

    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def read_sheet(file: BinaryIO) -> Sheet:
    """Every cell checked before anything is written. Raises `InvalidValue` only if the file or its headings cannot be read."""
    lines = read_rows(file)
    _number, titles = next(lines, (0, []))
    columns = {place: _COLUMN_OF[fold(title)] for place, title in enumerate(titles) if fold(title) in _COLUMN_OF}
    missing = [HEADINGS[name][0] for name in NEEDED if name not in columns.values()]
    if missing:
        raise InvalidValue(_("These columns are missing: %(names)s.") % {"names": ", ".join(missing)})
    sheet = Sheet(unknown=[str(title) for place, title in enumerate(titles) if title and place not in columns])
    known = _Known()
    seen: dict[str, int] = {}
    for number, cells in lines:
        values = {name: cells[place] if place < len(cells) else None for place, name in columns.items()}
        headings = {name: str(titles[place]) for place, name in columns.items()}
        _read_row(sheet, number, values, headings, known, seen)
    return sheet


class _Known:
    """Places and trades by code or name, read once."""

    def __init__(self) -> None:
        self.communes: dict[str, list[Commune]] = {}
        for commune in Commune.objects.in_use().select_related("province"):
            for name in {commune.code, fold(commune.name_fr), fold(commune.name_ar)} - {""}:
                self.communes.setdefault(name, []).append(commune)
        self.trades: dict[str, list[Trade]] = {}
        for trade in Trade.objects.in_use():
            for name in {fold(trade.code), fold(trade.name_fr), fold(trade.name_ar), fold(trade.name_en)} - {""}:
                self.trades.setdefault(name, []).append(trade)

    def commune(self, value: Any, province: Any) -> Commune:
        text = str(value or "").strip()
        found = self.communes.get(text) or self.communes.get(fold(text)) or []
        if province:
            wanted = {fold(province), str(province).strip()}
            found = [
                row
                for row in found
                if {row.province_id, fold(row.province.name_fr), fold(row.province.name_ar)} & wanted
            ]
        if not found:
            raise InvalidValue(_("This commune is not known. Write its name as the census does, or its code."))
        if len(found) > 1:
            raise InvalidValue(_("Several communes have this name: add the province, or write the code."))
        return found[0]

    def trade(self, value: Any) -> Trade | None:
        if not value:
            return None
        found = self.trades.get(fold(value), [])
        if len(found) != 1:
            raise InvalidValue(_("This trade is not known. Write its code or its name as on the list of trades."))
        return found[0]


def _read_row(
    sheet: Sheet, number: int, values: dict[str, Any], headings: dict[str, str], known: _Known, seen: dict[str, int]
) -> None:
    errors_before = len(sheet.errors)
    clean: dict[str, Any] = {}

    def take(name: str, read: Callable[[Any], Any]) -> None:
        try:
            clean[name] = read(values.get(name))
        except InvalidValue as error:
            sheet.errors.append(CellError(number, headings.get(name, name), error.message))

    take("name_fr", _name)
    take("commune", lambda value: known.commune(value, values.get("province")))
    take("sex", _sex)
    take("birth_date", _day)
    take("trade", known.trade)
    take("phone", lambda value: normalise_phone(_whole(value)) if value else "")
    for kind in ("cnie", "rna"):
        take(kind, lambda value, kind=kind: identifiers.CHECKS[kind](_whole(value)).value if value else "")
    for name in ("name_ar", "douar", "address", "email"):
        clean[name] = str(values.get(name) or "").strip()
    for kind in ("cnie", "rna"):
        key = f"{kind}:{clean.get(kind)}"
        if clean.get(kind) and seen.setdefault(key, number) != number:
            message = _("The same number stands in row %(row)s.") % {"row": seen[key]}
            sheet.errors.append(CellError(number, headings.get(kind, kind), message))
    if len(sheet.errors) == errors_before:
        sheet.rows.append((number, clean))


def _name(value: Any) -> str:
    text = str(value or "").strip()
    if not fold(text):
        raise InvalidValue(_("Write the name."))
    if len(text) > 200:
        raise InvalidValue(_("This name is longer than 200 letters."))
    return text


def _sex(value: Any) -> str:
    if not value:
        return ""
    if fold(value) not in _SEXES:
        raise InvalidValue(_("Write F or M."))
    return _SEXES[fold(value)]


def _day(value: Any) -> dt.date | None:
    if value in (None, ""):
        return None
    if isinstance(value, dt.datetime):
        value = value.date()
    if not isinstance(value, dt.date):
        for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
            try:
                value = dt.datetime.strptime(str(value).strip(), pattern).date()  # noqa: DTZ007 - a day has no zone
                break
            except ValueError:
                continue
        else:
            raise InvalidValue(_("Write the day as 31/12/1985."))
    if not dt.date(1900, 1, 1) <= value <= today():
        raise InvalidValue(_("The birth date must lie between 1900 and today."))
    return value


def _whole(value: Any) -> str:
    """A number typed into a spreadsheet cell lost its leading zero: phones get it back, codes are checked as they are."""
    if isinstance(value, int):
        return f"0{value}" if len(str(value)) == 9 else str(value)
    return str(value)


def numbers_of(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The numbers of a clean row as the actions take them."""
    for kind in ("cnie", "rna"):
        if row.get(kind):
            yield kind, row[kind]
