"""How a device proves itself: HTTP Basic with its reference and secret, as ODK Collect sends it, or the secret as a token.

No session plays any part, so nothing a browser carries along opens these doors, and none of them asks a browser for a form token.
"""

import base64
import binascii

from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.throttling import SimpleRateThrottle

from accounts.people.models import User
from foundation.api.throttling import _OwnCount
from programs.field.devices import device_of, note_seen
from programs.field.models import Device

REALM = 'Basic realm="Sanad", charset="UTF-8"'


class DeviceAuthentication(BaseAuthentication):
    """(person, device) of a live device."""

    def authenticate(self, request: HttpRequest) -> tuple[User, Device] | None:
        scheme, _space, given = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() not in ("basic", "token"):
            return None
        device = device_of(*_names(given.strip()) if scheme.lower() == "basic" else ("", given.strip()))
        if device is None:
            raise exceptions.AuthenticationFailed(_("This device is unknown, has expired or was revoked."))
        note_seen(device, request.META.get("HTTP_USER_AGENT", ""))
        return device.user, device

    def authenticate_header(self, request: HttpRequest) -> str:
        return REALM


class DeviceThrottle(_OwnCount, SimpleRateThrottle):
    """For each device."""

    scope = "device"

    def get_cache_key(self, request, view) -> str | None:
        device = request.auth
        return f"throttle_device_{device.pk}" if device else None


class StrangerThrottle(_OwnCount, SimpleRateThrottle):
    """For whoever has not proved to be a device, by address."""

    scope = "stranger"

    def get_cache_key(self, request, view) -> str | None:
        return None if request.auth else f"throttle_stranger_{self.get_ident(request)}"


def _names(encoded: str) -> tuple[str, str]:
    try:
        name, _colon, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (name, secret) if name else ("", "")
