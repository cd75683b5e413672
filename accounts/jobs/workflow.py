"""The life of a job. A lapsed lease returns to `running` under another worker, which is no move."""

from django.utils.translation import gettext_lazy as _

from accounts.jobs.choices import JobState as S
from foundation.workflow import Step, Workflow

WORKFLOW = Workflow(
    Step("claim", {S.QUEUED}, S.RUNNING),
    Step("finish", {S.RUNNING}, S.DONE),
    Step("fail", {S.RUNNING, S.QUEUED}, S.FAILED),
    Step("cancel", {S.QUEUED, S.RUNNING}, S.CANCELLED, _("Cancel")),
    Step("retry", {S.FAILED, S.CANCELLED}, S.QUEUED, _("Try again")),
    initial={S.QUEUED},
    field="state",
)
