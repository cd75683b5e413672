"""What the clock does for those who come in."""

from datetime import timedelta

from accounts.jobs.registry import CLOCK
from accounts.people.models import User
from foundation.time import now


@CLOCK.register("access.forget_strangers")
def forget_strangers() -> None:
    """Numbers and addresses that asked for a code and never confirmed it are not kept."""
    strangers = User.objects.filter(
        created_at__lt=now() - timedelta(days=1), last_login=None, phone_verified=False, full_name="", is_system=False,
        is_demonstration=False, is_active=True, password__startswith="!",  # noqa: S106 (no password)
        role_assignments=None,
    ).exclude(emailaddress__verified=True)  # fmt: skip
    User.objects.filter(pk__in=list(strangers.values_list("pk", flat=True)[:500])).delete()
