"""The card with the demonstration accounts, where DEMO_SIGN_IN is on; elsewhere these tags give nothing."""

from django import template

from accounts.people.models import User
from accounts.people.queries import DemoAccount
from accounts.people.queries import demo_accounts as accounts_of_all_roles

register = template.Library()


@register.simple_tag
def demo_accounts() -> list[DemoAccount]:
    """One demonstration account a role."""
    return accounts_of_all_roles()


@register.simple_tag
def demo_code(user: User | None) -> str:
    """The code of the second factor that a demonstration account would show now."""
    email = getattr(user, "email", None)
    return next((account.code for account in accounts_of_all_roles() if account.email == email), "")
