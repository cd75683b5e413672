"""One clock for the whole house.

Actions take the time from `now()`. Seeds and tests move it with `clock_at`, so that a story told
afterwards carries the dates it happened on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

CASABLANCA = ZoneInfo("Africa/Casablanca")

_moment: ContextVar[datetime | None] = ContextVar("sanad_moment", default=None)


def now() -> datetime:
    """The present moment, aware, or the moment set by `clock_at`."""
    return _moment.get() or timezone.now()


def today() -> date:
    """The present day in Morocco."""
    return now().astimezone(CASABLANCA).date()


def database_now() -> datetime:
    """The moment by the database's clock, the one clock all servers share: for deadlines. `clock_at` moves it too."""
    if moment := _moment.get():
        return moment
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Everything inside happens at `moment` (aware)."""
    if timezone.is_naive(moment):
        raise ValueError("clock_at needs an aware moment")
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
