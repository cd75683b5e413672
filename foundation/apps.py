"""The ground floor: an app without models, installed for its template tags and translations."""

from django.apps import AppConfig

from foundation.quick_migrations import make_quick


class FoundationConfig(AppConfig):
    name = "foundation"

    def ready(self) -> None:
        make_quick()
