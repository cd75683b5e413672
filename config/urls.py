"""Every address of the house. The portal's carry their language; the admin and the API do not."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from config import api, health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", RedirectView.as_view(url="/fr/", permanent=False), name="root"),
    path("admin/", admin.site.urls),
    path("api/", include(api.urlpatterns)),
    path("openrosa/", include("programs.field.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
]

urlpatterns += i18n_patterns(
    path("", include("programs.urls")),
    path("", include("artisans.counter.urls")),
    path("", include("markets.urls")),
    path("", include("reports.urls")),
    prefix_default_language=True,
)
