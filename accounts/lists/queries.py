"""What is kept about a page of somebody's, and what of an address is worth keeping."""

from dataclasses import dataclass

from django.http import QueryDict

from accounts.lists.choices import Audience
from accounts.lists.models import SavedView
from accounts.lists.registry import StaffList
from accounts.people.models import User

PLACES = ("after", "before", "page", "cursor")  # where in the list one is
OWN = ("view", "csrfmiddlewaretoken")
ALL = "all"  # `?all=1`: the list without the view that opens with the page


@dataclass(frozen=True)
class Kept:
    """The views a person may choose from on a page, the one in use, and the columns."""

    views: list[SavedView]
    current: SavedView | None
    default: SavedView | None
    columns: list[str]  # chosen; empty: nobody chose


def kept_for(user: User, listed: StaffList, data: QueryDict) -> Kept:
    """One question to the database. The columns are those of the view in use, else the person's own for the page."""
    views, own = [], []
    for view in SavedView.objects.for_page(user, listed.place)[:60]:
        if view.name:
            views.append(view)
        elif view.owner_id == user.pk:
            own = view.columns
    number = data.get("view", "")
    current = next((view for view in views if str(view.pk) == number), None)
    default = next((view for view in views if view.is_default and view.owner_id == user.pk), None)
    return Kept(views, current, default, current.columns if current and current.columns else own)


def kept_query(listed: StaffList, data: QueryDict, *, without_words: bool = False) -> str:
    """Filters and order of an address, without the place in the list; for keeping also without the words searched for."""
    kept = QueryDict(mutable=True)
    for name, values in data.lists():
        if name in PLACES or name in OWN or name == ALL or (without_words and name in listed.searches):
            continue
        values = [value for value in values if value]
        if values:
            kept.setlist(name, values)
    return kept.urlencode()


def told_filters(listed: StaffList, data: QueryDict) -> dict[str, str]:
    """The filters as an event keeps them: of words searched for only that there were some."""
    kept = QueryDict(kept_query(listed, data))
    return {name: "…" if name in listed.searches else value for name, value in kept.items()}


def audiences_of(roles: set[str], programs: set[str]) -> list[tuple[str, str]]:
    """With whom this person may share: programmes only for those who have one."""
    choices = [Audience.PRIVATE, Audience.ROLE, Audience.EVERYBODY]
    if programs - {""}:
        choices.insert(2, Audience.PROGRAM)
    return [(choice.value, str(choice.label)) for choice in choices if roles or choice != Audience.ROLE]
