"""Where the map hangs in the officers' house."""

from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.people.desk import DESK_MENU, DESK_PAGES, MenuItem
from accounts.people.models import User
from artisans.maps import views


@DESK_PAGES.register("artisans.maps", order=13)
def pages(site) -> list:
    found = [
        ("map/", views.beneficiary_map, "map"),
        ("map/export.<str:file_format>", views.map_export, "map_export"),
    ]
    return [path(route, site.admin_view(view), name=f"artisans_{name}") for route, view, name in found]


@DESK_MENU.register("artisans.maps", order=24)
def menu(user: User) -> list[MenuItem]:
    if not user.has_perm("artisans.view_party"):
        return []
    return [MenuItem(_("Map of beneficiaries"), reverse("admin:artisans_map"), _("Register of beneficiaries"))]
