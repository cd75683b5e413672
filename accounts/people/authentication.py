"""Keys by which other systems use the API."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header

from accounts.people.models import ApiToken, User
from foundation import crypto
from foundation.time import now, today


class ApiTokenAuthentication(BaseAuthentication):
    """`Authorization: Token …`; the key is looked up by its hash, must be in force and its owner active."""

    keyword = "Token"

    def authenticate(self, request: HttpRequest) -> tuple[User, ApiToken] | None:
        parts = get_authorization_header(request).decode("latin-1").split()
        if not parts or parts[0].lower() != self.keyword.lower():
            return None
        if len(parts) != 2:
            raise exceptions.AuthenticationFailed(_("Send one key: “Authorization: Token …”."))
        token = (
            ApiToken.objects.select_related("user")
            .filter(token_lookup=crypto.lookup_hash("api-token", parts[1]), revoked_at=None, expires_at__gt=now())
            .first()
        )
        if token is None or not token.user.is_active:
            raise exceptions.AuthenticationFailed(_("This key is unknown, expired or revoked."))
        if token.last_used_on != today():
            ApiToken.objects.filter(pk=token.pk).update(last_used_on=today())
        return token.user, token

    def authenticate_header(self, request: HttpRequest) -> str:
        return self.keyword
