"""What a worker does for reports: build one, then hand it over with the end of the job."""

from functools import partial

from accounts.jobs.models import Job
from accounts.jobs.registry import JOB_KINDS, JobResult, Progress
from reports.documents.actions import keep_build
from reports.documents.building import build
from reports.documents.models import Report


@JOB_KINDS.register("reports.build")
def build_report(job: Job, progress: Progress) -> JobResult:
    """The PDF of a report in the language asked for. The snapshot and the file are kept together with the job's end."""
    language = job.payload["language"]
    report = Report.objects.select_related("meeting").get(pk=job.payload["report_id"])
    built = build(report, language=language, progress=progress)
    effect = partial(
        keep_build, report=report, data=built.data, language=language, pdf=built.pdf, pages=built.pages,
        check_code=built.check_code, made_with=built.made_with, by=job.owner,
    )  # fmt: skip
    return JobResult(effect=effect)
