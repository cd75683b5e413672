"""Short references people can read out on the phone: `EXP-7K4MQ2-R`.

Random, so that no counter row is fought over at a deadline; the last sign checks the others, so
that a slip of the pen is told from an unknown file. A reference proves nothing alone.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"  # 31 signs, a prime: no I, L, O, U, Z
_SIGNS = 6
# Prime, and no multiple of 31: multiplying by it modulo 31**6 gives each number another, none twice.
_STRIDE = 387_420_499
_ALIASES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_reference(prefix: str) -> str:
    """A fresh reference; its uniqueness is the database's to guarantee (31**6 per prefix)."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(_SIGNS))
    return f"{prefix}-{body}-{check_sign(prefix, body)}"


def reference_of(prefix: str, number: int) -> str:
    """A reference for a number nobody else has (of a sequence): different numbers below 31**6 give different references.

    Looks as random as the others. For rows by the million, of which random ones would repeat some hundreds; one of those drawn at random
    may still be the same: the database tells.
    """
    left, signs = number * _STRIDE % len(ALPHABET) ** _SIGNS, []
    for _ in range(_SIGNS):
        left, place = divmod(left, len(ALPHABET))
        signs.append(ALPHABET[place])
    body = "".join(signs)
    return f"{prefix}-{body}-{check_sign(prefix, body)}"


def check_sign(prefix: str, body: str) -> str:
    """Weighted sum modulo 31, the prime size of the alphabet: finds every single slip and every swap of neighbours."""
    total = sum(ord(sign) for sign in prefix)
    total += sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(body, start=1))
    return ALPHABET[total % len(ALPHABET)]


def normalise_reference(text: str) -> str | None:
    """The reference in its canonical spelling, or None if its check sign disagrees."""
    parts = text.strip().upper().replace(" ", "").replace("_", "-").rsplit("-", 2)
    if len(parts) != 3:
        return None
    prefix, body, check = parts[0], parts[1].translate(_ALIASES), parts[2].translate(_ALIASES)
    if len(body) != _SIGNS or not set(body) <= set(ALPHABET) or check != check_sign(prefix, body):
        return None
    return f"{prefix}-{body}-{check}"
