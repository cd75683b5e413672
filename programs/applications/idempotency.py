"""A request that may be sent twice is answered once: the first answer is kept and given again.

The key is the client's; the same key with other content is refused. Nothing is kept when the request failed before it did
anything (a value that was refused), so that it may be corrected and sent again under the same key.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from foundation.errors import DomainError
from foundation.time import now
from programs.applications.models import IdempotencyKey

LONGEST_KEY = 80


class KeyUsedForSomethingElse(DomainError):
    """The same key came with another request."""

    code = "idempotency_key_reused"


def once(
    *, user: User, key: str, request: Mapping[str, Any], act: Callable[[], tuple[int, dict[str, Any]]]
) -> tuple[int, dict[str, Any]]:
    """The answer (status, body) to this request, made now or kept from the first time. Without a key: made now.

    Two at once with one key: the second waits for the first and gets its answer. The answer is kept in the transaction of
    what it tells, so that a process killed in between leaves neither.
    """
    if not key:
        return act()
    fingerprint = hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()
    with transaction.atomic():
        _wait_for(user, key)
        kept = IdempotencyKey.objects.filter(user=user, key=key[:LONGEST_KEY]).first()
        if kept is None:
            status, body = act()
            try:
                with transaction.atomic():
                    IdempotencyKey.objects.create(
                        user=user,
                        key=key[:LONGEST_KEY],
                        fingerprint=fingerprint,
                        status_code=status,
                        body=body,
                        created_at=now(),
                    )
            except IntegrityError:  # the lock makes this impossible; the constraint is the last word
                kept = IdempotencyKey.objects.get(user=user, key=key[:LONGEST_KEY])
            else:
                return status, body
    if kept.fingerprint != fingerprint:
        raise KeyUsedForSomethingElse(_("This idempotency key was used for another request."))
    return kept.status_code, kept.body


def _wait_for(user: User, key: str) -> None:
    """One at a time for a user's key, until the transaction ends."""
    number = int.from_bytes(hashlib.sha256(f"{user.pk}:{key}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
