"""An officer of the whole country who has signed in, as the benchmarks' reader."""

import time
from collections.abc import Callable

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponseBase
from django.test import Client

from accounts.people.choices import Role
from accounts.people.models import RoleAssignment, User

EMAIL = "bench@sanad.example"


def officer() -> User:
    """Found by address, made once."""
    found = User.objects.filter(email=EMAIL).first()
    if found is None:
        found = User.objects.create_user(email=EMAIL, full_name="Mesure", is_demonstration=True)
        RoleAssignment.objects.create(user=found, role=Role.OFFICER, granted_by=User.objects.system())
    return found


def signed_in(user: User) -> Client:
    """A browser whose session was opened with password and second factor. Addresses the server as this machine."""
    moment = time.time()
    session = SessionStore()
    session.update({
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
        HASH_SESSION_KEY: user.get_session_auth_hash(),
        "account_authentication_methods": [{"method": method, "at": moment} for method in ("password", "mfa")],
        "account_authentication_methods_user": str(user.pk),
    })  # fmt: skip
    session.create()
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies["sessionid"] = session.session_key
    return client


def get(client: Client, url: str) -> Callable[[], HttpResponseBase]:
    """Asks for the address each time it is called; an answer other than 200 is an error, not a figure."""

    def ask() -> HttpResponseBase:
        answer = client.get(url)
        if answer.status_code != 200:
            raise RuntimeError(f"{url} answered {answer.status_code}")
        return answer

    return ask


def post(client: Client, url: str, data: dict[str, str]) -> Callable[[], HttpResponseBase]:
    """The same for what is sent in the body."""

    def ask() -> HttpResponseBase:
        answer = client.post(url, data)
        if answer.status_code != 200:
            raise RuntimeError(f"{url} answered {answer.status_code}")
        return answer

    return ask
