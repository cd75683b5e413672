"""Addresses of the barometer, under /fr/, /ar/ and /en/."""

from django.urls import path

from markets.barometer.views import public as views

urlpatterns = [
    path("barometre/", views.latest, name="barometer"),
    path("barometre/<slug:reference>/", views.one, name="barometer_edition"),
    path("barometre/<slug:reference>/<slug:name>.csv", views.download, name="barometer_csv"),
]
