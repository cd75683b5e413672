"""Who may do what in the register. Pure functions over roles and their areas."""

from accounts.people.models import User
from accounts.people.scopes import holds_a_role, scopes_of
from artisans.parties.models import BankAccount, Party


def may(user: User, permission: str, area: str) -> bool:
    """Whether a live role grants `artisans.<permission>` in that area (an HCP code)."""
    return any(area.startswith(scope.area) for scope in scopes_of(user, f"artisans.{permission}"))


def can_edit(user: User, party: Party) -> bool:
    return may(user, "change_party", party.area)


def can_register_in(user: User, area: str) -> bool:
    """Staff within their areas. People without a role register themselves on the portal, anywhere."""
    return may(user, "add_party", area) or not holds_a_role(user)


def can_show_numbers(user: User, party: Party) -> bool:
    return may(user, "show_identifier", party.area)


def can_see_accounts(user: User, party: Party) -> bool:
    return may(user, "view_bankaccount", party.area)


def can_add_account(user: User, party: Party) -> bool:
    return may(user, "add_bankaccount", party.area)


def can_verify_account(user: User, account: BankAccount) -> bool:
    """By role and area, and never the person who entered it."""
    return account.recorded_by_id != user.pk and may(user, "verify_bankaccount", account.party.area)


def can_export(user: User) -> bool:
    return bool(scopes_of(user, "artisans.export_party"))
