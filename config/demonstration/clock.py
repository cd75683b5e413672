"""Days of the story."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

from foundation.calendar import is_working_day
from foundation.time import CASABLANCA, clock_at


@contextmanager
def on_day(day: date, hour: int = 10, minute: int = 0) -> Iterator[date]:
    """Everything inside happens that day at that hour in Morocco."""
    with clock_at(datetime.combine(day, time(hour, minute), tzinfo=CASABLANCA)):
        yield day


def working(day: date) -> date:
    """That day, or the first working day after it."""
    while not is_working_day(day):
        day = date.fromordinal(day.toordinal() + 1)
    return day


def after(day: date, days: int) -> date:
    """The working day at or after so many calendar days."""
    return working(date.fromordinal(day.toordinal() + days))
