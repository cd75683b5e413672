"""States and kinds of programmes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProgramStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Closed")


class SupportKind(TextChoices):
    TRAINING = "training", _("Training")
    COACHING = "coaching", _("Coaching")
    EQUIPMENT = "equipment", _("Equipment")
    CASH = "cash", _("Grant")
    FAIR = "fair", _("Fair")
    LABEL = "label", _("Label")
