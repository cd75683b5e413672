"""The ground floor: an app without models, installed for its template tags and translations."""

from django.apps import AppConfig
from django.core.checks import register

from foundation.quick_migrations import make_quick
from foundation.signing import certificate_can_sign


class FoundationConfig(AppConfig):
    name = "foundation"

    def ready(self) -> None:
        make_quick()
        register(certificate_can_sign, "sanad", deploy=True)
