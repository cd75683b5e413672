"""Who may decide about possible duplicates. Both records must lie within the person's reach."""

from accounts.people.models import User
from artisans.duplicates.models import DuplicateCase
from artisans.parties.models import Party
from artisans.parties.permissions import may


def can_decide(user: User, case: DuplicateCase) -> bool:
    """Different, later, open again."""
    return _both(user, "decide_duplicatecase", case.first, case.second)


def can_suspect(user: User, party: Party) -> bool:
    """Say that this record and another may be one."""
    return may(user, "decide_duplicatecase", party.area)


def can_merge(user: User, first: Party, second: Party) -> bool:
    """Merge, and undo it; never one's own record."""
    return _both(user, "merge_party", first, second) and not is_own(user, first, second)


def is_own(user: User, *parties: Party) -> bool:
    """Whether this person acts for one of them."""
    return user.mandates.filter(party__in=parties, until=None).exists()


def _both(user: User, permission: str, first: Party, second: Party) -> bool:
    return may(user, permission, first.area) and may(user, permission, second.area)
