"""The addresses at which lists are kept, arranged and taken away."""

from django.contrib.admin import AdminSite
from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.lists import below, below_bulk, bulk_views, tasks, views
from accounts.people.desk import DESK_MENU, DESK_PAGES, MenuItem
from accounts.people.models import User

__all__ = ["below_bulk", "tasks"]  # read with the panels, so that every process knows the kind of job


@DESK_PAGES.register("accounts.lists", order=5)
def pages(site: AdminSite) -> list:
    wrap = site.admin_view
    return [
        path("messages/", wrap(below.messages), name="accounts_messages"),
        path("jobs/", wrap(below.jobs), name="accounts_jobs"),
        path("history/", wrap(below.events), name="accounts_events"),
        path("lists/<slug:name>/views/", wrap(views.save_view), name="lists_save_view"),
        path("lists/<slug:name>/views/<int:number>/delete/", wrap(views.delete_view), name="lists_delete_view"),
        path("lists/<slug:name>/columns/", wrap(views.columns), name="lists_columns"),
        path("lists/<slug:name>/export/", wrap(views.export), name="lists_export"),
        path("lists/<slug:name>/do/<slug:act>/", wrap(bulk_views.bulk), name="lists_bulk"),
    ]


@DESK_MENU.register("accounts.lists", order=82)
def menu(user: User) -> list[MenuItem]:
    found = []
    if user.has_perm("accounts.view_job"):
        found.append(MenuItem(_("Work in the background"), reverse("admin:accounts_jobs"), _("Letters and work")))
    if user.has_perm("accounts.view_event"):
        found.append(MenuItem(_("History of acts"), reverse("admin:accounts_events"), _("Letters and work")))
    return found
