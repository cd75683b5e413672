"""Who may import what. Where a row may be written is judged row by row."""

from accounts.people.models import User
from accounts.people.scopes import holds_a_role, scopes_of
from artisans.imports.models import ImportBatch
from artisans.imports.registry import IMPORT_KINDS


def may_import(user: User, kind: str) -> bool:
    """Staff with the permission of the kind, anywhere. The command line acts as the system."""
    if not holds_a_role(user):
        return user.email == user.__class__.objects.system().email
    found = IMPORT_KINDS.get(kind)
    return (
        found is not None
        and bool(scopes_of(user, "artisans.add_importbatch"))
        and bool(scopes_of(user, found.permission))
    )


def kinds_for(user: User) -> list[str]:
    return [name for name in IMPORT_KINDS if may_import(user, name)]


def may_decide(user: User, batch: ImportBatch) -> bool:
    """Whoever may import such lists and sees this one."""
    if not may_import(user, batch.kind):
        return False
    return batch.recorded_by_id == user.pk or ImportBatch.objects.for_user(user).filter(pk=batch.pk).exists()


def areas_of(user: User, permission: str) -> list[str] | None:
    """Area prefixes within which this person may write; None: everywhere. The command line acts without a role, as the system."""
    if not holds_a_role(user):
        return None
    areas = [scope.area for scope in scopes_of(user, permission)]
    return None if "" in areas else areas
