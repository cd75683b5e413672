"""Rows into tables by COPY, as fast as PostgreSQL takes them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connection, models, transaction
from psycopg import sql

from foundation.references import ALPHABET, check_sign

BATCH = 50_000
_PLACES = 6
_ALL = len(ALPHABET) ** _PLACES
# Prime, and no multiple of 31: multiplying by it modulo 31**6 gives each number another, none twice.
_STRIDE = 387_420_499


class NotAllowed(Exception):
    """The database user may not switch triggers off."""


@contextmanager
def born_grown() -> Iterator[None]:
    """One transaction in which rows may appear in any state, without history.

    Triggers (steps, history, foreign keys) are off for this session only; CHECK and UNIQUE still hold. That needs the right
    to set `session_replication_role`, which the owner of a development cluster has and production's application has not.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        if not cursor.fetchone()[0]:
            raise NotAllowed
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL synchronous_commit = off")
        yield


def copy_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """The rows into the model's table; `names` are the model's fields in the order of the values.

    The connection is busy until the last row: what yields the rows must not ask the database.
    """
    columns = [model._meta.get_field(name).column for name in names]
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(command) as copy:
        for row in rows:
            copy.write_row(row)


def take_ids(model: type[models.Model], count: int) -> range:
    """So many numbers of the table's sequence, which nobody else will get."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
        (sequence,) = cursor.fetchone()
        cursor.execute("SELECT nextval(%s)", [sequence])
        (first,) = cursor.fetchone()
        cursor.execute("SELECT setval(%s, %s)", [sequence, first + count - 1])
    return range(first, first + count)


def batches(rows: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


def references(prefix: str, numbers: Iterable[int], taken: set[str]) -> Iterator[str]:
    """A reference for each number, different for different numbers; those already taken are passed over for their neighbour.

    Drawn at random, a million would repeat some hundreds.
    """
    for number in numbers:
        reference = _spelt(prefix, number)
        step = _ALL // 2
        while reference in taken:
            reference, step = _spelt(prefix, number + step), step + 1
        yield reference


def _spelt(prefix: str, number: int) -> str:
    left, signs = number * _STRIDE % _ALL, []
    for _ in range(_PLACES):
        left, place = divmod(left, len(ALPHABET))
        signs.append(ALPHABET[place])
    body = "".join(signs)
    return f"{prefix}-{body}-{check_sign(prefix, body)}"


def analyse(*tables: type[models.Model]) -> None:
    """Fresh statistics and visibility, as autovacuum would see to; plans are chosen by them."""
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute(f'VACUUM ANALYZE "{model._meta.db_table}"')
        cursor.execute("RESET statement_timeout")
