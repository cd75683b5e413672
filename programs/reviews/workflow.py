"""Lives of assignments, sessions, decisions and appeals."""

from django.utils.translation import gettext_lazy as _

from foundation.workflow import Step, Workflow
from programs.reviews.choices import AppealStatus as P
from programs.reviews.choices import AssignmentStatus as A
from programs.reviews.choices import DecisionStatus as D
from programs.reviews.choices import SessionStatus as S

ASSIGNMENT = Workflow(
    Step("accept", {A.INVITED}, A.ACCEPTED, _("I have no conflict of interest")),
    Step("recuse", {A.INVITED, A.ACCEPTED}, A.RECUSED, _("I have a conflict of interest")),
    Step("relieve", {A.INVITED, A.ACCEPTED}, A.RELIEVED, _("Take the file back")),
    Step("score", {A.ACCEPTED}, A.DONE, _("Submit the review")),
    initial={A.INVITED},
)
SESSION = Workflow(
    Step("open", {S.PLANNED}, S.OPEN, _("Open the session")),
    Step("close", {S.OPEN}, S.CLOSED, _("Close the session")),
    Step("sign", {S.CLOSED}, S.SIGNED, _("Sign the minutes")),
    initial={S.PLANNED},
)
DECISION = Workflow(
    Step("adopt", {D.PROPOSED}, D.ADOPTED),
    Step("publish", {D.ADOPTED}, D.PUBLISHED),
    initial={D.PROPOSED},
)
APPEAL = Workflow(
    Step("uphold", {P.FILED}, P.UPHELD, _("Uphold")),
    Step("dismiss", {P.FILED}, P.DISMISSED, _("Dismiss")),
    initial={P.FILED},
)
