"""Devices and received forms as the staff lists them."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from foundation.formats import format_datetime
from foundation.templatetags.look import pill, status_pill
from programs.field.models import Device, FieldSubmission


def device_state(device: Device) -> tuple[str, str]:
    """What to say of a device, and in which tone."""
    if device.revoked_at is not None:
        return _("Revoked"), "bad"
    if device.is_live:
        return _("In use"), "good"
    return (_("To activate"), "info") if device.secret_lookup is None else (_("Expired"), "bad")


class DeviceTable(tables.Table):
    name = tables.Column(verbose_name=_("Device"))
    user = tables.Column(verbose_name=_("Person"), order_by=("user__full_name", "id"))
    scope = tables.Column(verbose_name=_("Programme and area"), empty_values=(), orderable=False)
    expires_at = tables.Column(verbose_name=_("Expires"))
    last_seen_at = tables.Column(verbose_name=_("Last seen"))
    state = tables.Column(verbose_name=_("State"), empty_values=(), orderable=False)

    class Meta:
        model = Device
        fields = ("name", "user", "scope", "expires_at", "last_seen_at", "state")
        attrs = {"aria-label": _("Field devices")}
        order_by = "-id"

    def render_name(self, record: Device) -> str:
        url = reverse("admin:programs_device", args=[record.reference])
        return format_html(
            '<a href="{}">{}</a><br><bdi dir="ltr" class="small soft">{}</bdi>', url, record.name, record.reference
        )

    def render_scope(self, record: Device) -> str:
        return " · ".join(filter(None, [record.program, record.area])) or _("as the person’s roles")

    def render_expires_at(self, record: Device) -> str:
        return format_datetime(record.expires_at, "short")

    def render_last_seen_at(self, record: Device) -> str:
        return format_datetime(record.last_seen_at, "short")

    def render_state(self, record: Device) -> str:
        return pill(*device_state(record))


class SubmissionTable(tables.Table):
    reference = tables.Column(verbose_name=_("Received form"))
    form_id = tables.Column(verbose_name=_("Form"))
    device = tables.Column(verbose_name=_("Device"), order_by=("device__name", "id"))
    received_at = tables.Column(verbose_name=_("Received"))
    status = tables.Column(verbose_name=_("State"))
    reason = tables.Column(verbose_name=_("Reason"), orderable=False)

    class Meta:
        model = FieldSubmission
        fields = ("reference", "form_id", "device", "received_at", "status", "reason")
        attrs = {"aria-label": _("Forms received from the field")}
        order_by = "-received_at"

    def render_reference(self, record: FieldSubmission) -> str:
        url = reverse("admin:programs_field_submission", args=[record.reference])
        return format_html('<a href="{}"><bdi dir="ltr">{}</bdi></a>', url, record.reference)

    def render_form_id(self, record: FieldSubmission) -> str:
        return format_html('<bdi dir="ltr">{}</bdi>', record.form_id)

    def render_device(self, record: FieldSubmission) -> str:
        return format_html('{}<br><span class="small soft">{}</span>', record.device.name, record.device.user)

    def render_received_at(self, record: FieldSubmission) -> str:
        return format_datetime(record.received_at, "short")

    def render_status(self, record: FieldSubmission) -> str:
        return status_pill(record)

    def render_reason(self, record: FieldSubmission) -> str:
        return (record.reason.splitlines() or [""])[0]
