"""A list of invented people as an office might send it, with duplicates and errors planted on purpose and written down.

Knows nothing of the matcher nor of the checks: it plants what clerks do (another spelling, a digit too few), and tells where. `write_list`
gives the truth that an import's findings are compared with.
"""

import csv
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from artisans.reference.models import Commune, Trade
from config.demonstration.people import FAMILIES, MEN, WOMEN

HEAD = (
    "Nom et prénom",
    "الاسم الكامل",
    "Sexe",
    "Date de naissance",
    "CIN",
    "Téléphone",
    "Commune",
    "Province",
    "Douar",
    "Métier",
    "Courriel",
)
NAME, ARABIC, SEX, BIRTH, CIN, PHONE, COMMUNE, PROVINCE, DOUAR, TRADE, EMAIL = range(len(HEAD))
DUPLICATES, ERRORS = 0.03, 0.01
_SPELLINGS = (
    ("Mohamed", "Mohammed"), ("Fatima", "Fatema"), ("Hassan", "Hasan"), ("Abde", "Abd E"), ("El ", "Al "), ("Aït", "Ait"), ("ou", "u"),
    ("Khadija", "Khadidja"), ("ss", "s"), ("nn", "n"), ("ch", "sh"), ("ï", "i"), ("é", "e"), ("ou", "o"), ("Ben", "Ben "), ("y", "i"),
)  # fmt: skip
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
Row = list[str]


@dataclass
class Truth:
    """Where what was planted: row of the file → kind; for duplicates also the row they repeat."""

    rows: int = 0
    errors: dict[int, str] = field(default_factory=dict)
    duplicates: dict[int, str] = field(default_factory=dict)
    originals: dict[int, int] = field(default_factory=dict)


def people(count: int, seed: int = 1) -> Iterator[tuple[int, Row, str, str, int]]:
    """(row, cells, error planted, duplicate planted, row repeated) for each row; duplicates repeat one of the last few thousand."""
    chance = random.Random(seed)
    places, trades = _places(), list(Trade.objects.in_use().order_by("code").values_list("code", flat=True))
    firsts = [("F", *name) for name in WOMEN] + [("M", *name) for name in MEN]
    # Earlier people to be told again: a sample that never grows.
    kept: list[tuple[int, Row]] = []
    for number in range(2, count + 2):
        error = duplicate = ""
        original = 0
        if chance.random() < DUPLICATES and len(kept) > 50:
            original, row = chance.choice(kept)
            duplicate = chance.choice(list(_DUPLICATES))
            row = _DUPLICATES[duplicate](list(row), chance)
        else:
            row = _person(number, seed, chance, firsts, places, trades)
            if chance.random() < ERRORS / (1 - DUPLICATES):
                error = chance.choice(list(_ERRORS))
                row = _ERRORS[error](row, chance)
            elif len(kept) < 5_000:
                kept.append((number, row))
            elif chance.random() < 0.1:
                kept[chance.randrange(len(kept))] = (number, row)
        yield number, row, error, duplicate, original


def write_list(path: Path, count: int, seed: int = 1) -> Truth:
    """The list as CSV or XLSX by the name of the file, and the truth about it."""
    truth = Truth()

    def rows() -> Iterator[Row]:
        for number, row, error, duplicate, original in people(count, seed):
            truth.rows += 1
            if error:
                truth.errors[number] = error
            if duplicate:
                truth.duplicates[number], truth.originals[number] = duplicate, original
            yield row

    if path.suffix == ".xlsx":
        book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        sheet = book.add_worksheet("Liste")
        sheet.write_row(0, 0, HEAD)
        for number, row in enumerate(rows(), 1):
            for place, value in enumerate(row):
                if value:
                    sheet.write_string(number, place, value)
        book.close()
        return truth
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(HEAD)
        writer.writerows(rows())
    return truth


def _places() -> tuple[list[tuple[str, str]], list[int]]:
    """Communes that a name and its province tell apart, and their population added up, to draw by."""
    found, sums, total, seen = [], [], 0, {}
    rows = list(Commune.objects.in_use().select_related("province").order_by("code"))
    for row in rows:
        seen[row.name_fr, row.province_id] = seen.get((row.name_fr, row.province_id), 0) + 1
    for row in rows:
        total += row.population_2024 or 1_000
        text = row.code if seen[row.name_fr, row.province_id] > 1 else row.name_fr
        found.append((text, row.province.name_fr))
        sums.append(total)
    return found, sums


def _person(
    number: int,
    seed: int,
    chance: random.Random,
    firsts: list[tuple[str, str, str]],
    places: tuple[list, list[int]],
    trades: list[str],
) -> Row:
    sex, first, first_ar = chance.choice(firsts)
    if chance.random() < 0.35:
        _sex, second, second_ar = chance.choice([name for name in firsts if name[0] == sex])
        first, first_ar = f"{first} {second}", f"{first_ar} {second_ar}"
    family, family_ar = chance.choice(FAMILIES)
    ((commune, province),) = chance.choices(places[0], cum_weights=places[1])
    birth = date(2005, 1, 1) - timedelta(days=chance.randrange(1, 20_000))
    serial = (seed * 7_000_003 + number) % 99_999_999
    series = _LETTERS[serial // 900_000 % len(_LETTERS)] + _LETTERS[serial // 20_700_000 % len(_LETTERS)]
    return [
        f"{first} {family}", f"{first_ar} {family_ar}" if chance.random() < 0.8 else "", "F" if sex == "F" else chance.choice("MH"),
        f"{birth:%d/%m/%Y}", f"{series}{100_000 + serial % 900_000}", f"06{serial:08d}" if serial % 100_000_000 < 80_000_000 else "",
        commune, province, "", chance.choice(trades), "",
    ]  # fmt: skip


def _another_spelling(row: Row, chance: random.Random) -> Row:
    """The name as another clerk heard it, the number left out."""
    ways = [(a, b) for a, b in _SPELLINGS if a in row[NAME]]
    a, b = chance.choice(ways) if ways else (row[NAME][-1], row[NAME][-1] + "e")
    row[NAME] = row[NAME].replace(a, b, 1)
    row[CIN] = row[PHONE] = ""
    return row


def _other_order(row: Row, chance: random.Random) -> Row:
    first, _space, rest = row[NAME].partition(" ")
    row[NAME], row[CIN], row[PHONE] = f"{rest} {first}", "", ""
    return row


def _arabic_only(row: Row, chance: random.Random) -> Row:
    if row[ARABIC]:
        row[NAME] = ""
    row[CIN] = row[PHONE] = ""
    return row


def _birth_slip(row: Row, chance: random.Random) -> Row:
    """A digit of the day is wrong; the name and the commune are right."""
    day, month, year = row[BIRTH].split("/")
    row[BIRTH] = f"{int(day) % 28 + 1:02d}/{month}/{year}"
    row[CIN] = ""
    return row


def _moved(row: Row, chance: random.Random) -> Row:
    """The card number was not written; the phone is the same, the hamlet is new."""
    row[CIN], row[DOUAR] = "", "Douar Lakbir"
    return row


def _same_card(row: Row, chance: random.Random) -> Row:
    row[NAME] = row[NAME].upper()
    row[PHONE] = ""
    return row


def _told_again(row: Row, chance: random.Random) -> Row:
    return row


def _set(place: int, *values: str) -> Callable[[Row, random.Random], Row]:
    def plant(row: Row, chance: random.Random) -> Row:
        row[place] = chance.choice(values)
        return row

    return plant


def _no_name(row: Row, chance: random.Random) -> Row:
    row[NAME] = row[ARABIC] = ""
    return row


_DUPLICATES = {
    "another spelling": _another_spelling, "other order of the parts": _other_order, "Arabic only": _arabic_only,
    "slip in the birth date": _birth_slip, "no card, same phone": _moved, "same card": _same_card, "the same row again": _told_again,
}  # fmt: skip
_ERRORS = {
    "unknown commune": _set(COMMUNE, "Villeneuve", "Oulad Nulle Part"), "wrong card": _set(CIN, "123456", "ABC12345", "E-", "A12345678"),
    "born tomorrow": _set(BIRTH, "31/12/2099", "12/13/1980", "30/02/1979", "hier"), "wrong phone": _set(PHONE, "0661", "06 61 23", "08 12 34 56 78 90"),
    "no name": _no_name, "unknown trade": _set(TRADE, "Astronaute", "XXX-99"), "wrong sex": _set(SEX, "X", "?"), "wrong e-mail": _set(EMAIL, "fatima(at)example", "x@"),
}  # fmt: skip
