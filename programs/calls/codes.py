"""How an access code is read and looked up."""

from foundation import crypto
from foundation.characters import tidy
from foundation.references import ALPHABET

_ALIASES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def typed_code(text: str) -> str:
    """The code as it was made: capitals, without spaces and dashes, with the letters people confuse put right."""
    return "".join(sign for sign in tidy(text).upper().translate(_ALIASES) if sign in ALPHABET)


def code_hash(text: str) -> bytes:
    return crypto.lookup_hash("access_code", text)
