"""Field devices: the list, enrolling, the secret shown once, revoking."""

import base64
import json
import zlib

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from foundation.errors import DomainError
from foundation.pdf import qr_svg
from programs.budget.desk import act, enter, page, typed
from programs.budget.permissions import may
from programs.field import actions
from programs.field.actions.devices import ENROL
from programs.field.filters import DeviceFilter
from programs.field.forms import EnrolForm, RevokeForm
from programs.field.models import Device
from programs.field.tables import DeviceTable, device_state

ROWS = 50
VIEW = "programs.view_device"


@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    rows = Device.objects.for_user(request.user).select_related("user")
    if not rows.exists():
        enter(request, VIEW, ENROL)
    filterset = DeviceFilter(request.GET, queryset=rows, request=request)
    table = DeviceTable(filterset.qs)
    table.empty_text = _("Enrol a device so that forms can be filled where there is no network.")
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {
        "title": _("Field devices"),
        "table": table,
        "filter": filterset,
        "can_enrol": request.user.has_perm(ENROL),
    }
    return page(request, "programs/field/devices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    enter(request, ENROL)
    form = EnrolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.enrol_device(by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The device is enrolled. Its person now fetches its secret."))
            return redirect("admin:programs_device", made.reference)
    context = {"title": _("Enrol a device"), "form": form}
    return page(request, "programs/field/enrol.html", context, status=422 if form.errors else 200)


@require_safe
def device(request: HttpRequest, reference: str) -> HttpResponse:
    return _page(request, _device(request, reference))


def _page(request: HttpRequest, found: Device, secret: str = "") -> HttpResponse:
    is_own = found.user_id == request.user.pk
    in_force = found.revoked_at is None
    words, tone = device_state(found)
    context = {
        "title": found.name,
        "device": found,
        "state": words,
        "tone": tone,
        "sent": found.submissions.order_by("-received_at")[:10],
        "can_activate": is_own and in_force and not secret,
        "revoke_form": RevokeForm()
        if in_force and (is_own or may(request.user, ENROL, program=found.program, area=found.area))
        else None,
        "address": f"{settings.PUBLIC_URL}/openrosa",
        "secret": secret,
        "code": qr_svg(collect_settings(found, secret), label=_("Settings for ODK Collect"), size_mm=60)
        if secret
        else "",
    }
    return page(request, "programs/field/device.html", context)


@require_POST
def activate(request: HttpRequest, reference: str) -> HttpResponse:
    """The secret stands on this answer and nowhere else."""
    try:
        found, secret = actions.activate_device(device=_device(request, reference), by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("admin:programs_device", reference)
    return _page(request, found, secret)


@require_POST
def revoke(request: HttpRequest, reference: str) -> HttpResponse:
    found = _device(request, reference)
    return act(
        request, lambda: actions.revoke_device(device=found, by=request.user, **typed(RevokeForm, request)),
        _("The device is revoked: nothing it sends is listened to any more."), "admin:programs_device", reference,
    )  # fmt: skip


def collect_settings(device: Device, secret: str) -> str:
    """What ODK Collect reads from its QR code: JSON, deflated, in base64."""
    wanted = {
        "general": {
            "server_url": f"{settings.PUBLIC_URL}/openrosa", "username": device.reference, "password": secret,
            "form_update_mode": "match_exactly", "periodic_form_updates_check": "every_24_hours",
            "autosend": "wifi_and_cellular", "app_language": device.language,
        },
        "admin": {},
        "project": {"name": "Sanad", "icon": "S"},
    }  # fmt: skip
    return base64.b64encode(zlib.compress(json.dumps(wanted, separators=(",", ":")).encode(), 9)).decode()


def _device(request: HttpRequest, reference: str) -> Device:
    rows = Device.objects.for_user(request.user).select_related("user", "enrolled_by", "revoked_by")
    return get_object_or_404(rows, reference=reference)
