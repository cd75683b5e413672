"""Model fields of our own."""

from typing import Any

from django.core.exceptions import FieldError
from django.db import models

from foundation.crypto import decrypt, encrypt


class EncryptedTextField(models.BinaryField):
    """Text in Python, ciphertext in the database. Cannot be filtered or ordered by: keep a `lookup_hash` beside it."""

    description = "Encrypted text"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    def get_db_prep_value(self, value: str | None, connection: Any, prepared: bool = False) -> Any:
        sealed = None if value is None else encrypt(value)
        return super().get_db_prep_value(sealed, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else decrypt(bytes(value))

    def to_python(self, value: Any) -> str | None:
        return value

    def get_lookup(self, lookup_name: str):
        if lookup_name != "isnull":
            raise FieldError("An encrypted field cannot be searched; use its look-up hash.")
        return super().get_lookup(lookup_name)

    def value_to_string(self, obj: models.Model) -> str:
        return ""


class MoneyField(models.DecimalField):
    """An amount in dirhams, to the centime."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)
