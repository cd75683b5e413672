"""What follows at the counter from acts of the register below."""

from typing import Any

from django.dispatch import receiver

from accounts.people.models import User
from artisans.counter.actions import close_lost_phone
from artisans.parties.models import Party
from artisans.parties.signals import phone_changed


@receiver(phone_changed, dispatch_uid="counter.phone_changed")
def phone_has_changed(party: Party, old_lookup: bytes, by: User, **_more: Any) -> None:
    close_lost_phone(party=party, old_lookup=old_lookup, by=by)
