"""The life of a call; opening and closing are the clock's."""

from django.utils.translation import gettext_lazy as _

from foundation.workflow import Step, Workflow
from programs.calls.choices import CallStatus as S

WORKFLOW = Workflow(
    Step("schedule", {S.DRAFT}, S.SCHEDULED, _("Publish the call")),
    Step("unschedule", {S.SCHEDULED}, S.DRAFT, _("Take back to draft")),
    Step("open", {S.SCHEDULED}, S.OPEN),
    Step("close", {S.OPEN}, S.CLOSED, _("Close now")),
    Step("reopen", {S.CLOSED}, S.OPEN, _("Extend")),
    Step("decide", {S.CLOSED, S.OPEN}, S.DECIDED),
    Step("archive", {S.DECIDED}, S.ARCHIVED, _("Archive")),
    initial={S.DRAFT},
)
