"""People, what they did, what we wrote to them, what runs in the background."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        autodiscover_modules("receivers", "panels", "clock")
