"""Export figures, the barometer and market intelligence."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MarketsConfig(AppConfig):
    name = "markets"

    def ready(self) -> None:
        autodiscover_modules("receivers", "panels", "clock")
