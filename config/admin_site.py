"""The officers' house: Django's admin with our doors and our own pages in one chrome."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, get_script_prefix, reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.people.desk import DESK_PAGES
from accounts.people.scopes import assignments_of


class SanadAdminSite(AdminSite):
    """Entered by those who are active and hold a live role (the second factor is the middleware's).

    Pages of ours (queue, file, committee, finance, reports) are registered by their rooms in
    `accounts.people.desk` and live under /admin/ in the same chrome.
    """

    site_header = _("Sanad")
    site_title = _("Sanad")
    index_title = _("My work")
    index_template = "admin/index.html"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.is_active and request.user.is_staff

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Staff enter by their own door; whoever is in already and holds no role is told so."""
        if request.user.is_authenticated:
            if self.has_permission(request):
                return redirect("admin:index")
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), reverse("staff_login"))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        ours = [pattern for _name, patterns in DESK_PAGES.items() for pattern in patterns(self)]
        return [*ours, *super().get_urls()]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The records this person may open. Asked by each page and worked out once for each set of roles: they alone decide."""
        roles = (
            frozenset(row.role for row in assignments_of(request.user))
            if request.user.is_authenticated
            else frozenset()
        )
        key = (app_label, roles, request.user.is_active, translation.get_language(), get_script_prefix())
        if key not in _APP_LISTS:
            if len(_APP_LISTS) > 500:
                _APP_LISTS.clear()
            _APP_LISTS[key] = super().get_app_list(request, app_label)
        return [{**app, "models": list(app["models"])} for app in _APP_LISTS[key]]


_APP_LISTS: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
