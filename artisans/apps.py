"""The register: who we serve, where they are, what they make."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ArtisansConfig(AppConfig):
    name = "artisans"
    verbose_name = _("Register of beneficiaries")

    def ready(self) -> None:
        autodiscover_modules("receivers", "panels", "clock")
