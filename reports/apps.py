"""What we hand out: the board, its reports, their frozen figures."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        autodiscover_modules("receivers", "panels", "clock")
