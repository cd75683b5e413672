"""The working calendar of Moroccan public bodies: holidays, working days, office hours.

Sources
    Fixed holidays: decree 2-77-169 of 28 February 1977, as amended. Amazigh new year on 14 January since 2024. Unity Day on 31
    October: decided on 3 November 2025, so first kept in 2026 (decree 2-25-1140, January 2026; chamaly.ma 15/01/2026).
    Hijri holidays: computed by ``hijridate`` (Umm al-Qura). Morocco sights the moon, often a day later, so each is ``expected``
    until somebody records the announced day in a ``Declared`` table.
    Exceptional days off: announcements of the Head of Government (challenge.ma, April 2023, April 2024, June 2025).
    Office hours: 8:30-16:30, Monday to Friday, half an hour at noon and an hour more on Friday for prayer (decree 2-05-916 of 20
    July 2005; as posted by communemoulayabdellah.ma). The Friday break closes the counter, the half hour is taken in turns.
    Ramadan: 9:00-15:00 without a break: order 05.1899 of 30 September 2005, announced each year (le360.ma 10/02/2026).
    Clock: the zone data of Africa/Casablanca; it goes back an hour the Sunday before Ramadan and forward the Sunday after.

Deadlines count working days: the day itself does not count, the last day counts whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from hijridate import Gregorian, Hijri

from foundation.time import CASABLANCA

ONE_DAY = dt.timedelta(days=1)
FRIDAY, SATURDAY = 4, 5

# (month, day, first year, name)
_FIXED = (
    (1, 1, 1, gettext_noop("New Year's Day")),
    (1, 11, 1, gettext_noop("Anniversary of the Independence Manifesto")),
    (1, 14, 2024, gettext_noop("Amazigh New Year")),
    (5, 1, 1, gettext_noop("Labour Day")),
    (7, 30, 1, gettext_noop("Throne Day")),
    (8, 14, 1, gettext_noop("Anniversary of the recovery of Oued Ed-Dahab")),
    (8, 20, 1, gettext_noop("Revolution of the King and the People")),
    (8, 21, 1, gettext_noop("Youth Day")),
    (10, 31, 2026, gettext_noop("Unity Day")),
    (11, 6, 1, gettext_noop("Anniversary of the Green March")),
    (11, 18, 1, gettext_noop("Independence Day")),
)

HIJRI_NEW_YEAR, MAWLID, EID_AL_FITR, EID_AL_ADHA = "hijri_new_year", "mawlid", "eid_al_fitr", "eid_al_adha"

# key: (Hijri month, day, length in days, name)
_FEASTS = {
    HIJRI_NEW_YEAR: (1, 1, 1, gettext_noop("Hijri New Year")),
    MAWLID: (3, 12, 2, gettext_noop("Aïd al-Mawlid")),
    EID_AL_FITR: (10, 1, 2, gettext_noop("Aïd al-Fitr")),
    EID_AL_ADHA: (12, 10, 2, gettext_noop("Aïd al-Adha")),
}
_EXCEPTIONAL = gettext_noop("Exceptional day off")


@dataclass(frozen=True, eq=False)
class Declared:
    """What was announced, against what was computed; an empty table changes nothing.

    ``feasts`` and ``ramadan`` are keyed by the Hijri year; ``closed`` adds days off and ``opened`` removes any.
    """

    feasts: Mapping[tuple[int, str], dt.date] = field(default_factory=dict)
    ramadan: Mapping[int, tuple[dt.date, dt.date]] = field(default_factory=dict)
    closed: Mapping[dt.date, str] = field(default_factory=dict)
    opened: frozenset[dt.date] = frozenset()


ANNOUNCED = Declared(
    feasts={(1446, EID_AL_FITR): dt.date(2025, 3, 31), (1446, EID_AL_ADHA): dt.date(2025, 6, 7)},
    closed={
        dt.date(2023, 4, 24): _EXCEPTIONAL,
        dt.date(2024, 4, 12): _EXCEPTIONAL,
        dt.date(2025, 6, 9): _EXCEPTIONAL,
    },
)
"""The announcements for which a source was found; a caller may pass a fuller table."""


@dataclass(frozen=True)
class Holiday:
    """A day off; ``expected`` while only the computed calendar says so."""

    day: dt.date
    key: str
    expected: bool = False

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return _(self.key)

    @property
    def label(self) -> str:
        """The name, with the caution that belongs to an expected day."""
        if self.expected:
            return _("%(holiday)s (expected; the sighting of the moon may move it by a day)") % {"holiday": self.name}
        return self.name


def holidays(year: int, declared: Declared = ANNOUNCED) -> tuple[Holiday, ...]:
    """The days off of a civil year, in order, weekends included; one holiday a day."""
    return tuple(_by_day(year, declared)[day] for day in sorted(_by_day(year, declared)))


def holiday_on(day: dt.date, declared: Declared = ANNOUNCED) -> Holiday | None:
    """The holiday kept on this day, if any."""
    return _by_day(day.year, declared).get(day)


def is_working_day(day: dt.date, declared: Declared = ANNOUNCED) -> bool:
    """Whether offices are open: Monday to Friday, no holiday."""
    return day.weekday() < SATURDAY and holiday_on(day, declared) is None


def add_working_days(day: dt.date, n: int, declared: Declared = ANNOUNCED) -> dt.date:
    """The n-th working day after ``day`` (before, if negative); with 0, the day itself or the next working day."""
    if n == 0:
        while not is_working_day(day, declared):
            day += ONE_DAY
        return day
    step = ONE_DAY if n > 0 else -ONE_DAY
    left = abs(n)
    while left:
        day += step
        left -= is_working_day(day, declared)
    return day


def working_days_between(start: dt.date, end: dt.date, declared: Declared = ANNOUNCED) -> int:
    """How many working days passed: those after ``start``, up to and with ``end``; negative when ``end`` is earlier.

    ``working_days_between(d, add_working_days(d, n)) == n`` for every n above 0.
    """
    if end < start:
        return -working_days_between(end, start, declared)
    return sum(is_working_day(start + ONE_DAY * i, declared) for i in range(1, (end - start).days + 1))


def ramadan(hijri_year: int, declared: Declared = ANNOUNCED) -> tuple[dt.date, dt.date]:
    """The first and the last day of Ramadan: announced, else computed and up to the eve of an announced Aïd."""
    if hijri_year in declared.ramadan:
        return declared.ramadan[hijri_year]
    first = _civil(hijri_year, 9, 1)
    shawwal = declared.feasts.get((hijri_year, EID_AL_FITR), _civil(hijri_year, 10, 1))
    return first, shawwal - ONE_DAY


def ramadan_hours(day: dt.date, declared: Declared = ANNOUNCED) -> bool:
    """Whether the hours of Ramadan apply on this day."""
    # An announced Ramadan may begin in what the computed calendar calls the month before, never in another year.
    first, last = ramadan(_hijri_year(day), declared)
    return first <= day <= last


def office_hours(day: dt.date, declared: Declared = ANNOUNCED) -> tuple[tuple[dt.time, dt.time], ...]:
    """The opening hours of public counters, as (from, to) pairs; none on a day off."""
    if not is_working_day(day, declared):
        return ()
    if ramadan_hours(day, declared):
        return ((dt.time(9), dt.time(15)),)
    if day.weekday() == FRIDAY:
        return ((dt.time(8, 30), dt.time(12)), (dt.time(13, 30), dt.time(16, 30)))
    return ((dt.time(8, 30), dt.time(16, 30)),)


def is_open_at(moment: dt.datetime, declared: Declared = ANNOUNCED) -> bool:
    """Whether counters are open at this aware moment, on the clock of Casablanca."""
    local = moment.astimezone(CASABLANCA)
    return any(start <= local.time() < end for start, end in office_hours(local.date(), declared))


def start_of_day(day: dt.date) -> dt.datetime:
    """Midnight in Casablanca."""
    return dt.datetime.combine(day, dt.time(), CASABLANCA)


def end_of_day(day: dt.date) -> dt.datetime:
    """The first moment that is too late for a deadline on this day: the next midnight in Casablanca.

    The clock changes at two or three in the morning, so midnight always exists once; a day may last 23 or 25 hours.
    """
    return start_of_day(day + ONE_DAY)


def closing_moment(start: dt.datetime, working_days: int, declared: Declared = ANNOUNCED) -> dt.datetime:
    """When a delay of working days that began at ``start`` is over."""
    return end_of_day(add_working_days(start.astimezone(CASABLANCA).date(), working_days, declared))


@lru_cache(maxsize=256)
def _by_day(year: int, declared: Declared) -> Mapping[dt.date, Holiday]:
    # An exceptional day gives way to a feast, a feast to a fixed holiday: the fixed one is certain.
    found = {day: Holiday(day, name) for day, name in declared.closed.items() if day.year == year}
    found |= {holiday.day: holiday for holiday in _feasts(year, declared)}
    for month, day, since, name in _FIXED:
        if year >= since:
            found[dt.date(year, month, day)] = Holiday(dt.date(year, month, day), name)
    return {day: holiday for day, holiday in found.items() if day not in declared.opened}


def _feasts(year: int, declared: Declared) -> Iterable[Holiday]:
    # A civil year touches two or three Hijri years; a feast near its ends may be moved across.
    first = _hijri_year(dt.date(year, 1, 1)) - 1
    for hijri_year in range(first, first + 4):
        for key, (month, day, length, name) in _FEASTS.items():
            announced = declared.feasts.get((hijri_year, key))
            start = announced or _civil(hijri_year, month, day)
            for i in range(length):
                if (start + ONE_DAY * i).year == year:
                    yield Holiday(start + ONE_DAY * i, name, expected=announced is None)


@lru_cache(maxsize=4096)
def _civil(year: int, month: int, day: int) -> dt.date:
    return Hijri(year, month, day).to_gregorian()


@lru_cache(maxsize=4096)
def _hijri_year(day: dt.date) -> int:
    return Gregorian(day.year, day.month, day.day).to_hijri().year
