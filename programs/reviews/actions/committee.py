"""The session itself: convened, opened, attended, closed with a quorum, its minutes signed."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue
from foundation.time import now
from programs.budget.permissions import require_for_line
from programs.calls.models import Call
from programs.reviews.choices import DecisionStatus, SessionStatus
from programs.reviews.models import CommitteeMember, CommitteeSession
from programs.reviews.workflow import SESSION


class NoQuorum(DomainError):
    """Too few members attended."""

    code = "no_quorum"


@transaction.atomic
def plan_session(*, call: Call, held_on: date, by: User, place: str = "", quorum: int = 3) -> CommitteeSession:
    """Convene the committee of a call."""
    require_for_line(by, "programs.hold_session", call.version.program.code)
    if quorum < 1:
        raise InvalidValue(_("The quorum is at least one member."))
    session = CommitteeSession.objects.create(call=call, held_on=held_on, place=place, quorum=quorum)
    _tell("committee.planned", session, by)
    return session


@transaction.atomic
def add_member(
    *, session: CommitteeSession, name: str, by: User, capacity: str = "", user: User | None = None
) -> CommitteeMember:
    """Name somebody to the session, until it is closed."""
    session = lock(session, by)
    if session.status not in (SessionStatus.PLANNED, SessionStatus.OPEN):
        raise DomainError(_("The session is closed: its members can no longer change."))
    return CommitteeMember.objects.create(session=session, name=name, capacity=capacity, user=user)


@transaction.atomic
def open_session(*, session: CommitteeSession, by: User) -> CommitteeSession:
    session = lock(session, by)
    SESSION.take(session, "open")
    session.opened_at, session.opened_by = now(), by
    session.save(update_fields=["status", "opened_at", "opened_by"])
    _tell("committee.opened", session, by)
    return session


@transaction.atomic
def record_attendance(*, session: CommitteeSession, present: Iterable[CommitteeMember], by: User) -> int:
    """Who is there; returns how many. Only while the session is open."""
    session = lock(session, by)
    if session.status != SessionStatus.OPEN:
        raise DomainError(_("Attendance is recorded while the session is open."))
    ids = [member.pk for member in present]
    session.members.exclude(pk__in=ids).update(attended=False)
    number = session.members.filter(pk__in=ids).update(attended=True)
    _tell("committee.attended", session, by, after={"present": number, "members": session.members.count()})
    return number


@transaction.atomic
def close_session(*, session: CommitteeSession, by: User) -> CommitteeSession:
    """End the sitting. Refused without the quorum."""
    session = lock(session, by)
    SESSION.take(session, "close")
    check_quorum(session)
    session.closed_at, session.closed_by = now(), by
    session.save(update_fields=["status", "closed_at", "closed_by"])
    _tell("committee.closed", session, by)
    return session


@transaction.atomic
def sign_minutes(*, session: CommitteeSession, minutes: str, by: User) -> CommitteeSession:
    """Sign what was decided. Refused while a proposal of the session was neither adopted nor removed."""
    session = lock(session, by)
    if not minutes.strip():
        raise InvalidValue(_("The minutes are empty."))
    if session.decisions.filter(status=DecisionStatus.PROPOSED, is_current=True).exists():
        raise DomainError(_("Some proposals of this session are not adopted yet."))
    SESSION.take(session, "sign")
    session.minutes = minutes.strip()
    session.signed_at, session.signed_by = now(), by
    session.save(update_fields=["status", "minutes", "signed_at", "signed_by"])
    _tell("committee.signed", session, by)
    return session


def lock(session: CommitteeSession, by: User, permission: str = "programs.hold_session") -> CommitteeSession:
    session = (
        CommitteeSession.objects.select_for_update(of=("self",))
        .select_related("call__version__program")
        .get(pk=session.pk)
    )
    require_for_line(by, permission, session.call.version.program.code)
    return session


def check_quorum(session: CommitteeSession) -> None:
    present = session.members.filter(attended=True).count()
    if present < session.quorum:
        raise NoQuorum(
            _("%(present)s members attended; the quorum is %(quorum)s.")
            % {"present": present, "quorum": session.quorum}
        )


def _tell(action: str, session: CommitteeSession, by: User, after: dict | None = None) -> None:
    record(action, target=session, by=by, program=session.call.version.program.code, after=after)
