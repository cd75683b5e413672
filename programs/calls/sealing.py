"""Values of answers that never lie readable in the database."""

import base64
from typing import Any

from foundation import crypto

_SEAL = "sealed:"


def sealed(text: str) -> str:
    """Ciphertext that may stand in JSON: a phone or an address never lies readable in the database."""
    return _SEAL + base64.b64encode(crypto.encrypt(text)).decode()


def unsealed(value: Any) -> str:
    """What was sealed; a value that was not is given back as text."""
    if isinstance(value, str) and value.startswith(_SEAL):
        return crypto.decrypt(base64.b64decode(value.removeprefix(_SEAL)))
    return "" if value is None else str(value)
