"""Identifiers as shown to people who need to recognise them, not to read them (law 09-08: no more than needed).

The number of dots is fixed, so a mask tells neither the length nor the rest of the value.
"""

from __future__ import annotations

HIDDEN = "••••"


def mask(value: str | None, shown: int) -> str:
    """Dots and the last ``shown`` characters; only dots when those would be most of the value; "" for nothing."""
    text = (value or "").strip()
    if not text:
        return ""
    return HIDDEN + text[-shown:] if len(text) >= shown * 2 else HIDDEN


def mask_cnie(value: str | None) -> str:
    """The last three characters: AB123456 is shown as ••••456."""
    return mask(value, 3)


def mask_rib(value: str | None) -> str:
    """The last four digits, as on a bank's own letters; an IBAN may be given too."""
    return mask("".join((value or "").split()), 4)


def mask_phone(value: str | None) -> str:
    """The last three digits, without the country."""
    return mask("".join((value or "").split()), 3)
