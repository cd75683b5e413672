"""How far a permission reaches: which programmes, which areas."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.people.models import RoleAssignment, User
from accounts.people.roles import roles_with

# Not an empty Q: that one vanishes when it is joined to another by “or”, and would narrow instead of widen.
EVERYTHING = ~Q(pk__in=[])


@dataclass(frozen=True)
class Scope:
    """A programme code and an HCP area prefix; empty means everywhere."""

    program: str
    area: str

    def covers(self, program: str, area: str) -> bool:
        """Whether a row of that programme and area lies within."""
        return self.program in ("", program) and area.startswith(self.area)


def assignments_of(user: User) -> list[RoleAssignment]:
    """Live assignments, read once per loaded user so that one request asks the database once."""
    cached = getattr(user, "_live_assignments", None)
    if cached is None:
        cached = list(RoleAssignment.objects.live().filter(user=user)) if user.pk else []
        user._live_assignments = cached
    return cached


def forget_assignments(user: User) -> None:
    """Ask again next time; call after a role changed."""
    user.__dict__.pop("_live_assignments", None)


def scopes_of(user: User, permission: str) -> list[Scope]:
    """Where this person holds the permission; empty: nowhere."""
    roles = roles_with(permission)
    return [Scope(row.program, row.area) for row in assignments_of(user) if row.role in roles]


def holds_a_role(user: User) -> bool:
    """Staff are those who hold any live role."""
    return bool(assignments_of(user))


def scope_condition(user: User, permission: str, *, program: str = "program", area: str = "area") -> Q | None:
    """The rows (by their programme code and area columns) this person's permission reaches; None: nowhere."""
    condition = None
    for scope in scopes_of(user, permission):
        if not scope.program and not scope.area:
            return EVERYTHING
        part = Q()
        if scope.program:
            part &= Q(**{program: scope.program})
        if scope.area:
            part &= Q(**{f"{area}__startswith": scope.area})
        condition = part if condition is None else condition | part
    return condition
