"""States of what devices send."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SubmissionStatus(TextChoices):
    RECEIVED = "received", _("Being received")
    ATTENTION = "attention", _("To take up")
    APPLIED = "applied", _("Entered")
    SET_ASIDE = "set_aside", _("Set aside")
