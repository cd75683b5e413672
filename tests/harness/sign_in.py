"""`client.force_login` opens a session as the doors do: with password and second factor for whoever holds a role.

Staff pages refuse any other session, and most tests are about what lies behind. `open_with(client, user, …)` opens one
that is weaker on purpose.
"""

import time

from django.test import Client

_force_login = Client.force_login


def open_with(client: Client, user, *methods: str) -> None:
    """Sign in as if proved by these methods: password, mfa, code."""
    _force_login(client, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": method, "at": time.time()} for method in methods]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def strengthen_force_login() -> None:
    Client.force_login = lambda self, user, backend=None: open_with(self, user, "password", "mfa")
