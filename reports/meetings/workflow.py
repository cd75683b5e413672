"""Minutes are drafted after a meeting and approved at a later one."""

from django.utils.translation import gettext_lazy as _

from foundation.workflow import Step, Workflow
from reports.meetings.choices import MinutesStatus as S

MINUTES = Workflow(
    Step("approve", {S.DRAFTED}, S.APPROVED, _("Record the approval of the minutes")), initial={S.DRAFTED}
)
