"""The life of a device: enrolled by somebody in charge, activated by the person it acts for, revoked by either."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User, new_token
from foundation import crypto
from foundation.errors import InvalidValue, NotPermitted, StepNotAllowed
from foundation.time import now, today
from programs.budget.permissions import may, require
from programs.field.devices import FIELD_PERMISSIONS, SECRET_PURPOSE
from programs.field.models import Device

ENROL = "programs.enrol_device"
LONGEST = timedelta(days=366)


@transaction.atomic
def enrol_device(
    *, user: User, name: str, expires_at: datetime, by: User, program: str = "", area: str = "", language: str = ""
) -> Device:
    """Let a device act for this person. It stays silent until that person fetches its secret."""
    require(by, ENROL, program=program, area=area)
    if not name.strip():
        raise InvalidValue(_("Give the device a name by which people recognise it."))
    if not now() < expires_at <= now() + LONGEST:
        raise InvalidValue(_("A device is enrolled for a year at most."))
    if not (user.is_active and any(user.has_perm(permission) for permission in FIELD_PERMISSIONS)):
        raise InvalidValue(_("This person has no role that enters files or records visits."))
    device = Device.objects.create(
        user=user, name=name.strip()[:80], program=program, area=area, expires_at=expires_at, enrolled_by=by,
        enrolled_at=now(), language=language or user.language, is_demonstration=user.is_demonstration,
    )  # fmt: skip
    record("device.enrolled", target=device, by=by, after={"user": user.pk, "expires_at": expires_at})
    return device


@transaction.atomic
def activate_device(*, device: Device, by: User) -> tuple[Device, str]:
    """The device with a new secret, told this once; an earlier one no longer works. Only the person it acts for may ask:
    nobody else could enter files in their name.
    """
    device = _locked(device)
    if device.user_id != by.pk:
        raise NotPermitted(_("Only the person the device acts for can fetch its secret."))
    if device.revoked_at is not None or device.expires_at <= now():
        raise StepNotAllowed(_("This device was revoked or has expired."))
    secret = new_token()
    device.secret_lookup = crypto.lookup_hash(SECRET_PURPOSE, secret)
    device.activated_on = today()
    device.save(update_fields=["secret_lookup", "activated_on"])
    record("device.activated", target=device, by=by)
    return device, secret


@transaction.atomic
def revoke_device(*, device: Device, reason: str, by: User) -> Device:
    """From the next request on nothing of this device is listened to. What it sent before stays."""
    device = _locked(device)
    if device.user_id != by.pk and not may(by, ENROL, program=device.program, area=device.area):
        raise NotPermitted(_("Your role does not allow this for this programme and area."))
    if not reason.strip():
        raise InvalidValue(_("Say why the device is revoked."))
    if device.revoked_at is not None:
        raise StepNotAllowed(_("This device was revoked already."))
    device.revoked_at, device.revoked_by, device.revoked_reason = now(), by, reason.strip()[:240]
    device.secret_lookup = None
    device.save(update_fields=["revoked_at", "revoked_by", "revoked_reason", "secret_lookup"])
    record("device.revoked", target=device, by=by, reason=device.revoked_reason)
    return device


def _locked(device: Device) -> Device:
    return Device.objects.select_for_update(of=("self",)).select_related("user").get(pk=device.pk)
