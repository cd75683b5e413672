"""What a figure is, and how blocks of figures are collected.

A block is a function of a `Reading` (the day, the moment, the meeting) registered in BLOCKS. It returns
JSON-ready data in which every number stands in a `Figure` or a `Table`, each with a short code, so that
anyone can ask: what is this, and which rows is it made of?
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from foundation.registry import Registry
from foundation.time import CASABLANCA
from reports.board.models import BoardMeeting

Words = dict[str, str]
SMALL_GROUP = 5  # published breakdowns show no group of fewer people


@dataclass(frozen=True)
class Reading:
    """What a collection may know: facts of days up to `as_of`, recorded up to `known_at`. A monitoring period has no meeting."""

    meeting: BoardMeeting | None
    period_start: date
    as_of: date
    known_at: datetime

    @property
    def until(self) -> datetime:
        """The first moment that is too late: midnight after `as_of` in Morocco, or `known_at` if earlier."""
        midnight = datetime.combine(self.as_of + timedelta(days=1), time(0), tzinfo=CASABLANCA)
        return min(midnight, self.known_at)


@dataclass(frozen=True)
class Rows:
    """The rows a figure is made of: a model and its ids."""

    model: str
    ids: tuple[int, ...] = ()

    @classmethod
    def of(cls, model: str, ids: Iterable[int]) -> "Rows":
        return cls(model, tuple(sorted(set(ids))))


@dataclass(frozen=True)
class Figure:
    """One number. `unit` is one of people, organisations, files, MAD, MDH, percent, days, count, score."""

    code: str
    label: Words
    value: int | Decimal | None
    unit: str
    definition: Words
    rows: Rows
    source: str = "Sanad"

    def as_data(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "label": self.label,
            "value": None if self.value is None else str(self.value),
            "unit": self.unit,
            "definition": self.definition,
            "source": self.source,
            "rows": {"model": self.rows.model, "ids": list(self.rows.ids)},
        }


@dataclass(frozen=True)
class TableRow:
    """A line of a table: its words and one value per column."""

    label: Words
    values: tuple[int | Decimal | None, ...]
    ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Table:
    """A breakdown under one code."""

    code: str
    label: Words
    columns: tuple[tuple[Words, str], ...]  # (words, unit)
    rows: tuple[TableRow, ...]
    definition: Words
    model: str
    source: str = "Sanad"

    def as_data(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "label": self.label,
            "columns": [{"label": label, "unit": unit} for label, unit in self.columns],
            "lines": [
                {
                    "label": row.label,
                    "values": [None if value is None else str(value) for value in row.values],
                    "ids": sorted(row.ids),
                }
                for row in self.rows
            ],
            "definition": self.definition,
            "source": self.source,
            "rows": {"model": self.model, "ids": sorted({id_ for row in self.rows for id_ in row.ids})},
        }


@dataclass
class Block:
    """What one collector returns: `figures` and `tables` by key, and `extra` for words and dates."""

    figures: dict[str, Figure] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    def add(self, key: str, figure: Figure) -> Figure:
        self.figures[key] = figure
        return figure

    def as_data(self) -> dict[str, Any]:
        return {
            "figures": {key: figure.as_data() for key, figure in self.figures.items()},
            "tables": {key: table.as_data() for key, table in self.tables.items()},
            **self.extra,
        }


Collector = Callable[[Reading], Block]
BLOCKS: Registry[Collector] = Registry("report block")


def words(fr: str, ar: str, en: str) -> Words:
    """One text in the three languages of the report."""
    return {"fr": fr, "ar": ar, "en": en}


def names_of(obj: Any) -> Words:
    """`name_fr/_ar/_en` of a row, French where another is empty."""
    return words(obj.name_fr, obj.name_ar or obj.name_fr, getattr(obj, "name_en", "") or obj.name_fr)


OTHERS = words("Autres (groupes réunis)", "أخرى (مجموعات مدمجة)", "Others (groups merged)")
NOT_SPLIT = words("Ensemble (répartition non publiée)", "المجموع (توزيع غير منشور)", "All (breakdown not published)")


def merge_small(rows: Sequence[TableRow]) -> tuple[TableRow, ...]:
    """The rows with every group under SMALL_GROUP people merged into one line at the end.

    If the merged line would itself be too small it takes in the smallest shown group, so that nobody can
    be found by subtraction; when nothing is left to show the breakdown is one line that says so. The first
    value of a row is its number of people.
    """
    shown = [row for row in rows if row.values[0] >= SMALL_GROUP]
    small = [row for row in rows if 0 < row.values[0] < SMALL_GROUP]
    if not small:
        return tuple(shown)
    while shown and sum(row.values[0] for row in small) < SMALL_GROUP:
        smallest = min(shown, key=lambda row: row.values[0])
        shown.remove(smallest)
        small.append(smallest)
    columns = zip(*(row.values for row in small), strict=True)
    merged = tuple(sum(value for value in column if value is not None) for column in columns)
    label = OTHERS if shown else NOT_SPLIT
    return (*shown, TableRow(label, merged, tuple(id_ for row in small for id_ in row.ids)))
