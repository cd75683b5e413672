"""Lives of agreements, enrolments, support items and sessions."""

from django.utils.translation import gettext_lazy as _

from foundation.workflow import Step, Workflow
from programs.enrolments.choices import AgreementStatus as A
from programs.enrolments.choices import EnrolmentStatus as E
from programs.enrolments.choices import SupportStatus as S

AGREEMENT = Workflow(
    Step("send", {A.DRAFT}, A.SENT, _("Send for signature")),
    Step("sign", {A.SENT}, A.SIGNED, _("Record the signature")),
    Step("activate", {A.SIGNED}, A.ACTIVE),
    Step("end", {A.SENT, A.SIGNED, A.ACTIVE}, A.ENDED),
    initial={A.DRAFT},
)
ENROLMENT = Workflow(
    Step("start", {E.ENROLLED}, E.ACTIVE, _("Start")),
    Step("pause", {E.ACTIVE}, E.PAUSED, _("Pause")),
    Step("resume", {E.PAUSED}, E.ACTIVE, _("Resume")),
    Step("complete", {E.ACTIVE}, E.COMPLETED, _("Complete")),
    Step("exit", {E.ENROLLED, E.ACTIVE, E.PAUSED}, E.EXITED, _("End early")),
    initial={E.ENROLLED},
)
SUPPORT = Workflow(
    Step("schedule", {S.PLANNED}, S.SCHEDULED, _("Schedule")),
    Step("unschedule", {S.SCHEDULED}, S.PLANNED),
    Step("deliver", {S.PLANNED, S.SCHEDULED}, S.DELIVERED, _("Record the delivery")),
    Step("verify", {S.DELIVERED}, S.VERIFIED, _("Verify")),
    Step("cancel", {S.PLANNED, S.SCHEDULED}, S.CANCELLED, _("Cancel")),
    initial={S.PLANNED},
)
# A training session shares the states of the support it delivers.
SESSION = SUPPORT

LIVE = frozenset({E.ENROLLED, E.ACTIVE, E.PAUSED})
