"""For whom a view is kept, and the files a list is taken away as."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Audience(TextChoices):
    PRIVATE = "private", _("Only me")
    ROLE = "role", _("Colleagues with my role")
    PROGRAM = "program", _("Colleagues of my programme")
    EVERYBODY = "everybody", _("Everybody who may open this list")


class FileFormat(TextChoices):
    CSV = "csv", _("CSV")
    XLSX = "xlsx", _("Excel (XLSX)")
