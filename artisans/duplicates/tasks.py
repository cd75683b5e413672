"""The search over the whole register, by night: a piece at a time, resumed where it stood."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.jobs.actions import enqueue
from accounts.jobs.choices import JobState
from accounts.jobs.models import Job
from accounts.jobs.registry import JOB_KINDS, JobResult, Progress
from accounts.people.models import User
from artisans.duplicates.actions import note_twins, reopen_due, weigh_case
from artisans.duplicates.choices import FoundBy
from artisans.duplicates.matching import probes_of, twins_of_many
from artisans.duplicates.models import DuplicateCase
from artisans.parties.models import Party
from foundation.time import now

SEARCH = "duplicates.search"
PIECE = 2_000


@JOB_KINDS.register(SEARCH)
def search_register(job: Job, progress: Progress) -> JobResult:
    """Every active party against the register; each pair once, from its younger record.

    Where the search stands is written into the job with each piece, so that another worker goes on from there. Each piece is
    one transaction; a cancelled search leaves whole pieces behind and nothing else.
    """
    system = User.objects.system()
    reopen_due(by=system)
    last = int(job.payload.get("last", 0))
    found = int(job.payload.get("found", 0))
    highest = Party.objects.active().order_by("-pk").values_list("pk", flat=True).first() or 0
    changed_since = job.payload.get("changed_since")
    for piece in _pieces(last, changed_since):
        progress(min(94, last * 94 // max(highest, 1)), _("Comparing records"))
        twins = twins_of_many(probes_of(piece), limit=5)
        with transaction.atomic():
            for party_id, likely in twins.items():
                found += len(note_twins(party_id=party_id, twins=likely, found_by=FoundBy.NIGHTLY, by=system))
            last = piece[-1].pk
            job.payload |= {"last": last, "found": found}
            Job.objects.held(job.token).filter(pk=job.pk).update(payload=job.payload)
    progress(95, _("Looking again at open cases"))
    for case in DuplicateCase.objects.undecided().order_by("pk").iterator(chunk_size=500):
        weigh_case(case=case, by=system)
        progress(97)
    return JobResult()


def start_search(*, by: User, everything: bool = False) -> Job | None:
    """Ask for the search unless one waits or runs; by night only what is new or changed since two days, on Sundays all."""
    if Job.objects.filter(kind=SEARCH, state__in=[JobState.QUEUED, JobState.RUNNING]).exists():
        return None
    since = None if everything else (now() - timedelta(days=2)).isoformat()
    return enqueue(SEARCH, by=by, payload={"changed_since": since}, title=_("Search for duplicates in the register"))


def _pieces(last: int, changed_since: str | None) -> Iterator[list[Party]]:
    rows = Party.objects.active().select_related("artisan").prefetch_related("identifiers").order_by("pk")
    if changed_since:
        rows = rows.filter(recorded_at__gte=changed_since)
    while piece := list(rows.filter(pk__gt=last)[:PIECE]):
        yield piece
        last = piece[-1].pk
