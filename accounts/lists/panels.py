"""The addresses at which lists are kept, arranged and taken away."""

from django.contrib.admin import AdminSite
from django.urls import path

from accounts.lists import tasks, views
from accounts.people.desk import DESK_PAGES

__all__ = ["tasks"]  # read with the panels, so that every process knows the kind of job


@DESK_PAGES.register("accounts.lists", order=5)
def pages(site: AdminSite) -> list:
    wrap = site.admin_view
    return [
        path("lists/<slug:name>/views/", wrap(views.save_view), name="lists_save_view"),
        path("lists/<slug:name>/views/<int:number>/delete/", wrap(views.delete_view), name="lists_delete_view"),
        path("lists/<slug:name>/columns/", wrap(views.columns), name="lists_columns"),
        path("lists/<slug:name>/export/", wrap(views.export), name="lists_export"),
    ]
