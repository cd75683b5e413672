"""The ground floor: an app without models, installed for its template tags and translations."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "foundation"
