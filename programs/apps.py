"""What we do for people: one app, nine rooms on a ladder."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        autodiscover_modules("receivers", "panels", "clock")
