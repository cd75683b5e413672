"""Where colleagues hang in the officers' house."""

from django.contrib.admin import AdminSite
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.desk import PeoplePages
from accounts.people.desk import DESK_MENU, DESK_PAGES, MenuItem
from accounts.people.models import User


@DESK_PAGES.register("accounts.people", order=90)
def pages(site: AdminSite) -> list:
    return PeoplePages(site).urls()


@DESK_MENU.register("accounts.people", order=90)
def menu(user: User) -> list[MenuItem]:
    if not user.has_perm("accounts.view_user"):
        return []
    return [MenuItem(_("Colleagues"), reverse("admin:accounts_people"), _("Configuration"))]
