"""The register: who we serve, where they are, what they make."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ArtisansConfig(AppConfig):
    name = "artisans"

    def ready(self) -> None:
        autodiscover_modules("receivers", "panels", "clock")
