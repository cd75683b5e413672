"""Letters about coming in. What opens something is kept apart from the text and wiped once sent."""

from datetime import timedelta

from django.conf import settings
from django.utils import translation

from accounts.outbox.actions import queue_message
from accounts.outbox.models import Message
from accounts.outbox.wording import Secret
from accounts.people.models import Invitation, User
from foundation.time import now


def queue_code(*, user: User | None, address: str, code: str) -> Message | None:
    """A code of six digits; of no use after ten minutes, so not sent after that either."""
    user = user or User.objects.by_phone(address)
    return queue_message(
        "account.code",
        about=user,
        address=address,
        context={"code": Secret(code), "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60},
        language=_present_language(),
        expires_at=now() + timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
    )


def queue_password_link(*, user: User, address: str, url: str) -> Message | None:
    return queue_message(
        "account.password_link", user=user, about=user, address=address, context={"link": Secret(url)},
        expires_at=now() + timedelta(days=1),
    )  # fmt: skip


def queue_staff_door(*, user: User, address: str) -> Message | None:
    """Somebody asked for a code in the name of a colleague: they are told which door is theirs."""
    return queue_message("account.staff_door", user=user, about=user, address=address, context={})


def queue_invitation(*, invitation: Invitation, url: str, language: str) -> Message | None:
    return queue_message(
        "account.invitation", about=invitation, address=invitation.email, language=language,
        context={"name": invitation.full_name, "link": Secret(url), "until": f"{invitation.expires_at:%d/%m/%Y}"},
        expires_at=invitation.expires_at,
    )  # fmt: skip


def queue_factor_reset(*, user: User) -> Message | None:
    return queue_message("account.factor_reset", user=user, about=user, context={"name": str(user)}, address=user.email)


def _present_language() -> str:
    """The language of the page the person is looking at, not one chosen long ago."""
    return (translation.get_language() or "fr")[:2]
