"""What was asked for is forgotten with the file."""

from datetime import timedelta

from accounts.jobs.registry import CLOCK
from accounts.lists.models import ListExport
from foundation.time import now

KEPT = timedelta(days=7)


@CLOCK.register("lists.exports")
def forget_exports() -> int:
    """The words searched for stay no longer than the file they led to."""
    deleted, _rows = ListExport.objects.filter(asked_at__lt=now() - KEPT).delete()
    return deleted
