"""Who may work at a counter and on which entry."""

from accounts.people.models import User
from accounts.people.scopes import scopes_of
from artisans.counter.choices import EntryStatus
from artisans.counter.models import CounterEntry


def can_use_counter(user: User) -> bool:
    return bool(scopes_of(user, "artisans.use_counter"))


def can_write(user: User, entry: CounterEntry) -> bool:
    """Only the clerk who holds the entry; a colleague takes it over first, on record."""
    return entry.status == EntryStatus.OPEN and entry.clerk_id == user.pk and can_use_counter(user)


def areas_of_counter(user: User) -> tuple[str, ...]:
    """Where this person may register people from the counter."""
    return tuple(scope.area for scope in scopes_of(user, "artisans.use_counter"))
