"""A row of a published series read from a file, in the words of the file's columns.

Columns: `period_start` and `period_end` (2023-01), `value_mdh`, `share_pct`, `growth_pct` or `growth_pct_published`,
`value_qualifier` (= ~ >), `status`, `published_on` (2023, 2023-12 or 2023-12-27), `source`, `note`, `period_type`,
`comparison_base`, `restatement` (1 where a fall is meant); and `family_code`, `destination` or `city` with `city_role`,
which say what the file is about.
"""

import calendar
import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from foundation.errors import InvalidValue
from markets.trade.choices import (
    DESTINATION_SERIES,
    EXIT_CITY_SERIES,
    FAMILY_SERIES,
    REGISTRATION_CITY_SERIES,
    TOTAL_SERIES,
    PeriodKind,
    PointStatus,
    Precision,
    Qualifier,
)

REQUIRED = ("period_start", "period_end", "status", "published_on", "source")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True)
class PointRow:
    """One figure of a file, checked; names of parts are not looked up yet."""

    line: int
    series: str
    family: str
    hs: str
    destination: str
    city: str
    period_kind: str
    period_start: dt.date
    period_end: dt.date
    value_mdh: Decimal | None
    share_pct: Decimal | None
    growth_pct: Decimal | None
    qualifier: str
    status: str
    comparison_base: str
    published_on: dt.date
    published_precision: str
    is_restatement: bool
    source: str
    note: str

    @property
    def fingerprint(self) -> str:
        """The same for the same figure, whatever the file, its line or the spelling of its decimals."""
        told = {
            key: str(value.normalize() + 0) if isinstance(value, Decimal) else str(value)
            for key, value in asdict(self).items()
            if key != "line"
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def with_headings(rows: Iterable[tuple[int, Sequence[Any]]]) -> Iterator[tuple[int, dict[str, str]]]:
    """Numbered rows of a spreadsheet as dictionaries by its first row."""
    numbered = iter(rows)
    headings = [str(cell or "").strip().lower() for cell in next(numbered, (0, []))[1]]
    for line, row in numbered:
        yield line, {name: _text(cell) for name, cell in zip(headings, row, strict=False) if name}


def read_points(rows: Iterable[tuple[int, Mapping[str, str]]], series: str = "") -> tuple[list[PointRow], list[str]]:
    """The figures of a file and a sentence for each row that cannot be read."""
    points: list[PointRow] = []
    problems: list[str] = []
    for line, row in rows:
        try:
            points.append(read_point(line, row, series))
        except InvalidValue as problem:
            problems.append(_("Line %(line)s: %(problem)s") % {"line": line, "problem": problem.message})
    return points, problems


def read_point(line: int, row: Mapping[str, str], series: str = "") -> PointRow:
    """One row. Raises `InvalidValue` with what is wrong."""
    missing = [name for name in REQUIRED if not row.get(name)]
    if missing:
        raise InvalidValue(_("these columns are empty or missing: %(names)s.") % {"names": ", ".join(missing)})
    start, end = _first_day(row["period_start"]), _last_day(row["period_end"])
    if end < start:
        raise InvalidValue(_("the period ends before it starts."))
    published_on, precision = _publication(row["published_on"], end)
    value = _number(row, "value_mdh")
    share = _number(row, "share_pct")
    growth = _number(row, "growth_pct", "growth_pct_published")
    if value is None and share is None and growth is None and not row.get("note"):
        raise InvalidValue(_("there is no value, no share, no growth and no note."))
    if (value is not None and value < 0) or (share is not None and not 0 <= share <= 100):
        raise InvalidValue(_("a value cannot be negative and a share lies between 0 and 100."))
    return PointRow(
        line=line,
        series=series or _series_of(row),
        family=row.get("family_code", ""),
        hs=row.get("hs_code", ""),
        destination=row.get("destination", ""),
        city=row.get("city", ""),
        period_kind=_kind(row.get("period_type", ""), start, end),
        period_start=start,
        period_end=end,
        value_mdh=value,
        share_pct=share,
        growth_pct=growth,
        qualifier=_one_of(row.get("value_qualifier") or Qualifier.EXACT, Qualifier.values, "value_qualifier"),
        status=_one_of(row["status"], PointStatus.values, "status"),
        comparison_base=row.get("comparison_base", "")[:80],
        published_on=published_on,
        published_precision=precision,
        is_restatement=row.get("restatement", "").lower() in {"1", "yes", "oui", "true"},
        source=row["source"],
        note=row.get("note", ""),
    )


def _series_of(row: Mapping[str, str]) -> str:
    if "family_code" in row:
        return FAMILY_SERIES
    if "destination" in row:
        return DESTINATION_SERIES
    if "city" in row:
        # Where goods leave the country and where their maker is registered are two different questions.
        registered = any(
            word in row.get("city_role", "") for word in ("immatriculation", "registration", "fabrication")
        )
        return REGISTRATION_CITY_SERIES if registered else EXIT_CITY_SERIES
    return TOTAL_SERIES


def _kind(text: str, start: dt.date, end: dt.date) -> str:
    if text:
        return _one_of(text, PeriodKind.values, "period_type")
    if (start.year, start.month) == (end.year, end.month):
        return PeriodKind.MONTH
    if start.month == 1 and start.year == end.year:
        return PeriodKind.ANNUAL if end.month == 12 else PeriodKind.YTD
    if end.month - start.month == 2 and start.month in {4, 7, 10}:
        return PeriodKind.QUARTER
    raise InvalidValue(_("the period is neither a month, nor a quarter, nor months since January."))


def _publication(text: str, period_end: dt.date) -> tuple[dt.date, str]:
    """The first day on which the figure can have been read, and how exactly it is known.

    Where only a month or a year is known, a figure was not published before its period was over. A full date stands as it
    is: a figure given before the end of its period is a projection and recognised by that.
    """
    if match := _DAY.fullmatch(text):
        return _date(*map(int, match.groups())), Precision.DAY
    if match := _MONTH.fullmatch(text):
        return max(_date(int(match[1]), int(match[2]), 1), period_end + dt.timedelta(days=1)), Precision.MONTH
    if _YEAR.fullmatch(text):
        return max(_date(int(text), 1, 1), period_end + dt.timedelta(days=1)), Precision.YEAR
    raise InvalidValue(_("write the publication as 2023, 2023-12 or 2023-12-27."))


def _first_day(text: str) -> dt.date:
    if match := _MONTH.fullmatch(text):
        return _date(int(match[1]), int(match[2]), 1)
    if (match := _DAY.fullmatch(text)) and match[3] == "01":
        return _date(int(match[1]), int(match[2]), 1)
    raise InvalidValue(_("write the months of the period as 2023-01."))


def _last_day(text: str) -> dt.date:
    match = _MONTH.fullmatch(text) or _DAY.fullmatch(text)
    if match is None:
        raise InvalidValue(_("write the months of the period as 2023-01."))
    first = _date(int(match[1]), int(match[2]), 1)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _date(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise InvalidValue(_("there is no such day.")) from error


def _number(row: Mapping[str, str], *names: str) -> Decimal | None:
    text = (
        next((row[name] for name in names if row.get(name)), "")
        .replace(",", ".")
        .replace("\u202f", "")
        .replace(" ", "")
    )
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise InvalidValue(_("“%(text)s” is not a number.") % {"text": text}) from error
    if not number.is_finite() or abs(number) >= Decimal(10) ** 9:
        raise InvalidValue(_("“%(text)s” is not a number.") % {"text": text})
    return number


def _one_of(text: str, allowed: Sequence[str], name: str) -> str:
    if text not in allowed:
        raise InvalidValue(
            _("%(name)s is one of: %(allowed)s.") % {"name": name, "allowed": ", ".join(map(str, allowed))}
        )
    return str(text)


def _text(cell: Any) -> str:
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell).strip()
