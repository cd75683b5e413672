"""What the clock does for imports: lists nobody decides about, and rows with errors nobody corrects, do not stay for ever."""

from datetime import timedelta

from accounts.jobs.registry import CLOCK
from accounts.people.models import User
from artisans.imports.actions.receiving import cancel_import, drop_rows
from artisans.imports.choices import ImportStatus
from artisans.imports.models import ImportBatch, StagedRow
from foundation.time import now

KEPT = timedelta(days=30)


@CLOCK.register("imports.forget")
def forget() -> None:
    """After thirty days: what waits is thrown away, what is left of written lists is forgotten."""
    before = now() - KEPT
    waiting = ImportBatch.objects.filter(
        status__in=[ImportStatus.RECEIVED, ImportStatus.CHECKED], recorded_at__lt=before
    )
    for batch in waiting.exclude(checked_at__gte=before)[:20]:
        cancel_import(batch=batch, by=User.objects.system(), reason="30 days")
    ended = ImportBatch.objects.filter(status=ImportStatus.DONE, ended_at__lt=before)
    for batch in ended.filter(pk__in=StagedRow.objects.values("batch"))[:20]:
        drop_rows(batch)
