"""States of membership in an aggregator's network."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MemberStatus(TextChoices):
    INVITED = "invited", _("Invited")
    ACTIVE = "active", _("Active")
    LEFT = "left", _("Left")
