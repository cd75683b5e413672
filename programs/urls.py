"""Addresses of the portal, under /fr/, /ar/ and /en/."""

from django.urls import include, path

from programs.portal.views import public

urlpatterns = [
    path("", public.home, name="home"),
    path("", include("programs.complaints.urls")),
    path("", include("programs.portal.urls")),
]
