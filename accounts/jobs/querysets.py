"""Winning, keeping and finding jobs, by the database's clock."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import connection, models
from django.db.models import F, Func, Q

MAX_ATTEMPTS = 3  # the first and two more
RESEND_AFTER = 60  # seconds: a hint may be lost, or wait behind others


class ClockTimestamp(Func):
    """The database's clock at this very moment, not at the start of the transaction."""

    template = "clock_timestamp()"
    output_field = models.DateTimeField()
    arity = 0


class SecondsAgo(Func):
    template = "clock_timestamp() - make_interval(secs => %(seconds)s)"
    output_field = models.DateTimeField()
    arity = 0

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds=float(seconds))


_CLAIM = """
UPDATE accounts_job
   SET state = 'running', token = %(token)s, attempts = attempts + 1, cancel_asked = false, progress = 0,
       lease_until = clock_timestamp() + make_interval(secs => %(lease)s),
       started_at = COALESCE(started_at, clock_timestamp())
 WHERE id = (SELECT id FROM accounts_job
              WHERE id = %(id)s AND attempts < %(most)s
                AND (state = 'queued' OR (state = 'running' AND lease_until < clock_timestamp()))
                FOR UPDATE SKIP LOCKED)
RETURNING id
"""


class JobQuerySet(models.QuerySet):
    def for_user(self, user) -> "JobQuerySet":
        """One's own work; all of it for those who look after the installation."""
        return self if user.has_perm("accounts.view_alljobs") else self.filter(owner=user)

    def claim(self, job_id: int):
        """The job, won by the caller and by nobody else, or None. One statement, so that one of many wins."""
        token = uuid.uuid4()
        arguments = {
            "token": token, "lease": settings.JOB_LEASE_SECONDS, "id": job_id, "most": MAX_ATTEMPTS,
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, arguments)
            won = cursor.fetchone()
        return self.select_related("owner").get(pk=job_id) if won else None

    def held(self, token: uuid.UUID) -> "JobQuerySet":
        """The row, as long as the holder of this token still runs it."""
        return self.filter(token=token, state="running")

    def mark_sent(self) -> int:
        return self.update(sent_at=ClockTimestamp())

    def lapsed(self) -> "JobQuerySet":
        """Running by name, but the worker let its lease run out."""
        return self.filter(state="running", lease_until__lt=ClockTimestamp())

    def worn_out(self) -> "JobQuerySet":
        """Lapsed for the last time."""
        return self.lapsed().filter(attempts__gte=MAX_ATTEMPTS)

    def unheard(self) -> "JobQuerySet":
        """What a worker should be told (again): never sent, sent long ago, or lapsed."""
        waiting = Q(state="queued") & (Q(sent_at=None) | Q(sent_at__lt=SecondsAgo(RESEND_AFTER)))
        lapsed = Q(state="running", lease_until__lt=ClockTimestamp(), attempts__lt=MAX_ATTEMPTS)
        return self.filter(waiting | lapsed).order_by(F("sent_at").asc(nulls_first=True), "id")

    def with_old_files(self, before: datetime) -> "JobQuerySet":
        return self.filter(finished_at__lt=before).exclude(file="")
