"""Who may ask for a change and who may decide it."""

from accounts.people.models import User
from accounts.people.queries import acts_for
from artisans.changes.choices import ChangeKind
from artisans.changes.models import ChangeRequest
from artisans.parties.models import Party
from artisans.parties.permissions import can_add_account, may


def can_ask(user: User, party: Party, kind: str) -> bool:
    """Staff by role and area (accounts: those who may enter accounts); a person for whom they act."""
    if kind == ChangeKind.ACCOUNT and can_add_account(user, party):
        return True
    if kind != ChangeKind.ACCOUNT and may(user, "add_changerequest", party.area):
        return True
    return is_own(user, party)


def is_own(user: User, party: Party) -> bool:
    return party.mandates.filter(user=user, until=None).exists()


def can_decide(user: User, request: ChangeRequest) -> bool:
    """By role and area; never who asked, nor who stands in for them, nor the person the change is about."""
    if not may(user, "decide_changerequest", request.area) or is_same_person(user, request):
        return False
    if request.kind == ChangeKind.ACCOUNT and not may(user, "verify_bankaccount", request.area):
        return False
    return not is_own(user, request.party)


def is_same_person(user: User, request: ChangeRequest) -> bool:
    """Whether this user, or somebody they stand in for, asked."""
    return bool(acts_for(user) & acts_for(request.requested_by))


def can_withdraw(user: User, request: ChangeRequest) -> bool:
    return request.requested_by_id == user.pk


def can_read_values(user: User, request: ChangeRequest) -> bool:
    """Whole values: whoever decides or asked, or may read such numbers anyway."""
    if can_withdraw(user, request) or can_decide(user, request):
        return True
    permission = "view_bankaccount" if request.kind == ChangeKind.ACCOUNT else "show_identifier"
    return may(user, permission, request.area) or is_own(user, request.party)
