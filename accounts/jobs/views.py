"""A job's own page: how far, how long, stop, again, the file."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.admin import site
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.jobs.actions import cancel_job, retry_job
from accounts.jobs.choices import JobState
from accounts.jobs.models import Job
from accounts.jobs.registry import FILE_RULES
from accounts.jobs.tables import TONES
from foundation.errors import DomainError
from foundation.time import now


def _job(request: HttpRequest, reference: str) -> Job:
    return get_object_or_404(Job.objects.for_user(request.user), reference=reference)


def _context(request: HttpRequest, job: Job) -> dict[str, object]:
    """Staff see their jobs in the officers' house, applicants in the portal's dress."""
    is_desk = request.user.is_staff
    left = time_left(job)
    return (site.each_context(request) if is_desk else {}) | {
        "job": job, "title": str(job), "tone": TONES[JobState(job.state)], "is_desk": is_desk,
        "layout": "admin/desk.html" if is_desk else "base.html",
        "minutes_left": max(1, round(left.total_seconds() / 60)) if left else None,
    }  # fmt: skip


def time_left(job: Job) -> timedelta | None:
    """By the pace so far; nothing before there is a pace to speak of."""
    if job.state != JobState.RUNNING or job.progress < 5 or job.started_at is None:
        return None
    gone = now() - job.started_at
    return gone * (100 - job.progress) / job.progress if gone > timedelta(seconds=2) else None


@never_cache
@require_safe
@login_required
def page(request: HttpRequest, reference: str) -> HttpResponse:
    return render(request, "accounts/job.html", _context(request, _job(request, reference)))


@never_cache
@require_safe
@login_required
def progress(request: HttpRequest, reference: str) -> HttpResponse:
    """The part of the page that changes; htmx asks for it until the work is over."""
    return render(request, "accounts/job_progress.html", _context(request, _job(request, reference)))


@require_POST
@login_required
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    try:
        cancel_job(job=_job(request, reference), by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The work was stopped."))
    return redirect("job", reference=reference)


@require_POST
@login_required
def retry(request: HttpRequest, reference: str) -> HttpResponse:
    try:
        retry_job(job=_job(request, reference), by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("job", reference=reference)


@never_cache
@require_safe
@login_required
def download(request: HttpRequest, reference: str) -> HttpResponse:
    """The file, as an attachment, for its owner only, while it is kept."""
    job = _job(request, reference)
    allowed = FILE_RULES.get(job.kind)
    if job.owner_id != request.user.pk or not job.file or not (allowed is None or allowed(job, request.user)):
        raise Http404
    response = FileResponse(job.file.open("rb"), as_attachment=True, filename=job.file_name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
