"""What the tests of changes share."""

import pytest
from django.db import connection


@pytest.fixture
def column_bytes():
    """A table as the database writes it out."""

    def read(table: str) -> bytes:
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copy:
            return b"".join(bytes(piece) for piece in copy)

    return read
