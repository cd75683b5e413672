"""Who may do what to money and files: the role table asked for one programme and one area."""

from django.utils.translation import gettext as _

from accounts.people.models import User
from accounts.people.scopes import scopes_of
from foundation.errors import NotPermitted


def may(user: User, permission: str, *, program: str = "", area: str = "") -> bool:
    """Whether a live role of this person grants the permission for that programme and area."""
    return user.is_active and any(scope.covers(program, area) for scope in scopes_of(user, permission))


def require(user: User, permission: str, *, program: str = "", area: str = "") -> None:
    """The second lock behind the page's: an action called from anywhere asks again. Raises NotPermitted."""
    if not may(user, permission, program=program, area=area):
        raise NotPermitted(_("Your role does not allow this for this programme and area."))


def require_for_line(user: User, permission: str, program: str) -> None:
    """As `require`, for what has a programme and no area: a line, a batch. A role of one area suffices."""
    if not user.is_active or not any(scope.program in ("", program) for scope in scopes_of(user, permission)):
        raise NotPermitted(_("Your role does not allow this for this programme."))
