"""Which device speaks: its secret is known by its hash alone."""

from datetime import timedelta

from foundation import crypto
from foundation.time import now
from programs.field.models import Device

SECRET_PURPOSE = "field-device"  # noqa: S105 - what the hash is for, no secret
FIELD_PERMISSIONS = ("programs.assist_application", "reports.record_sitevisit")
_SEEN_EVERY = timedelta(minutes=1)


def device_of(reference: str, secret: str) -> Device | None:
    """The live device of this secret. With a reference it must be that device's; without one the secret suffices."""
    if not secret:
        return None
    device = (
        Device.objects.live()
        .select_related("user")
        .filter(secret_lookup=crypto.lookup_hash(SECRET_PURPOSE, secret))
        .first()
    )
    if device is None or (reference and reference.strip().upper() != device.reference):
        return None
    return device


def note_seen(device: Device, client: str) -> None:
    """Remember when it last spoke, once a minute at most, and with which application."""
    moment = now()
    if device.last_seen_at is None or device.last_seen_at < moment - _SEEN_EVERY:
        Device.objects.filter(pk=device.pk).update(last_seen_at=moment, client=client[:80])
