"""Building an edition: the worker collects, draws and attaches."""

from functools import partial

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.jobs.models import Job
from accounts.jobs.registry import JOB_KINDS, JobResult, Progress
from markets.barometer.actions import BUILD, attach_build
from markets.barometer.models import BarometerEdition
from markets.barometer.pictures import draw_all
from markets.barometer.queries import collect


@JOB_KINDS.register(BUILD)
def build(job: Job, progress: Progress) -> JobResult:
    """One consistent reading of the figures, then the pictures; both are attached with the end of the job."""
    edition = BarometerEdition.objects.get(pk=job.about_id)
    progress(10, _("Collecting figures"))
    with transaction.atomic():
        if not connection.savepoint_ids:  # inside somebody else's transaction the reading is theirs
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = collect(edition.as_of, edition.known_at)
    charts = []
    for picture in draw_all(snapshot):
        charts.append(picture)
        progress(min(15 + 2 * len(charts), 95), _("Drawing charts"))
    return JobResult(effect=partial(attach_build, edition=edition, snapshot=snapshot, charts=charts, by=job.owner))
