"""How allauth reaches our users."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Applicants enter by a code; whoever holds a role by password and second factor."""


class MfaAdapter(DefaultMFAAdapter):
    """Second factors of staff."""
