"""What the officer's pages show: the queue's counters, the actions on a file with the reason why one is not possible."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.audit.models import Event
from accounts.people.models import RoleAssignment, User
from accounts.people.queries import acts_for
from accounts.people.roles import roles_with
from foundation.registry import Registry
from foundation.time import today
from programs.applications.choices import ApplicationStatus as S
from programs.applications.filters import GROUPS, RUNNING, SOON_DAYS
from programs.applications.models import Application
from programs.applications.permissions import is_own_file, may_countersign, may_reach
from programs.applications.queries import review_obstacles
from programs.applications.workflow import UNDECIDED, WORKFLOW

SCREEN = "programs.screen_application"


@dataclass(frozen=True)
class FileAction:
    """A button on the file page; `why` says why it is not possible now, empty when it is."""

    code: str
    label: str
    why: str = ""
    is_primary: bool = False
    needs_form: bool = True
    url: str = ""  # of another room's page; empty for this room's step

    @property
    def is_possible(self) -> bool:
        return not self.why


# Higher rooms add theirs: name → function(application, user) returning [FileAction].
FILE_ACTIONS: Registry[Callable[[Application, User], list[FileAction]]] = Registry("action on a file")


def queue_rows(user: User) -> QuerySet[Application]:
    """Files this member of staff may see, with what a row of the list shows."""
    if not user.has_perm("programs.view_application"):
        return Application.objects.none()
    return Application.objects.for_user(user).select_related("party__commune__province", "call", "officer")


def file_actions(application: Application, user: User) -> list[FileAction]:
    """Every action this person's role knows for files, each with the reason why it is not possible, if it is not."""
    actions: list[FileAction] = []
    if may_reach(user, SCREEN, application):
        actions += _officer_actions(application, user)
    if may_reach(user, "programs.countersign_application", application):
        actions += _head_actions(application, user)
    if may_reach(user, "programs.assign_application", application):
        why = "" if application.status in UNDECIDED else _("The file is decided or closed.")
        actions.append(FileAction("assign", _("Give to an officer"), why))
    for _name, more in FILE_ACTIONS.items():
        actions += more(application, user)
    return actions


def _officer_actions(application: Application, user: User) -> list[FileAction]:
    own = (
        _("You cannot examine a file that you entered or that concerns you.") if is_own_file(user, application) else ""
    )

    def why(step: str) -> str:
        if own:
            return own
        if not WORKFLOW.allows(application, step):
            return _("The file is “%(state)s”.") % {"state": application.get_status_display()}
        return ""

    review = why("open_review")
    if not review and not may_reach(user, "programs.open_review", application):
        review = _("Your role does not allow it.")
    if not review:
        review = " ".join(review_obstacles(application))
    found = [
        FileAction(
            "take", str(WORKFLOW.step("screen", S.SUBMITTED).label), why("screen"), is_primary=True, needs_form=False
        ),
        FileAction("review", str(WORKFLOW.step("open_review", S.SCREENING).label), review, is_primary=True),
        FileAction("changes", str(WORKFLOW.step("request_changes", S.SCREENING).label), why("request_changes")),
        FileAction(
            "ineligible", str(WORKFLOW.step("declare_ineligible", S.SCREENING).label), why("declare_ineligible")
        ),
    ]
    if application.status == S.SCREENING:
        found.append(FileAction("rules", _("Run the rules again"), own, needs_form=False))
    if application.officer_id != user.pk and application.status in UNDECIDED:
        found.append(FileAction("mine", _("Make it mine"), own, needs_form=False))
    # What is behind a file is not offered any more; what is ahead is shown with its reason.
    ahead = {
        S.SUBMITTED: {"take", "review", "changes", "ineligible"},
        S.SCREENING: {"review", "changes", "ineligible"},
        S.CHANGES_REQUESTED: {"review", "changes", "ineligible"},
    }
    shown = ahead.get(application.status, set()) | {"rules", "mine"}
    return [action for action in found if action.code in shown]


def _head_actions(application: Application, user: User) -> list[FileAction]:
    if application.status != S.INELIGIBLE or application.published_at:
        return []
    why = (
        ""
        if may_countersign(user, application)
        else _("Somebody who did not propose the decision must countersign it.")
    )
    return [
        FileAction("countersign", _("Countersign: not eligible"), why, is_primary=True),
        FileAction("return", _("Send back to be examined"), why),
    ]


def officers_for(applications: list[Application]) -> QuerySet[User]:
    """Active people with a live role that may examine all of these files."""
    roles = roles_with(SCREEN)
    assignments = RoleAssignment.objects.live().filter(role__in=roles)
    people = User.objects.filter(is_active=True)
    for program, area in {(application.program, application.area) for application in applications}:
        reaching = [row.user_id for row in assignments if row.program in ("", program) and area.startswith(row.area)]
        people = people.filter(pk__in=reaching)
    return people.order_by("full_name", "id")


def history_of(application: Application) -> QuerySet[Event]:
    """Everything that was done to the file, newest first."""
    return Event.objects.about(application).select_related("actor").order_by("-id")


@dataclass(frozen=True)
class Counters:
    """The four figures of the desk's home."""

    mine: int
    late: int
    waiting: int  # for this person: corrections answered, decisions to countersign, files nobody took
    blocked: int  # waiting for the applicant or another third party


@dataclass(frozen=True)
class AgeBand:
    """A bar of the queue's chart."""

    code: str
    label: str
    count: int
    mine: int
    tone: str


def counters(user: User) -> Counters:
    """One query over the files this person may see."""
    me = Q(officer__in=acts_for(user))  # a substitute answers for the files of whom they stand in for
    open_states = sorted(GROUPS["open"])
    waiting = Q(status=S.SUBMITTED, officer=None)
    if user.has_perm("programs.countersign_application"):
        waiting |= Q(status=S.INELIGIBLE, published_at=None) & ~Q(decided_by=user)
    numbers = (
        queue_rows(user)
        .order_by()
        .aggregate(
            mine=Count("pk", filter=me & Q(status__in=open_states)),
            late=Count("pk", filter=Q(status__in=sorted(RUNNING), due_on__lt=today())),
            waiting=Count("pk", filter=waiting),
            blocked=Count("pk", filter=Q(status=S.CHANGES_REQUESTED)),
        )
    )
    return Counters(**numbers)


def ages(user: User) -> list[AgeBand]:
    """The files to be decided, by how far they are from the service standard; one query."""
    day, soon = today(), today() + timedelta(days=SOON_DAYS)
    running, mine = Q(status__in=sorted(RUNNING)), acts_for(user)
    bands = {
        "late": (running & Q(due_on__lt=day), _("Past the standard"), "bad"),
        "soon": (running & Q(due_on__gte=day, due_on__lte=soon), _("Due within five days"), "wait"),
        "in_time": (running & Q(due_on__gt=soon), _("In time"), "good"),
        "stopped": (Q(status=S.CHANGES_REQUESTED), _("Waiting for the applicant"), "plain"),
    }
    sums = {code: Count("pk", filter=condition) for code, (condition, _label, _tone) in bands.items()}
    sums |= {
        f"{code}_mine": Count("pk", filter=condition & Q(officer__in=mine))
        for code, (condition, _label, _tone) in bands.items()
    }
    numbers = queue_rows(user).order_by().aggregate(**sums)
    return [
        AgeBand(code, label, numbers[code], numbers[f"{code}_mine"], tone)
        for code, (_condition, label, tone) in bands.items()
    ]
