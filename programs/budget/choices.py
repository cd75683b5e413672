"""What may happen to money on a line."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EntryKind(TextChoices):
    ALLOCATE = "allocate", _("Allocation")
    TRANSFER = "transfer", _("Transfer")
    RESERVE = "reserve", _("Reservation")
    COMMIT = "commit", _("Commitment")
    PAY = "pay", _("Payment")
    RELEASE = "release", _("Release")
    REFUND = "refund", _("Refund")


class Heading(TextChoices):
    """Nature of the expense."""

    GRANTS = "grants", _("Grants")
    SERVICES = "services", _("Training, coaching and services")
    PROMOTION = "promotion", _("Fairs and promotion")
    STUDIES = "studies", _("Studies and market intelligence")
    RUNNING = "running", _("Running costs")
