"""Who may record what was delivered."""

from accounts.people.models import User
from programs.budget.permissions import may, require
from programs.enrolments.models import Enrolment


def require_on(enrolment: Enrolment, permission: str, by: User) -> None:
    """Raises NotPermitted unless a role reaches this enrolment."""
    require(by, permission, program=enrolment.program, area=enrolment.area)


def can_verify(user: User, item) -> bool:
    """Another person than the one who delivered."""
    enrolment = item.enrolment
    return item.delivered_by_id != user.pk and may(
        user, "programs.record_support", program=enrolment.program, area=enrolment.area
    )
