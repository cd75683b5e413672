"""Kinds used by reference data."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CommuneKind(TextChoices):
    URBAN = "urban", _("Urban commune")
    RURAL = "rural", _("Rural commune")
    DISTRICT = "district", _("District")


class Fit(TextChoices):
    CORE = "core", _("Craft")
    PARTIAL = "partial", _("Partly craft")
    WEAK = "weak", _("Mostly industrial")
