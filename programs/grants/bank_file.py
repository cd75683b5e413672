"""The file a bank receives, and the one it answers with. Both are formats of our own, modelled on transfer files in fields.

Order, version 1: ASCII, fields separated by `;`, lines ended by CR LF.

    0;SANAD-VIR;1;<batch>;<day YYYYMMDD>;MAD;<payments>;<total in centimes>
    1;<payment>;<account, 24 digits>;<centimes>;<payee, at most 35 signs>;<motive, at most 35 signs>
    9;<payments>;<total in centimes>;<first 16 hex digits of the SHA-256 of all lines before>

Names are written in capitals without accents, only letters, digits, space and . - ' /, never beginning with a sign that a
spreadsheet would take for a formula. The same batch always gives the same bytes.

Answer, version 1: UTF-8 (or Latin 1), the same separator; lines in any order, any part of the payments at a time.

    <payment>;PAID;<day YYYY-MM-DD>
    <payment>;REJECTED;<day YYYY-MM-DD>;<reason>

A line beginning with # and empty lines are comments. The establishment's own bank may want another format: this one is
marked as ours in its first line.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from foundation.errors import InvalidValue

MARK, VERSION = "SANAD-VIR", 1
MOST_BYTES, MOST_LINES = 5 * 1024 * 1024, 50_000
PAID, REJECTED = "PAID", "REJECTED"
_REFERENCE = re.compile(r"[A-Z0-9-]{3,20}")


@dataclass(frozen=True)
class Order:
    """One payment to be made."""

    reference: str
    rib: str
    amount: Decimal
    payee: str
    motive: str


@dataclass(frozen=True)
class Answer:
    """What became of one payment."""

    reference: str
    outcome: str
    on: date
    reason: str = ""

    def as_json(self) -> dict[str, str]:
        return {"reference": self.reference, "outcome": self.outcome, "on": self.on.isoformat(), "reason": self.reason}


def write_orders(batch: str, day: date, orders: Iterable[Order]) -> bytes:
    """The order file of a batch; deterministic."""
    orders = sorted(orders, key=lambda order: order.reference)
    total = sum(_centimes(order.amount) for order in orders)
    rows = [f"0;{MARK};{VERSION};{batch};{day:%Y%m%d};MAD;{len(orders)};{total}"]
    rows += [
        f"1;{order.reference};{order.rib};{_centimes(order.amount)};{plain(order.payee)};{plain(order.motive)}"
        for order in orders
    ]
    body = "".join(row + "\r\n" for row in rows).encode("ascii")
    return body + f"9;{len(orders)};{total};{hashlib.sha256(body).hexdigest()[:16]}\r\n".encode("ascii")


def plain(text: str, length: int = 35) -> str:
    """Capitals without accents, only signs every bank takes; Arabic letters have no place in the format and are dropped."""
    decomposed = unicodedata.normalize("NFKD", text.upper())
    kept = re.sub(r"[^A-Z0-9 .'/-]", " ", "".join(sign for sign in decomposed if not unicodedata.combining(sign)))
    return " ".join(kept.split()).lstrip("-./' ")[:length].strip()


def read_answers(content: bytes) -> list[Answer]:
    """The answers of a file, each payment once, sorted. Raises InvalidValue naming the line that cannot be read."""
    if len(content) > MOST_BYTES:
        raise InvalidValue(_("This file is too large for a bank answer."))
    text = _decoded(content)
    found: dict[str, Answer] = {}
    rows = text.splitlines()
    if len(rows) > MOST_LINES:
        raise InvalidValue(_("This file has too many lines for a bank answer."))
    for number, row in enumerate(rows, start=1):
        if not row.strip() or row.startswith("#"):
            continue
        answer = _read_row(number, row)
        earlier = found.setdefault(answer.reference, answer)
        if (earlier.outcome, earlier.on) != (answer.outcome, answer.on):
            raise InvalidValue(
                _("Line %(number)s: the payment %(reference)s has two different answers.")
                % {"number": number, "reference": answer.reference}
            )
    if not found:
        raise InvalidValue(_("This file holds no answer."))
    return [found[reference] for reference in sorted(found)]


def _read_row(number: int, row: str) -> Answer:
    fields = [field.strip() for field in row.split(";")]
    if len(fields) < 3 or not _REFERENCE.fullmatch(fields[0].upper()):
        raise InvalidValue(_("Line %(number)s cannot be read.") % {"number": number})
    outcome = fields[1].upper()
    if outcome not in (PAID, REJECTED):
        raise InvalidValue(_("Line %(number)s: the outcome is PAID or REJECTED.") % {"number": number})
    try:
        on = date.fromisoformat(fields[2])
    except ValueError as error:
        raise InvalidValue(_("Line %(number)s: write the day as 2023-11-20.") % {"number": number}) from error
    return Answer(fields[0].upper(), outcome, on, " ".join(" ".join(fields[3:]).split())[:160])


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _centimes(amount: Decimal) -> int:
    return int(amount * 100)
