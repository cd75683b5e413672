"""Addresses of the barometer and of the beneficiary's markets, under /fr/, /ar/ and /en/."""

from django.urls import path

from markets.barometer.views import public as views
from markets.intelligence.views import own

urlpatterns = [
    path("marches/", own.my_markets, name="my_markets"),
    path("marches/notes/<int:number>/", own.my_signal, name="my_signal"),
    path("marches/exportations/<str:reference>/", own.my_result, name="my_result"),
    path("marches/declarer/<str:reference>/", own.my_declaration, name="my_declaration"),
    path("barometre/", views.latest, name="barometer"),
    path("barometre/<slug:reference>/", views.one, name="barometer_edition"),
    path("barometre/<slug:reference>/<slug:name>.csv", views.download, name="barometer_csv"),
]
