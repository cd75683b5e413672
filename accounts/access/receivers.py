"""What follows from sign-in events of allauth."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.signals import user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.people.middleware import FACTORS, OPENED, SEEN
from accounts.people.models import User
from accounts.people.scopes import holds_a_role


@receiver(authenticator_added, dispatch_uid="access.factor_proved")
def factor_proved(request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
    """Setting a factor up proves it: the session need not be begun again."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, method="mfa", id=authenticator.pk, type=authenticator.type)


@receiver(user_logged_in, dispatch_uid="access.session_begins")
def session_begins(request: HttpRequest, user: User, **_more: Any) -> None:
    """The hours of a session count from here, whatever the visitor did before.

    A colleague without a second factor is about to set one up: the password just typed is not asked for again.
    """
    for name in (OPENED, SEEN):
        request.session.pop(name, None)
    methods = {entry["method"] for entry in get_authentication_records(request, user)}
    if methods == {"password"} and holds_a_role(user):
        record_authentication(request, user, method="password", reauthenticated=True)
