"""What a worker does for reports: build one and hand it over with the end of the job; count the indicators of a period."""

from functools import partial

from accounts.jobs.models import Job
from accounts.jobs.registry import JOB_KINDS, JobResult, Progress
from reports.documents.building import build
from reports.documents.choices import ReportShape
from reports.documents.models import Report
from reports.documents.scheduled import keep_and_tell
from reports.monitoring.actions.measurements import compute_measurement
from reports.monitoring.choices import Origin
from reports.monitoring.models import Indicator, Measurement, ReportingPeriod
from reports.monitoring.permissions import may_enter


@JOB_KINDS.register("reports.build")
def build_report(job: Job, progress: Progress) -> JobResult:
    """The PDF of a report in the language asked for. The snapshot and the file are kept together with the job's end."""
    language, shape = job.payload["language"], job.payload.get("shape", ReportShape.FULL)
    report = Report.objects.select_related("meeting").get(pk=job.payload["report_id"])
    built = build(report, language=language, shape=shape, progress=progress)
    effect = partial(
        keep_and_tell, report=report, data=built.data, language=language, shape=shape, pdf=built.pdf, pages=built.pages,
        check_code=built.check_code, made_with=built.made_with, copies=built.copies,
        by=job.owner,
    )  # fmt: skip
    return JobResult(effect=effect)


@JOB_KINDS.register("monitoring.compute")
def compute_indicators(job: Job, progress: Progress) -> JobResult:
    """Every computed indicator of a period within its owner's reach, each in its own transaction: again counts again."""
    period = ReportingPeriod.objects.get(pk=job.payload["period_id"])
    indicators = list(
        Indicator.objects.for_user(job.owner).filter(is_active=True, origin=Origin.COMPUTED).select_related("program")
    )
    current = {row.indicator_id: row for row in Measurement.objects.current().filter(period=period)}
    for number, indicator in enumerate(indicators):
        progress(100 * number // max(len(indicators), 1), str(indicator))
        if may_enter(job.owner, indicator, period, current.get(indicator.pk)):
            compute_measurement(indicator=indicator, period=period, by=job.owner)
    return JobResult()
