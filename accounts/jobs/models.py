"""Background work as rows: the broker is a hint, the lease decides."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.jobs.choices import JobState
from accounts.jobs.querysets import JobQuerySet
from accounts.jobs.workflow import WORKFLOW
from foundation.constraints import one_of
from foundation.references import new_reference
from foundation.time import now


def new_job_reference() -> str:
    return new_reference("JOB")


class Job(models.Model):
    """One piece of work: what, for whom, how far, by which worker until when, and what came of it."""

    reference = models.CharField(max_length=20, unique=True, default=new_job_reference)
    kind = models.CharField(_("kind"), max_length=60)
    title = models.CharField(_("what"), max_length=160, blank=True)  # for its owner, in their language
    payload = models.JSONField(default=dict)  # ids only
    about_type = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs", verbose_name=_("owner"))
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.QUEUED)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)  # percent
    step = models.CharField(_("step"), max_length=160, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(null=True, blank=True)  # by the database clock
    token = models.UUIDField(null=True, blank=True)  # of the worker that holds the lease
    cancel_asked = models.BooleanField(default=False)
    error = models.TextField(_("error"), blank=True)
    file = models.FileField(upload_to="jobs/%Y/%m/", blank=True)
    file_name = models.CharField(max_length=160, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(_("asked"), default=now)
    sent_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["state", "lease_until"], condition=Q(state__in=["queued", "running"]), name="job_live"
            ),
            models.Index(fields=["owner", "-id"], name="job_owner"),
            models.Index(fields=["about_type", "about_id"], name="job_about"),
        ]
        constraints = [
            one_of("state", JobState.values, name="job_state_known"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="job_progress_percent"),
        ]
        triggers = [WORKFLOW.trigger("job_steps")]

    def __str__(self) -> str:
        return self.title or f"{self.kind} {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("job", args=[self.reference])

    @property
    def is_over(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
