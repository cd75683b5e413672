"""Where the field kit hangs its pages and its menu."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from accounts.people.desk import DESK_MENU, DESK_PAGES, DESK_PANELS, MenuItem, Panel
from accounts.people.models import User
from programs.calls.actions.versions import DRAFTING
from programs.field.models import Device, FieldSubmission
from programs.field.views import devices, received, sheets


@DESK_PAGES.register("programs.field", order=35)
def pages(site) -> list:
    device, one = "field/devices/<str:reference>/", "field/received/<str:reference>/"
    found = [
        ("field/devices/", devices.devices, "devices"),
        ("field/devices/enrol/", devices.enrol, "enrol_device"),
        (device, devices.device, "device"),
        (f"{device}activate/", devices.activate, "activate_device"),
        (f"{device}revoke/", devices.revoke, "revoke_device"),
        ("field/received/", received.received, "field_received"),
        (one, received.submission, "field_submission"),
        (f"{one}files/<int:number>/", received.file, "field_file"),
        (f"{one}do/<slug:step>/", received.step, "field_step"),
        ("field/sheets/", sheets.sheets, "field_sheets"),
        ("field/sheets/<int:number>.xlsx", sheets.download, "field_sheet"),
        ("field/sheets/<int:number>.xml", sheets.xform, "field_xform"),
    ]
    return [path(route, site.admin_view(view), name=f"programs_{name}") for route, view, name in found]


@DESK_MENU.register("programs.field", order=35)
def menu(user: User) -> list[MenuItem]:
    items = []
    if may_see_received(user):
        waiting = FieldSubmission.objects.for_user(user).filter(status="attention").count()
        items.append(
            MenuItem(_("From the field"), reverse("admin:programs_field_received"), _("Files"), waiting or None)
        )
    if may_see_devices(user):
        items.append(MenuItem(_("Field devices"), reverse("admin:programs_devices"), _("Files")))
    if user.has_perm(DRAFTING):
        items.append(MenuItem(_("Forms as spreadsheets"), reverse("admin:programs_field_sheets"), _("Selection")))
    return items


@DESK_PANELS.register("programs.field", order=45)
def to_activate(user: User) -> Panel | None:
    """Devices enrolled for this person that still wait for their secret."""
    rows = list(Device.objects.filter(user=user, secret_lookup=None, revoked_at=None)[:5])
    if not rows:
        return None
    return Panel(
        str(_("My field devices")),
        "programs/field/home_panel.html",
        {"devices": rows},
        reverse("admin:programs_devices"),
    )


def may_see_received(user: User) -> bool:
    return user.has_perm("programs.view_fieldsubmission") or Device.objects.filter(user=user).exists()


def may_see_devices(user: User) -> bool:
    return user.has_perm("programs.view_device") or Device.objects.filter(user=user).exists()
