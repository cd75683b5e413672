"""The chain of events: sealed in one place, verified from the first link.

Each seal's hash covers the canonical JSON of its event and the hash before it, so an edited, deleted or re-ordered event
shows for ever after. Personal values are covered as ciphertext: destroying a party's key breaks nothing.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from accounts.audit.models import EventSeal
from foundation.time import now

GENESIS = "0" * 64
BATCH = 5000
SEALING = 7_236_301  # the advisory lock: one sealer at a time
# Events are sealed nearly in id order; only a transaction that outlived this many others is left to the full pass.
SLACK = 50_000

# One spelling for sealing and verifying: jsonb writes keys in a fixed order, moments in UTC to the microsecond.
CANONICAL = """jsonb_build_object(
    'id', e.id, 'at', to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), 'actor', e.actor_id,
    'action', e.action, 'target_type', e.target_type, 'target_id', e.target_id,
    'target_reference', e.target_reference, 'party', e.party_id, 'program', e.program, 'area', e.area,
    'reason', e.reason, 'before', e.before, 'after', e.after, 'personal', encode(e.personal, 'base64'),
    'request', e.request_id)::text"""

# The oldest transaction that may still write events here. Transaction numbers are the whole cluster's, so those known to
# run in another database are left out; one whose database cannot be told yet counts as ours.
_HORIZON = """
WITH present AS MATERIALIZED (SELECT pg_current_snapshot() AS snapshot),
elsewhere AS MATERIALIZED (
SELECT l.transactionid::text::bigint AS number FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
 WHERE l.locktype = 'transactionid' AND l.granted AND a.datname <> current_database()),
running AS (SELECT x.number::text::bigint AS number FROM present, pg_snapshot_xip(present.snapshot) AS x(number))
SELECT COALESCE((SELECT min(r.number) FROM running r
                  WHERE NOT EXISTS (SELECT 1 FROM elsewhere e WHERE e.number = r.number % 4294967296)),
                pg_snapshot_xmax(snapshot)::text::bigint),
       pg_snapshot_xmax(snapshot)::text::bigint
  FROM present
"""

# Only events of transactions that are over and before which no other can still appear. A number above the present one
# comes from the cluster that a backup was taken from: that transaction is long over.
_UNSEALED = f"""
WITH waiting AS MATERIALIZED (
SELECT e.id FROM accounts_event e
 WHERE e.id > %(from)s AND NOT EXISTS (SELECT 1 FROM accounts_eventseal s WHERE s.event_id = e.id)
   AND (e.transaction < %(horizon)s OR e.transaction > %(newest)s)
 ORDER BY e.id LIMIT %(batch)s)
SELECT e.id, {CANONICAL} FROM waiting JOIN accounts_event e ON e.id = waiting.id ORDER BY e.id
"""  # noqa: S608 (constants of ours)

_CHAIN = f"""
SELECT s.position, s.event_id, s.previous_hash, s.hash, {CANONICAL}, e.id IS NULL
  FROM accounts_eventseal s LEFT JOIN accounts_event e ON e.id = s.event_id ORDER BY s.position
"""  # noqa: S608 (constants of ours)


def link(previous_hash: str, canonical: str) -> str:
    return hashlib.sha256(f"{previous_hash}\n{canonical}".encode()).hexdigest()


def seal_events(*, full: bool = False) -> int:
    """Seal what can be sealed now, in id order; how many. Zero at once when another worker is at it."""
    sealed = 0
    while (count := _seal_batch(full)) is not None:
        sealed += count
        if count < BATCH:
            break
    return sealed


@transaction.atomic
def _seal_batch(full: bool) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALING])
        if not cursor.fetchone()[0]:
            return None
        last = EventSeal.objects.order_by("-position").first()
        start = 0 if full or last is None else max(0, last.event_id - SLACK)
        cursor.execute(_HORIZON)
        horizon, newest = cursor.fetchone()
        cursor.execute(_UNSEALED, {"from": start, "batch": BATCH, "horizon": horizon, "newest": newest})
        rows = cursor.fetchall()
    position, previous = (last.position, last.hash) if last else (0, GENESIS)
    moment = now()
    seals = []
    for event_id, canonical in rows:
        position += 1
        digest = link(previous, canonical)
        seals.append(
            EventSeal(event_id=event_id, position=position, previous_hash=previous, hash=digest, sealed_at=moment)
        )
        previous = digest
    EventSeal.objects.bulk_create(seals, batch_size=BATCH)
    return len(seals)


@dataclass(frozen=True)
class Verdict:
    """What the verifier found: how many links hold, and the first that does not."""

    checked: int
    last_hash: str
    problem: str = ""
    position: int | None = None
    event_id: int | None = None

    @property
    def is_whole(self) -> bool:
        return not self.problem


def verify_chain() -> Verdict:
    """Walk the whole chain from the first link. Reads only; the memory needed does not grow with the chain."""
    checked, previous = 0, GENESIS
    for position, event_id, claimed_previous, claimed, canonical, is_gone in _links():
        problem = ""
        if position != checked + 1:
            problem = "seals are missing before this one" if position > checked + 1 else "this seal repeats a position"
        elif is_gone:
            problem = "its event was deleted"
        elif claimed_previous != previous:
            problem = "it does not follow the seal before it (re-ordered or replaced)"
        elif link(previous, canonical) != claimed:
            problem = "its event was edited after sealing"
        if problem:
            return Verdict(checked, previous, problem, position, event_id)
        checked, previous = position, claimed
    return Verdict(checked, previous)


def _links() -> Iterator[tuple]:
    """Through a cursor on the server, in one snapshot."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.itersize = BATCH
        cursor.execute(_CHAIN)
        while rows := cursor.fetchmany(BATCH):
            yield from rows


def latest_seal() -> EventSeal | None:
    """The anchor: printed elsewhere (the board's PDF), it shows later whether the end of the chain was cut off."""
    return EventSeal.objects.order_by("-position").first()
