"""Encrypt anew what older keys encrypted, so that they can be taken away; with --hashes, compute the look-up hashes anew."""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, models, transaction

from accounts.people.models import User
from artisans.parties.actions.numbers import number_lookup
from artisans.parties.models import BankAccount, Identifier, Party
from foundation import crypto
from foundation.fields import EncryptedTextField

BATCH = 2_000
# Ciphertext kept as bytes: keys of parties, rows of imports that wait.
RAW = (
    ("accounts", "PartyKey", "wrapped"), ("artisans", "StagedRow", "phone"), ("artisans", "StagedRow", "raw"),
    ("artisans", "StagedNumber", "value"),
)  # fmt: skip
# What can be hashed anew, since the value is kept beside its hash. Tokens and codes are known by their hash alone: they lapse.
HASHED: tuple[tuple[type[models.Model], str, str, Callable[[Any], bytes]], ...] = (
    (User, "phone", "phone_lookup", lambda row: crypto.lookup_hash("phone", row.phone)),
    (Party, "phone", "phone_lookup", lambda row: crypto.lookup_hash("phone", row.phone)),
    (Identifier, "value", "value_lookup", lambda row: number_lookup(row.kind, row.value)),
    (BankAccount, "rib", "rib_lookup", lambda row: crypto.lookup_hash("rib", row.rib)),
)


class Command(BaseCommand):
    help = (
        "Encrypts anew, under the first key of FIELD_KEYS, every value that another key encrypted. May be stopped and started "
        "again: what is done stays done. Then the old key can be removed. --hashes: after a new “lookup” key, with the site "
        "stopped, computes the look-up hashes of phones, numbers and accounts anew."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--hashes", action="store_true", help="compute look-up hashes anew as well")
        parser.add_argument("--check", action="store_true", help="only count what another key still encrypts")

    def handle(self, *args: Any, hashes: bool, check: bool, **options: Any) -> None:
        left = 0
        for model, column in encrypted_columns():
            label = f"{model._meta.label}.{column}"
            if check:
                left += self._tell(label, waiting(model, column), "wait")
            else:
                self._tell(label, rotate(model, column), "encrypted anew")
        if hashes and not check:
            for model, source, target, compute in HASHED:
                self._tell(f"{model._meta.label}.{target}", rehash(model, source, target, compute), "hashed anew")
        if check and left:
            raise SystemExit(1)
        if not check:
            self.stdout.write(f"Every value is under the key “{crypto.primary_key_name()}”.")

    def _tell(self, label: str, count: int, words: str) -> int:
        if count:
            self.stdout.write(f"{label}: {count} {words}")
        return count


def encrypted_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every column that holds ciphertext under FIELD_KEYS."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field.column
    for app, name, column in RAW:
        yield apps.get_model(app, name), column


def waiting(model: type[models.Model], column: str) -> int:
    """How many values another key than the first one encrypts."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {_of(model)} WHERE {_other(column)}", [_mark()])  # noqa: S608 (names of ours)
        return cursor.fetchone()[0]


def rotate(model: type[models.Model], column: str) -> int:
    """Batch by batch, each in its own transaction; rows that somebody holds meanwhile come in a later batch."""
    table, key, done = _of(model), connection.ops.quote_name(model._meta.pk.column), 0
    find = f"SELECT {key}, {column} FROM {table} WHERE {_other(column)} ORDER BY {key} LIMIT {BATCH} FOR UPDATE"  # noqa: S608
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(find, [_mark()])
            rows = cursor.fetchall()
            for number, sealed in rows:
                again = crypto.encrypt_bytes(crypto.decrypt_bytes(bytes(sealed)))
                cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [again, number])  # noqa: S608
        done += len(rows)
        if len(rows) < BATCH:
            return done


def rehash(model: type[models.Model], source: str, target: str, compute: Callable[[Any], bytes]) -> int:
    """Rows whose hash is not what the present look-up key gives. Erased values have none."""
    done, last = 0, 0
    while rows := list(model._base_manager.filter(pk__gt=last).exclude(**{target: None}).order_by("pk")[:BATCH]):
        with transaction.atomic():
            for row in rows:
                if getattr(row, source) and bytes(getattr(row, target)) != (fresh := compute(row)):
                    model._base_manager.filter(pk=row.pk).update(**{target: fresh})
                    done += 1
        last = rows[-1].pk
    return done


def _of(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _other(column: str) -> str:
    # A ciphertext begins with the name of its key and a zero byte.
    return f"{column} IS NOT NULL AND position(%s IN {column}) <> 1"


def _mark() -> bytes:
    return crypto.primary_key_name().encode() + b"\0"
