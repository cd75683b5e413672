"""App configurations of the frame: the commands that span apps, and the admin site of ours."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"


class SanadAdminConfig(AdminConfig):
    default_site = "config.admin_site.SanadAdminSite"
