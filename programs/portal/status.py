"""Where a file stands, for whoever holds its reference and its phone: a code, no account, and not a word more than the state.

A stranger who guesses references or phones is answered with the same words, after the same work, as the holder of both.
"""

import hmac
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import Q
from django.utils import translation

from accounts.outbox.actions import queue_message
from accounts.outbox.wording import Secret
from accounts.people.models import Establishment
from foundation import crypto
from foundation.time import now
from programs.applications.models import Application

ASKED, OPENED = "status_asked", "status_opened"
TRIES = 3
OPEN_FOR = timedelta(minutes=30)


@dataclass
class Asked:
    """What waits in the visitor's session for a code; `file` is empty when there is no such pair."""

    reference: str
    phone: str  # masked, to be shown
    file: int | None
    code: str  # keyed hash
    until: str
    tries: int = 0

    @property
    def is_over(self) -> bool:
        return self.tries >= TRIES or datetime.fromisoformat(self.until) < now()


def ask_for_code(session: SessionBase, *, reference: str, phone: str) -> str:
    """Send a code if this is the phone of this file; else do the same work for nobody. Gives the code back for a demonstration."""
    code = f"{secrets.randbelow(1_000_000):06}"
    file = file_of(reference, phone)
    minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
    with transaction.atomic():
        queue_message(
            "account.code", about=file or Establishment(pk=1), address=phone, context={"code": Secret(code), "minutes": minutes},
            language=(translation.get_language() or "fr")[:2], expires_at=now() + timedelta(minutes=minutes),
        )  # fmt: skip
        if file is None:
            transaction.set_rollback(True)
    asked = Asked(
        reference, f"•••• {phone[-2:]}", file.pk if file else None, _hash(reference, code),
        (now() + timedelta(minutes=minutes)).isoformat(),
    )  # fmt: skip
    session[ASKED] = asdict(asked)
    return code if file else ""


def asked_in(session: SessionBase) -> Asked | None:
    """The code that is waited for, unless it is over."""
    kept = session.get(ASKED)
    asked = Asked(**kept) if kept else None
    return None if asked is None or asked.is_over else asked


def open_with_code(session: SessionBase, code: str) -> str | None:
    """The reference that the code opens for half an hour; None for a wrong code, a code that is over, a file that never was."""
    asked = asked_in(session)
    if asked is None:
        return None
    right = hmac.compare_digest(asked.code, _hash(asked.reference, "".join(code.split())))
    if not right or asked.file is None:
        session[ASKED] = asdict(asked) | {"tries": asked.tries + 1}
        return None
    del session[ASKED]
    session.cycle_key()
    session[OPENED] = {"file": asked.file, "until": (now() + OPEN_FOR).isoformat()}
    return asked.reference


def opened_file(session: SessionBase, reference: str) -> Application | None:
    """The file that was opened by a code a short while ago."""
    kept = session.get(OPENED)
    if not kept or datetime.fromisoformat(kept["until"]) < now():
        return None
    files = Application.objects.submitted().select_related("call__version__program", "form", "party")
    return files.filter(pk=kept["file"], reference=reference).first()


def file_of(reference: str, phone: str) -> Application | None:
    """The file of this number if this is its phone: the party's, or that of whoever acts for it on the portal."""
    key = crypto.lookup_hash("phone", phone)
    holders = Q(party__phone_lookup=key) | Q(
        party__mandates__user__phone_lookup=key, party__mandates__until=None, party__mandates__user__is_active=True
    )
    return Application.objects.submitted().filter(holders, reference=reference).select_related("party").first()


def _hash(reference: str, code: str) -> str:
    return crypto.lookup_hash("status", f"{reference}\0{code}").hex()
