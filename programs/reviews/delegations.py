"""Delegations of the fast track as people look at them: in force or not, how much of the cap is used."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.people.choices import Role
from accounts.people.models import RoleAssignment, User
from accounts.people.scopes import scopes_of
from foundation.time import today
from programs.reviews.choices import SessionStatus
from programs.reviews.models import CommitteeSession, FastTrackDelegation


@dataclass(frozen=True)
class DelegationRow:
    """One delegation with what was decided under it."""

    delegation: FastTrackDelegation
    used: Decimal
    files: int
    sampled: int

    @property
    def left(self) -> Decimal:
        return self.delegation.cap_total - self.used

    @property
    def percent(self) -> int:
        """How much of the cap in all is used."""
        return int(self.used * 100 / self.delegation.cap_total)

    @property
    def state(self) -> str:
        if self.delegation.ended_at is not None:
            return "ended"
        if self.delegation.session.status != SessionStatus.SIGNED:
            return "proposed"
        return "over" if today() > self.delegation.valid_until else "in_force"

    @property
    def state_words(self) -> str:
        return {
            "ended": _("Ended"), "proposed": _("Waits for the signature of the minutes"), "over": _("Over"),
            "in_force": _("In force"),
        }[self.state]  # fmt: skip

    @property
    def tone(self) -> str:
        return {"in_force": "good", "proposed": "wait"}.get(self.state, "plain")


def delegations_for(user: User) -> list[DelegationRow]:
    """Those of the programmes whose committees this person follows, and those they hold; the newest first."""
    reach = Q(holder=user) | _followed(user, "session__call__version__program__code")
    return [row_of(delegation) for delegation in _rows().filter(reach).order_by("-id")[:100]]


def row_of(delegation: FastTrackDelegation) -> DelegationRow:
    """The delegation with its sums."""
    sums = delegation.decisions.aggregate(
        used=Sum("amount"), files=Count("id"), sampled=Count("id", filter=Q(is_sampled=True))
    )
    return DelegationRow(delegation, sums["used"] or Decimal(0), sums["files"], sums["sampled"])


def sessions_to_delegate(user: User) -> QuerySet[CommitteeSession]:
    """Closed sessions of fast-track calls whose minutes are not signed and that gave no delegation yet."""
    return (
        CommitteeSession.objects.filter(
            _followed(user, "call__version__program__code", "programs.hold_session"),
            status=SessionStatus.CLOSED, call__is_fast_track=True, delegation=None,
        )
        .select_related("call")
        .order_by("-held_on")
    )  # fmt: skip


def possible_holders() -> QuerySet[User]:
    """Heads of programme: they answer for what is decided in their name."""
    live = RoleAssignment.objects.live().filter(role=Role.HEAD, substitutes_for=None)
    return User.objects.filter(pk__in=live.values("user"), is_active=True).order_by("full_name", "id")


def _rows() -> QuerySet[FastTrackDelegation]:
    return FastTrackDelegation.objects.select_related(
        "session__call__version__program", "holder", "granted_by", "ended_by"
    )


def _followed(user: User, path: str, permission: str = "programs.view_committeesession") -> Q:
    programs = {scope.program for scope in scopes_of(user, permission)}
    return ~Q(pk__in=[]) if "" in programs else Q(**{f"{path}__in": programs})
