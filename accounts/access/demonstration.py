"""Accounts for a demonstration: one member of staff per role, with a password and second factor everybody knows.

Refused unless `DEMO_SIGN_IN` is on, which production never sets.
"""

import base64
import hashlib

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.db import transaction
from django.db.models import F

from accounts.access.actions import confirm_email
from accounts.outbox.choices import MessageStatus
from accounts.outbox.models import Message
from accounts.people.models import RoleAssignment, User
from accounts.people.queries import DEMO_PASSWORD
from foundation.errors import NotPermitted
from foundation.time import now


@transaction.atomic
def seed_staff(
    *, email: str, full_name: str, role: str, program: str = "", area: str = "", language: str = "fr"
) -> User:
    """A demonstration colleague with this role; called again with another role, the same person holds both."""
    if not settings.DEMO_SIGN_IN:
        raise NotPermitted("Demonstration accounts exist only where DEMO_SIGN_IN is on.")
    system = User.objects.system()
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(
            email=email, full_name=full_name, language=language, is_demonstration=True, created_at=now()
        )
    if not user.is_demonstration:
        raise NotPermitted("A real account is never turned into a demonstration.")
    user.set_password(DEMO_PASSWORD)
    user.save(update_fields=["password"])
    confirm_email(user)
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, demo_totp_secret(email))
    RoleAssignment.objects.get_or_create(
        user=user, role=role, program=program, area=area, revoked_at=None, substitutes_for=None,
        defaults={"granted_by": system, "starts_at": now()},
    )  # fmt: skip
    return user


def demo_totp_secret(email: str) -> str:
    """The same for the same person on every machine, so that a phone's application keeps working after a reset."""
    return base64.b32encode(hashlib.sha256(f"sanad-demonstration:{email}".encode()).digest()[:20]).decode()


def count_as_sent() -> int:
    """For a story told afterwards: what waits to be sent counts as sent when it was written, and nothing leaves."""
    if not settings.DEMO_SIGN_IN:
        raise NotPermitted("Only a demonstration pretends to have sent its messages.")
    return Message.objects.filter(status=MessageStatus.QUEUED, due_at__lte=now()).update(
        status=MessageStatus.SENT, sent_at=F("created_at"), attempts=1, secrets=None
    )
